"""What every request passes on its way to a view and back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)

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


class BusyDatabase:
    """A database that is locked, full or just restarting answers 503 with Retry-After, so that senders try again."""

    RETRY_AFTER = 2  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("The database did not answer: %s", exception)
        sentence = _("Too much is going on right now. Try again in a moment.")
        response: HttpResponse
        if request.headers.get("Accept", "").startswith("application/json"):
            response = JsonResponse({"error": "busy", "text": sentence}, status=503)
        else:
            response = HttpResponse(format_html("<p data-error>{}</p>", sentence), status=503)
        response["Retry-After"] = str(self.RETRY_AFTER)
        return response


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
