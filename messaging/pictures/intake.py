"""Uploaded stickers and GIFs as they will be kept, or a sentence about why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from accounts import sandbox
from accounts.uploads import worked_on, worked_on_file
from messaging.pictures import clipping, moving
from social.models import Video

CUTTING = sandbox.Limits(seconds=30, cpu_seconds=25, memory=2 * 1024**3, threads=True)
LIMITS = sandbox.Limits(seconds=12, cpu_seconds=8)
GIF_BYTES = 4 * 1024 * 1024
STICKER_BYTES = 1024 * 1024

GIF_WHY_NOT = {
    "still": _("This picture doesn't move. Choose a GIF or WebP with two frames or more."),
    "too_long": _("This GIF is longer than 15 seconds or 300 frames. Choose a shorter one."),
    "too_many_pixels": _("The frames of this GIF hold more than 40 million pixels. Choose a smaller or shorter one."),
    "too_much": _("This GIF takes too much work. Choose a smaller or shorter one."),
    "unreadable": _("We can't read this file. Choose a GIF or an animated WebP."),
}
CUT_WHY_NOT = {
    "still": _("There is nothing to see there. Choose an earlier start."),
    "too_much": _("This GIF takes too much work. Choose a smaller or shorter one."),
    "unreadable": _("We can't make a GIF of this video."),
}
STICKER_WHY_NOT = {
    "too_long": _("This sticker moves for longer than 5 seconds. Choose a shorter one."),
    "too_many_pixels": _("This picture has more than 40 million pixels. Choose a smaller one."),
    "too_much": _("This sticker takes too much work. Choose a smaller or shorter one."),
    "unreadable": _("We can't read this file. Choose a PNG or a WebP."),
}


@dataclass(frozen=True, slots=True)
class Film:
    """A GIF: an animated WebP, a still of it, how large both are in pixels, and the video it was cut out of."""

    moving: bytes
    poster: bytes
    width: int
    height: int
    video_id: int | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sticker: a square WebP, and a still of it if it moves."""

    picture: bytes
    poster: bytes


def film(upload: File[Any]) -> Film:
    """What becomes of an uploaded GIF. Raises ValidationError with a sentence for its owner."""
    moved, poster, size = worked_on(moving.film, upload, limits=LIMITS, why_not=GIF_WHY_NOT)
    if len(moved) > GIF_BYTES:
        raise ValidationError(GIF_WHY_NOT["too_much"], code="too_much")
    width, height = size.split()
    return Film(moved, poster, int(width), int(height))


def cut_out(video: Video, *, start: float, length: float, caption: str) -> Film:
    """`length` seconds of a video from `start` on. Raises ValidationError with a sentence for who makes the GIF."""
    name = video.small_file.name or video.file.name or ""
    try:
        with Path(default_storage.path(name)).open("rb") as source:
            film = worked_on_file(
                clipping.gif,
                source,
                limits=CUTTING,
                why_not=CUT_WHY_NOT,
                start_ms=round(start * 1000),
                length_ms=round(length * 1000),
                words=caption,
            )
    except FileNotFoundError as gone:
        raise ValidationError(CUT_WHY_NOT["unreadable"], code="unreadable") from gone
    moved, poster, size = film
    width, height = size.split()
    return Film(moved, poster, int(width), int(height), video.pk)


def drawing(upload: File[Any]) -> Drawing:
    """What becomes of an uploaded sticker. Raises ValidationError with a sentence for who uploads it."""
    picture, poster = worked_on(moving.sticker, upload, limits=LIMITS, why_not=STICKER_WHY_NOT)
    if len(picture) > STICKER_BYTES:
        raise ValidationError(STICKER_WHY_NOT["too_much"], code="too_much")
    return Drawing(picture, poster)
