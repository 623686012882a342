"""What is answered when the ground gives way: the database is busy, away or read-only, or a disk is full.

Nothing was acknowledged then. Whoever tries again with the same client id has it stored once.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import sys
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from accounts.http import wants_json
from accounts.pace import TooFast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponseBase

logger = logging.getLogger(__name__)


class Outage(NamedTuple):
    """`code` is for programs, the words are for people. `retry_after` is in seconds; None: nobody knows."""

    status: int
    code: str
    heading: Promise
    sentence: Promise
    retry_after: int | None = None


BUSY = Outage(
    503, "busy", _("We are out of breath"), _("Too much is going on right now. Try again in a moment."), retry_after=2
)
# The same to whoever meets it, but nothing is wrong: a moment later there is room again.
CROWDED = BUSY._replace(retry_after=1)
READ_ONLY = Outage(
    503,
    "read_only",
    _("Reading only"),
    _("Nothing can be stored right now, only read. Try again in a moment."),
    retry_after=10,
)
TOO_FAST = Outage(429, "too_fast", _("A little slower"), _("That was a lot in a short time. Wait a moment and go on."))
FULL = Outage(
    507, "full", _("No room left"), _("There is no room left on our side, so this was not stored. Try again later.")
)


class Outages:
    """The middleware that answers for a view which met an outage, or somebody who went too fast."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooFast):
            return tell(request, TOO_FAST._replace(retry_after=exception.retry_after))
        outage = outage_behind(exception)
        return tell(request, outage) if outage else None


def broke(request: HttpRequest) -> HttpResponse:
    """The answer to what nobody caught. A middleware that asks the database meets outages too, before any view."""
    error = sys.exc_info()[1]
    outage = outage_behind(error) if error else None
    return tell(request, outage) if outage else defaults.server_error(request)


def outage_behind(error: BaseException) -> Outage | None:
    """Which outage `error` comes from; None where it is our own fault."""
    outage = next((found for one in causes(error) if (found := _outage(one))), None)
    if outage:
        logger.error("Nothing was stored, the answer is %d: %s", outage.status, error)
        if pool := getattr(connection, "pool", None):
            # A restart breaks all connections at once: each would fail one more request.
            pool.check()
    return outage


def causes(error: BaseException) -> Iterator[BaseException]:
    """What `error` was raised from, the first cause first."""
    if error.__cause__:
        yield from causes(error.__cause__)
    yield error


def _outage(error: BaseException) -> Outage | None:
    system = error.errno if isinstance(error, OSError) else None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if (
        code == sqlite3.SQLITE_FULL
        or isinstance(error, psycopg.errors.DiskFull)
        or system in {errno.ENOSPC, errno.EDQUOT}
    ):
        return FULL
    # A disk that has found a fault in itself is only read from then on: an error of input and output to SQLite.
    barred = isinstance(error, psycopg.errors.ReadOnlySqlTransaction | psycopg.errors.IoError)
    if barred or code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR} or system == errno.EROFS:
        return READ_ONLY
    # What is of no narrower kind: SQLite can't make sense of a file, as where one could only be written in part.
    is_odd = type(error) is sqlite3.DatabaseError
    return BUSY if is_odd or isinstance(error, OperationalError | InterfaceError) else None


def tell(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Say so to each kind of client; a message sent by a plain form stands on the page, ready to be sent again."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"error": outage.code, "text": outage.sentence}, status=outage.status)
    elif request.headers.get("HX-Request"):
        response = HttpResponse(format_html("<p data-error>{}</p>", outage.sentence), status=outage.status)
    else:
        kept = list(request.POST.items()) if request.POST.get("client_id") else []
        response = render(None, "outage.html", {"outage": outage, "kept": kept}, status=outage.status)
    if outage.retry_after is not None:
        response["Retry-After"] = str(outage.retry_after)
    return response
