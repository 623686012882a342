"""Notices that have to be acknowledged: until then every page leads to them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.http import SeeOther, SignedInRequest, signed_in, wants_json
from accounts.models import Notice

# What stays open to whoever has a notice to read: how this site protects people, and the way out.
OPEN = ("notice", "acknowledge", "account_logout", "safety", "avatar")


class NoticesFirst:
    """Lead whoever has a notice to acknowledge to it, each kind of client in its own way; others pass for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        # Pictures say nothing, and to ask whose they are would make them differ by cookie: what is open comes first.
        if request.resolver_match and request.resolver_match.url_name in OPEN:
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if request.user.must_read_since is None:
            return None
        return led_to_notice(request)


def led_to_notice(request: HttpRequest) -> HttpResponse:
    address = reverse("notice")
    if wants_json(request):
        told = {"error": "notice", "text": _("Read the notice first that waits for you on the site.")}
        return JsonResponse(told, status=403)
    if request.headers.get("HX-Request"):
        # A page that stays open to its reader is not taken from her because its scripts ask for something.
        return HttpResponse(status=403, headers={} if stays_open(request) else {"HX-Redirect": address})
    came_for = request.get_full_path() if request.method == "GET" else "/"
    return SeeOther(f"{address}?{urlencode({'next': came_for})}")


def stays_open(request: HttpRequest) -> bool:
    """Whether what asks is a page that is open whatever there is to read."""
    try:
        return resolve(urlsplit(request.headers.get("Referer", "")).path).url_name in OPEN
    except Resolver404:
        return False


@require_http_methods(["GET", "HEAD"])
@signed_in
def notice(request: SignedInRequest) -> HttpResponse:
    """The oldest notice that waits; without one there is nothing to stay for."""
    waiting = Notice.objects.filter(user=request.user, acknowledged_at=None).order_by("id").first()
    if waiting is None:
        return redirect(after(request))
    return render(request, "accounts/notice.html", {"notice": waiting, "next": after(request)})


@require_http_methods(["PUT"])
@signed_in
def acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(Notice, pk=pk, user=request.user)
    actions.acknowledge(user_id=request.user.pk, pk=pk)
    if wants_json(request):
        return JsonResponse({"acknowledged": True})
    # The next notice, if there is one, or on to where she meant to go.
    address = f"{reverse('notice')}?{urlencode({'next': after(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return SeeOther(address)


def after(request: HttpRequest) -> str:
    """Where the reader meant to go, if that is a page of ours."""
    address = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
