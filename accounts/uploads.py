"""Takes in what users upload: read, decoded and drawn anew in the sandbox, or refused in a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounts import sandbox
from accounts.pictures import unpack

UPLOAD_BYTES = 4 * 1024 * 1024 - 64 * 1024  # what is left of the largest request body for the file

# Every picture holds a request thread for as long as it is worked on; the others are for the messages.
AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 1.0  # seconds to wait for one's turn

TOO_LARGE = _("This file is larger than 4 MB. Choose a smaller one.")
BUSY = _("We are busy with other pictures. Try again in a moment.")


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
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise ValidationError(BUSY, code="busy")
    try:
        return unpack(sandbox.run(function, source, limits=limits, **options))
    except sandbox.SandboxError as error:
        code = code_of(error)
        raise ValidationError(why_not[code], code=code) from error
    finally:
        AT_ONCE.release()


def code_of(error: sandbox.SandboxError) -> str:
    """Why there is nothing, in a word."""
    if isinstance(error, sandbox.Refused):
        return error.code
    return "too_much" if isinstance(error, sandbox.Exhausted) else "unreadable"
