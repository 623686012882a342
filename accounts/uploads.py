"""Takes in what users upload: read, decoded and drawn anew in the sandbox, or refused in a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounts import sandbox
from accounts.pictures import unpack

UPLOAD_BYTES = 4 * 1024 * 1024 - 64 * 1024  # what is left of the largest request body for the file

PATIENCE = 1.0  # seconds to wait for one's turn

TOO_LARGE = _("This file is larger than 4 MB. Choose a smaller one.")
BUSY = _("We are busy with other pictures. Try again in a moment.")


class Turns:
    """Who may hold a request thread for as long as a file of hers is worked on: so many at once, and as many more may
    wait for a moment. Whoever comes then is told at once that we are busy, so that threads are left for the messages.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_work = threading.BoundedSemaphore(at_once)
        self.here = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a turn. Raises ValidationError with the code `busy`, which passes."""
        if not self.here.acquire(blocking=False):
            raise ValidationError(BUSY, code="busy")
        try:
            if not self.at_work.acquire(timeout=PATIENCE):
                raise ValidationError(BUSY, code="busy")
            try:
                yield
            finally:
                self.at_work.release()
        finally:
            self.here.release()


# A process answers with four threads (config/handler.py): one of them is never busy with anybody's file.
TURNS = Turns(at_once=2, waiting=1)


def worked_on(
    function: Callable[..., bytes],
    upload: File[Any],
    *,
    limits: sandbox.Limits,
    why_not: Mapping[str, Any],
    **options: Any,
) -> list[bytes]:
    """The parts that `function` makes of an upload in the sandbox. `why_not` has a sentence for each of its refusals,
    for `unreadable`, and for what takes `too_much` time or memory.

    Raises ValidationError with the sentence; its code is the refusal's, `too_large`, or `busy`, which passes.
    """
    if (upload.size or 0) > UPLOAD_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    return worked_on_file(function, upload.read(), limits=limits, why_not=why_not, **options)


def worked_on_file(
    function: Callable[..., bytes],
    source: bytes | IO[bytes],
    *,
    limits: sandbox.Limits,
    why_not: Mapping[str, Any],
    **options: Any,
) -> list[bytes]:
    """As `worked_on`, for what is ours already and may be of any size."""
    try:
        with TURNS.one():
            return unpack(sandbox.run(function, source, limits=limits, **options))
    except sandbox.SandboxError as error:
        code = code_of(error)
        raise ValidationError(why_not[code], code=code) from error


def code_of(error: sandbox.SandboxError) -> str:
    """Why there is nothing, in a word."""
    if isinstance(error, sandbox.Refused):
        return error.code
    return "too_much" if isinstance(error, sandbox.Exhausted) else "unreadable"
