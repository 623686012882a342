"""Cuts a GIF out of a video of ours. Runs in the sandbox: no Django here, nothing imported late."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
from PIL import Image, ImageDraw, ImageFont

from accounts.pictures import pack
from accounts.sandbox.errors import Refused
from messaging.pictures.moving import FILM_PIXELS, FILM_QUALITY, Frame, moving, shrunk, still, within
from social.media.opening import BROKEN, opened

RATE = 12  # frames a second: what GIFs move at
SIDE = 400  # the longer side
LONGEST = 3600  # seconds of the video itself: what is ours was bounded when it came
LINE = Fraction(1, 12)  # of the height: the letters of a caption
# A font that knows more than Latin letters, where the machine has one; read now, later no file can be opened.
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/System/Library/Fonts/Supplemental/Arial Bold.ttf",
)
FONT = next((path.read_bytes() for path in map(Path, FONTS) if path.exists()), b"")
ImageFont.load_default(12)


def gif(source: IO[bytes], *, start_ms: int, length_ms: int, words: str) -> bytes:
    """`length_ms` of a video from `start_ms` on as an animated WebP, a still of it and its size, packed; with `words`
    across its foot. Raises Refused with `unreadable`, or `still` where hardly anything is left to show."""
    try:
        pictures = list(cut(source, Fraction(start_ms, 1000), Fraction(start_ms + length_ms, 1000)))
    except BROKEN as error:
        raise Refused("unreadable") from error
    if len(pictures) < 2:
        raise Refused("still")
    room = FILM_PIXELS // len(pictures)
    caption = overlay(within(pictures[0], room).size, words) if words else None
    frames = []
    for picture in pictures:
        image = within(picture, room).convert("RGBA")
        if caption:
            image.alpha_composite(caption)
        frames.append(Frame(image.convert("RGB"), round(1000 / RATE)))
    width, height = frames[0].image.size
    return pack([moving(frames, FILM_QUALITY), still(frames[0], FILM_QUALITY), f"{width} {height}".encode()])


def cut(source: IO[bytes], start: Fraction, end: Fraction) -> list[Image.Image]:
    """The pictures from `start` to `end`, both in seconds, `RATE` of them a second."""
    pictures: list[Image.Image] = []
    with opened(source, LONGEST) as container:
        stream = container.streams.video[0]
        container.seek(int(start * av.time_base))
        for frame in container.decode(stream):
            if frame.pts is None or frame.time_base is None:
                continue
            at = frame.pts * frame.time_base
            if at >= end:
                break
            # As many as were due by now: a film with fewer pictures shows each of them longer.
            while at >= start + Fraction(len(pictures), RATE):
                pictures.append(scaled(frame))
    return pictures


def scaled(frame: av.VideoFrame) -> Image.Image:
    size = frame.width, frame.height
    if max(size) > SIDE:
        size = shrunk(size, SIDE / max(size))
    picture: Image.Image = frame.to_image(width=size[0], height=size[1])  # type: ignore[no-untyped-call]
    return picture


def overlay(size: tuple[int, int], words: str) -> Image.Image:
    """`words` in white letters with a dark edge, as large as fits, on nothing."""
    width, height = size
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    letters = max(int(height * LINE), 12)
    while letters > 8 and draw.textlength(words, font=font(letters)) > width * 0.92:
        letters -= 1
    draw.text(
        (width / 2, height - letters),
        words,
        font=font(letters),
        anchor="mm",
        fill="white",
        stroke_width=max(letters // 10, 1),
        stroke_fill=(0, 0, 0, 220),
    )
    return image


def font(letters: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(io.BytesIO(FONT), letters) if FONT else ImageFont.load_default(letters)
