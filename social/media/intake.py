"""A video from outside: looked at, or made into the files that we show, in the sandbox; or a sentence about why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import sandbox
from accounts.pictures import unpack
from accounts.uploads import TURNS, code_of
from social.media.making import films
from social.media.opening import Found, probe

GIGABYTE = 1024**3
LOOK = sandbox.Limits(seconds=20, cpu_seconds=15, memory=2 * GIGABYTE, threads=True)
# For a film of three minutes; computing counts every thread.
WORK = sandbox.Limits(seconds=1200, cpu_seconds=2400, memory=4 * GIGABYTE, answer=GIGABYTE, threads=True)

WHY_NOT: dict[str, str | Promise] = {
    "unreadable": _("We can't read this file. Choose an MP4, MOV or WebM video."),
    "no_picture": _("There is no picture in this file, only sound. Choose a video."),
    "codec": _("This video was made in a way that we can't play. Save it as MP4 and try again."),
    "too_large_picture": _("The picture of this video is too large. 3840 x 2160 pixels are the most."),
    "too_fast": _("This video has too many pictures a second. 120 are the most."),
    "too_long": _("This video is too long."),
    "too_much": _("This video takes too much work. Choose a shorter or smaller one."),
    "cut_short": _("This file ends before the video does. Save it again, then post it."),
    "empty": _("This file is empty."),
    "too_large": _("This file is too large."),
    "full": _("We have no room for videos right now. Try again later."),
    "too_many": _("You have posted many videos within an hour. Try again later."),
    "interrupted": _("We could not finish this video. Post it again, or choose another one."),
}


@dataclass(frozen=True, slots=True)
class Films:
    """What became of a video: MP4s (`small` is empty if the film is small enough), a JPEG, and what is known of it."""

    film: bytes
    small: bytes
    preview: bytes
    poster: bytes
    width: int
    height: int
    duration_ms: int


def why_not(code: str) -> str:
    """The sentence for a failure, with the bounds that hold here."""
    if code == "too_long":
        return str(format_lazy("{} {}", WHY_NOT[code], _longest()))
    if code == "too_large":
        return str(format_lazy("{} {}", WHY_NOT[code], _largest()))
    return str(WHY_NOT.get(code, WHY_NOT["unreadable"]))


def _longest() -> str:
    return str(_("%(seconds)d seconds are the most.") % {"seconds": settings.PAPERPLANE_VIDEO_SECONDS})


def _largest() -> str:
    return str(_("%(megabytes)d MB are the most.") % {"megabytes": settings.PAPERPLANE_VIDEO_BYTES // 1024**2})


def look(source: IO[bytes]) -> Found:
    """What a file says of itself, once one picture of it could be decoded.

    Raises ValidationError with a sentence for its owner; its code is the reason, or `busy`, which passes.
    """
    try:
        with TURNS.one():
            told = sandbox.run(probe, source, limits=LOOK, seconds=settings.PAPERPLANE_VIDEO_SECONDS)
    except sandbox.SandboxError as error:
        code = code_of(error)
        raise ValidationError(why_not(code), code=code) from error
    return Found(**json.loads(told))


def make(source: IO[bytes], on_progress: Callable[[int], object]) -> Films:
    """All that becomes of a video. Raises SandboxError, and whatever `on_progress` raises to stop it."""
    answer = sandbox.run(films, source, limits=WORK, on_progress=on_progress, seconds=settings.PAPERPLANE_VIDEO_SECONDS)
    known, film, small, preview, poster = unpack(answer)
    return Films(film, small, preview, poster, **json.loads(known))
