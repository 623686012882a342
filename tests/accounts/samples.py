"""Pictures as people send them, and as nobody should."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(colour: Any = "teal", size: tuple[int, int] = (320, 240), mode: str = "RGB", kind: str = "PNG") -> bytes:
    return drawn(Image.new(mode, size, colour), kind)


def turned() -> bytes:
    """A photograph taken upright with the camera held on its side: red above, blue below, once it is turned."""
    lying = Image.new("RGB", (400, 200), "red")
    lying.paste("blue", (200, 0, 400, 200))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Camera"
    exif[PLACE] = {1: "N", 2: (59.0, 56.0, 19.0)}
    return drawn(lying, "JPEG", quality=95, exif=exif)


def film(kind: str) -> bytes:
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    return drawn(first, kind, save_all=True, append_images=[second], duration=100)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 million pixels in a little over 100 KB."""
    rows = zlib.compress(bytes(width // 8 + 1) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_swapped_profile(image: Image.Image) -> bytes:
    """`image` with a profile by which what is written as red is meant as blue, and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return drawn(image, icc_profile=bytes(profile))


def upload(content: bytes, name: str = "me.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
