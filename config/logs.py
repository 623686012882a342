"""How the log is written: a line for people, or JSON for programs; in neither are words that somebody wrote.

An error of the database may quote the row that it refused, message and all, below its first line. So of every
exception only the type, the places it passed and its first line are logged.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200  # characters of an exception's first line
# Django hands the request along, whose address may hold what somebody searched for.
UNTOLD = (*RESERVED_ATTRS, "request", "status_code")


def logging_as(form: str) -> dict[str, Any]:
    """The setting LOGGING; `form` is `line` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": DiscreetLine, "fmt": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": DiscreetJson},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "errors": {"class": "logging.StreamHandler", "formatter": form, "level": "ERROR"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
            # A line per request is for programs; people have the proxy's log.
            "paperplane.requests": {"level": "INFO" if form == "json" else "WARNING"},
            # The worker sets its loggers to tell of every start, stop and task.
            "django_tasks": {"handlers": ["errors"], "propagate": False},
            "django_tasks_db": {"handlers": ["errors"], "propagate": False},
        },
    }


class Discreet(logging.Formatter):
    """A formatter that keeps to the first line of every exception."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        # Whoever looks for errors in a log looks for this word.
        return "Traceback (most recent call last):\n" + "".join(told(ei[1]))


class DiscreetLine(Discreet):
    """`2026-01-31 12:00:00 ERROR django.request: …`"""


class DiscreetJson(Discreet, JsonFormatter):
    """One JSON object a line, with `time`, `level`, `logger`, `message` and what the caller added."""

    def __init__(self) -> None:
        JsonFormatter.__init__(
            self,
            ["asctime", "levelname", "name", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=UNTOLD,
        )


def told(error: BaseException | None) -> Iterator[str]:
    """The chain of exceptions that ends in `error`, first things first."""
    if error is None:
        return
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from told(cause)
        yield "\nwhich led to:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    first = str(error).partition("\n")[0][:LONGEST]
    yield f"{type(error).__module__}.{type(error).__qualname__}: {first}\n"
