"""Turns moving pictures from anywhere into ours. Runs in the sandbox: no Django here, nothing imported late."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps

from accounts.pictures import BROKEN, pack
from accounts.sandbox.errors import Refused

PIXELS = 40_000_000  # of all frames together, as they come: 0.5 s of decoding
FRAMES = 300
LENGTH = 15_000  # milliseconds
FILM_SIDE = 480  # the longer side of a GIF
FILM_PIXELS = 24_000_000  # of all frames together, as they are kept: 1.5 s of encoding
STICKER_SIDE = 256  # at twice the pixels it takes up in a chat
STICKER_LENGTH = 5_000

# Method 2 is twice as fast as 4 for 4 % more bytes; a GIF becomes a tenth of itself by either.
FILM_QUALITY = {"quality": 70, "method": 2}
STICKER_QUALITY = {"quality": 88, "method": 4}

# What a browser does with a frame that claims to last for no time at all.
AT_ONCE, SLOW = 10, 100

Size = tuple[int, int]


@dataclass(slots=True)
class Frame:
    """One picture of a film, and for how many milliseconds it stands."""

    image: Image.Image
    duration: int


def film(source: IO[bytes]) -> bytes:
    """A GIF or an animated WebP as an animated WebP, a still of it and its size, packed.

    Raises Refused with `unreadable`, `still`, `too_many_pixels` or `too_long`.
    """
    frames = frames_of(source, ("GIF", "WEBP"), FILM_SIDE, LENGTH)
    if len(frames) == 1:
        raise Refused("still")
    room = FILM_PIXELS // len(frames)
    for frame in frames:
        frame.image = within(frame.image, room)
    width, height = frames[0].image.size
    return pack([moving(frames, FILM_QUALITY), still(frames[0], FILM_QUALITY), f"{width} {height}".encode()])


def sticker(source: IO[bytes]) -> bytes:
    """A PNG or WebP, moving or not, as a square WebP on nothing and, if it moves, a still of it, packed.

    Raises Refused with `unreadable`, `too_many_pixels` or `too_long`.
    """
    frames = frames_of(source, ("PNG", "WEBP"), STICKER_SIDE, STICKER_LENGTH)
    for frame in frames:
        frame.image = ImageOps.pad(frame.image, (STICKER_SIDE, STICKER_SIDE), Image.Resampling.LANCZOS, (0, 0, 0, 0))
    if len(frames) == 1:
        return pack([still(frames[0], STICKER_QUALITY), b""])
    return pack([moving(frames, STICKER_QUALITY), still(frames[0], STICKER_QUALITY)])


def frames_of(source: IO[bytes], formats: tuple[str, ...], side: int, length: int) -> list[Frame]:
    """The pictures of a film, none of them larger than `side`, `length` milliseconds at most. Raises Refused."""
    try:
        frames = list(decoded(Image.open(source, formats=formats), side))
    except Image.DecompressionBombError as error:
        raise Refused("too_many_pixels") from error
    except BROKEN as error:
        raise Refused("unreadable") from error
    if sum(frame.duration for frame in frames) > length and len(frames) > 1:
        raise Refused("too_long")
    return frames


def decoded(image: Image.Image, side: int) -> Iterator[Frame]:
    """Frame by frame, each scaled down as soon as it is there. Raises Refused, and what decoders raise."""
    canvas, pixels, number = image.size, 0, 0
    while True:
        # A frame may claim to be larger than the film: each is counted before it is decoded.
        pixels += image.width * image.height
        if pixels > PIXELS:
            raise Refused("too_many_pixels")
        image.load()
        yield Frame(scaled(image, canvas, side), duration_of(image))
        number += 1
        if number == FRAMES:
            raise Refused("too_long")
        try:
            image.seek(number)
        except EOFError:
            return


def scaled(image: Image.Image, canvas: Size, side: int) -> Image.Image:
    """A copy of what of `image` lies on the canvas, with nothing but its pixels."""
    picture = image.convert("RGBA")
    if picture.size != canvas:
        picture = picture.crop((0, 0, *canvas))
    if max(canvas) > side:
        picture = picture.resize(shrunk(canvas, side / max(canvas)), Image.Resampling.BOX, reducing_gap=2)
    picture.info = {}
    return picture


def within(image: Image.Image, room: int) -> Image.Image:
    """`image` with at most `room` pixels."""
    pixels = image.width * image.height
    return image if pixels <= room else image.resize(shrunk(image.size, (room / pixels) ** 0.5), Image.Resampling.BOX)


def shrunk(size: Size, factor: float) -> Size:
    return max(int(size[0] * factor), 1), max(int(size[1] * factor), 1)


def duration_of(image: Image.Image) -> int:
    duration = round(image.info.get("duration") or 0)
    return duration if duration > AT_ONCE else SLOW


def moving(frames: list[Frame], quality: dict[str, int]) -> bytes:
    """An animated WebP that goes on for ever."""
    first, *others = (frame.image for frame in frames)
    durations = [frame.duration for frame in frames]
    file = io.BytesIO()
    first.save(file, "WEBP", save_all=True, append_images=others, duration=durations, loop=0, **quality)
    return file.getvalue()


def still(frame: Frame, quality: dict[str, int]) -> bytes:
    file = io.BytesIO()
    frame.image.save(file, "WEBP", **quality)
    return file.getvalue()
