"""Turns a picture from anywhere into one of ours. Runs in the sandbox: no Django here, nothing imported late."""

from __future__ import annotations

import contextlib
import io
import math
import struct
from typing import IO

from PIL import (  # noqa: F401  (the formats are imported now: later no file can be opened)
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from accounts.sandbox.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PIXELS = 40_000_000  # 160 MB once decoded
QUALITY = 82
PAPER = "white"

# Formats whose several pictures are frames of a film. In a JPEG they are previews and depth maps: the first is meant.
FILMS = frozenset({"GIF", "PNG", "WEBP"})

# What decoders raise about bytes that are not what they seemed.
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)

Image.preinit()
Image.MAX_IMAGE_PIXELS = PIXELS
SRGB = ImageCms.createProfile("sRGB")


def squares(source: IO[bytes], *, sides: list[int]) -> bytes:
    """The middle of a still picture as WebP squares of these `sides` in pixels, packed; `unpack` tells them apart.

    Upright, in sRGB, on white paper, without anything that was not to be seen. Raises Refused with `unreadable`,
    `too_many_pixels` or `animated`.
    """
    largest = max(sides)
    try:
        image = ImageOps.exif_transpose(shrunk(opened(source), largest))
        square = ImageOps.fit(flat(image), (largest, largest), Image.Resampling.LANCZOS)
    except Image.DecompressionBombError as error:
        raise Refused("too_many_pixels") from error
    except BROKEN as error:
        raise Refused("unreadable") from error
    return pack([webp(square, side) for side in sides])


def opened(source: IO[bytes]) -> Image.Image:
    """The picture, not yet decoded. Raises Refused, and what a decoder raises."""
    image = Image.open(source, formats=FORMATS)
    if image.width * image.height > PIXELS:
        raise Refused("too_many_pixels")
    if image.format in FILMS and getattr(image, "is_animated", False):
        raise Refused("animated")
    return image


def shrunk(image: Image.Image, side: int) -> Image.Image:
    """`image` with its shorter edge at least twice `side`, if it had as much: the rest is work for nothing."""
    if image.format == "JPEG":
        wanted = math.ceil(2 * side * max(image.size) / min(image.size))
        image.draft(None, (wanted, wanted))
    if image.mode in {"1", "P", "PA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode.startswith("I;16"):
        image = image.convert("I")
    factor = min(image.size) // (2 * side)
    return image.reduce(factor) if factor > 1 else image


def flat(image: Image.Image) -> Image.Image:
    """`image` as opaque sRGB."""
    if image.mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, PAPER)
        paper.alpha_composite(image)
        paper.info = image.info
        image = paper.convert("RGB")
    if profile := image.info.get("icc_profile"):
        # A profile that is broken, or is for another kind of picture, says nothing.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            told = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if seen := ImageCms.profileToProfile(image, told, SRGB, outputMode="RGB"):
                return seen
    return image.convert("RGB")


def webp(square: Image.Image, side: int) -> bytes:
    """`square` at `side` pixels. Only pixels are copied: whatever else a picture carries stays behind."""
    clean = Image.new("RGB", (side, side))
    clean.paste(square.resize((side, side), Image.Resampling.LANCZOS))
    file = io.BytesIO()
    clean.save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


def pack(parts: list[bytes]) -> bytes:
    """Several answers as one: each behind its length."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def unpack(packed: bytes) -> list[bytes]:
    """What `pack` has packed. Raises ValueError for anything else."""
    parts, rest = [], packed
    while rest:
        length = int.from_bytes(rest[:4], "big")
        part, rest = rest[4 : 4 + length], rest[4 + length :]
        if len(part) != length:
            raise ValueError("The answer is cut short.")
        parts.append(part)
    return parts
