"""Small films to test with, made here and never kept in the repository."""

from __future__ import annotations

import io
import math
import struct
from array import array
from fractions import Fraction
from functools import cache

import av
from PIL import Image, ImageChops, ImageDraw

SOUND_RATE = 48_000


@cache
def clip(
    *,
    seconds: float = 1,
    size: tuple[int, int] = (90, 160),
    fps: int = 10,
    codec: str = "libx264",
    container: str = "mp4",
    sound: str = "aac",
    rotated: int = 0,
) -> bytes:
    """A film of moving colours; with `rotated` one whose player has to turn it by as many degrees. An empty `codec` or
    `sound` leaves that stream out."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        output.metadata["title"] = "somebody's secret place"
        picture = output.add_stream(codec, rate=fps) if codec else None
        voice = output.add_stream(sound, rate=SOUND_RATE) if sound else None
        if picture:
            picture.width, picture.height = size
            picture.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            if codec in {"libx264", "libx265"}:
                picture.options = {"preset": "ultrafast"} | ({"x265-params": "log-level=0"} if "5" in codec else {})
            for number in range(round(seconds * fps)):
                frame = av.VideoFrame.from_image(picture_at(number, *size))
                frame.pts, frame.time_base = number, Fraction(1, fps)
                output.mux(picture.encode(frame))
        if voice:
            output.mux(voice.encode(hum(round(seconds * SOUND_RATE))))
        for stream in filter(None, (picture, voice)):
            output.mux(stream.encode(None))
    return turned(file.getvalue(), rotated) if rotated else file.getvalue()


@cache
def huge(side: int = 10_000) -> bytes:
    """One grey picture of a hundred million pixels, as H.264: a few hundred kilobytes that ask for gigabytes."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        picture = output.add_stream("libx264", rate=10)
        picture.width = picture.height = side
        picture.pix_fmt = "yuv420p"
        little = "bframes=0:ref=1:rc-lookahead=0:sync-lookahead=0:threads=1"
        picture.options = {"preset": "ultrafast", "x264-params": little}
        frame = av.VideoFrame(side, side, "yuv420p")
        frame.pts, frame.time_base = 0, Fraction(1, 10)
        output.mux(picture.encode(frame))
        output.mux(picture.encode(None))
    return file.getvalue()


@cache
def poster() -> bytes:
    """The first picture of a clip."""
    file = io.BytesIO()
    picture_at(0, 90, 160).save(file, "JPEG")
    return file.getvalue()


def picture_at(number: int, width: int, height: int) -> Image.Image:
    """Frame `number`: colours that slide, and a square that falls."""
    red = ImageChops.offset(Image.linear_gradient("L").resize((width, height)), 0, number * 5)
    green = Image.radial_gradient("L").resize((width, height))
    frame = Image.merge("RGB", (red, green, ImageChops.invert(red)))
    top = number * 7 % max(height - 20, 1)
    ImageDraw.Draw(frame).rectangle((width // 3, top, width // 3 + 20, top + 20), fill="white")
    return frame


def hum(samples: int) -> av.AudioFrame:
    """A low note."""
    wave = array("f", (0.2 * math.sin(2 * math.pi * 220 * i / SOUND_RATE) for i in range(samples)))
    frame = av.AudioFrame(format="fltp", layout="mono", samples=samples, align=1)
    frame.planes[0].update(wave.tobytes())
    frame.sample_rate, frame.pts = SOUND_RATE, 0
    return frame


def turned(mp4: bytes, degrees: int) -> bytes:
    """`mp4` with the matrix of its first track changed, as a telephone held upright writes it."""
    a, b = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    start = mp4.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", a << 16, b << 16, 0, -b << 16, a << 16, 0, 0, 0, 1 << 30)
    return mp4[:start] + matrix + mp4[start + len(matrix) :]
