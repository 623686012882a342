"""What requests look like here, and how a change is answered to each kind of client."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

P = ParamSpec("P")
SAFE = frozenset({"GET", "HEAD"})


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in, behind `login_required` or `signed_in`."""

    user: User
    htmx: HtmxDetails


class SeeOther(HttpResponseRedirect):
    """After a plain form: look there now, with GET."""

    status_code = 303


def wants_json(request: HttpRequest) -> bool:
    """Whether a program is asking rather than a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def is_for_another(request: HttpRequest) -> bool:
    """Whether a page of somebody else would change something: in its browser another account has signed in since."""
    drawn_for = request.headers.get("Paperplane-User", "")
    return request.method not in SAFE and drawn_for not in {"", request.user.get_username()}


def signed_in(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Like `login_required`, but each kind of client is told in its own way: 401, `HX-Redirect`, or a redirect.

    Whoever is signed in counts as nobody to a page that was drawn for somebody else.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not is_for_another(request):
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"error": "signed_out", "text": _("Sign in first.")}, status=401)
        if request.headers.get("HX-Request"):
            page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            sign_in = redirect_to_login(page).url
            return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
        if request.method in {"GET", "HEAD"}:
            return redirect_to_login(request.get_full_path())
        return SeeOther(redirect_to_login(urlsplit(request.headers.get("Referer", "")).path or "/").url)

    return guarded


def back_to(request: HttpRequest, fallback: str) -> SeeOther:
    """The page a plain form was sent from, if it is one of ours, otherwise `fallback`."""
    came_from = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return SeeOther(came_from if safe else fallback)
