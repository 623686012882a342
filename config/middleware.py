"""What every request passes on its way to a view and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

OVERRIDES = frozenset({"PUT", "DELETE"})


class MethodOverride:
    """A plain form can only POST: its field `_method` says that it means PUT or DELETE.

    It works in `process_view`, so after the token of the POST was checked; `request.POST` stays as it was parsed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method != "POST":
            return
        method = request.POST.get("_method", "").upper()
        if method in OVERRIDES:
            request.method = request.META["REQUEST_METHOD"] = method


def refuse_null(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A null character in an address is never meant, and PostgreSQL can't even be asked for one: 400, not 500."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A null character in the address.")
        return get_response(request)

    return middleware


# What a page of ours never needs, so that nothing put into one could ask for it.
UNNEEDED = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"


def policies(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Close what a browser leaves open to pages, and to other sites that would embed what is ours."""
    unneeded = ", ".join(f"{feature}=()" for feature in UNNEEDED.split())

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = unneeded
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def no_store_for_signed_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep what a session has seen out of every cache, so that what is deleted is gone from there too.

    The cookie decides, not the user: asking for the user would cost a query on pages that need none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        cookie = settings.SESSION_COOKIE_NAME
        if (cookie in request.COOKIES or cookie in response.cookies) and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    return middleware
