"""The demo's clips: drawn frame by frame, so that none has to be kept in the repository."""

from __future__ import annotations

import colorsys
import io
import math
from array import array
from collections.abc import Callable
from fractions import Fraction

import av
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 360, 640
RATE, SECONDS = 24, 6
SOUND_RATE = 24_000
TURN = 2 * math.pi

Colour = tuple[int, int, int]
Scene = Callable[[Image.Image, ImageDraw.ImageDraw, float], None]


def clip(name: str) -> bytes:
    """The clip called `name` of `SCENES`, as an MP4 that begins again where it ends."""
    top, bottom, chord, scene = SCENES[name]
    paper = gradient(top, bottom)
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        picture = output.add_stream("libx264", rate=RATE)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.options = {"preset": "veryfast", "crf": "18"}
        voice = output.add_stream("aac", rate=SOUND_RATE)
        output.mux(voice.encode(sounding(chord)))
        for number in range(RATE * SECONDS):
            image = paper.copy()
            scene(image, ImageDraw.Draw(image, "RGBA"), number / (RATE * SECONDS))
            frame: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(picture.encode(frame))
        output.mux(picture.encode(None))
        output.mux(voice.encode(None))
    return file.getvalue()


def gradient(top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return Image.composite(Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp)


def sounding(chord: tuple[float, ...]) -> av.AudioFrame:
    """A chord that swells and fades."""
    samples = SOUND_RATE * SECONDS
    swell = [0.08 * (1 - math.cos(TURN * i / samples)) / len(chord) for i in range(samples)]
    wave = array(
        "f", (swell[i] * sum(math.sin(TURN * tone * i / SOUND_RATE) for tone in chord) for i in range(samples))
    )
    frame = av.AudioFrame(format="fltp", layout="mono", samples=samples, align=1)
    frame.planes[0].update(wave.tobytes())
    frame.sample_rate, frame.pts = SOUND_RATE, 0
    return frame


def hue(turn: float, light: float = 0.6, full: float = 0.75) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(turn % 1, light, full)
    return round(red * 255), round(green * 255), round(blue * 255)


def disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, ...]) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def words(draw: ImageDraw.ImageDraw, text: str, y: float, size: int, colour: tuple[int, ...]) -> None:
    draw.text((WIDTH / 2, y), text, font=ImageFont.load_default(size), fill=colour, anchor="mm")


def lake(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """The sun over slow waves."""
    rise = 230 + 18 * math.sin(TURN * now)
    for ring in range(6, 0, -1):
        disc(draw, WIDTH / 2, rise, 58 + ring * 16, (255, 226, 170, 16))
    disc(draw, WIDTH / 2, rise, 58, (255, 232, 190, 255))
    for row in range(7):
        level, depth = 330 + row * 46, 10 + row * 3
        shore = [
            (x, level + depth * math.sin(TURN * (x / WIDTH * (1.5 + row % 3 * 0.5) + now * (1 + row % 2) + row / 7)))
            for x in range(0, WIDTH + 12, 12)
        ]
        draw.polygon([*shore, (WIDTH, HEIGHT), (0, HEIGHT)], fill=(24 + row * 4, 60 + row * 8, 120 - row * 6, 120))


def orbits(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """Planets that never meet."""
    for ring in range(7):
        radius, turns = 42 + ring * 36, 1 + ring % 3
        box = (WIDTH / 2 - radius, HEIGHT / 2 - radius, WIDTH / 2 + radius, HEIGHT / 2 + radius)
        draw.ellipse(box, outline=(255, 255, 255, 34), width=2)
        for tail in range(14):
            turn = TURN * (now * turns * (-1) ** ring + ring / 7) - tail * 0.06 * (-1) ** ring
            x, y = WIDTH / 2 + radius * math.cos(turn), HEIGHT / 2 + radius * math.sin(turn)
            disc(draw, x, y, 12 - tail * 0.7, (*hue(ring / 7 + 0.5, 0.68), 255 if not tail else 90 - tail * 6))
    disc(draw, WIDTH / 2, HEIGHT / 2, 24 + 2 * math.sin(TURN * now * 2), (255, 244, 214, 255))


def plane(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """A paper plane, thrown again and again."""
    for cloud in range(5):
        x = (cloud * 137 - now * WIDTH * (1 + cloud % 2)) % (WIDTH + 200) - 100
        for puff in range(3):
            disc(draw, x + puff * 34, 110 + cloud * 104 - puff % 2 * 12, 30, (255, 255, 255, 60))

    def at(moment: float) -> tuple[float, float]:
        moment %= 1
        return -80 + moment * (WIDTH + 160), HEIGHT * 0.6 - 250 * math.sin(moment * math.pi) * (0.6 + 0.4 * moment)

    for back in range(1, 26):
        disc(draw, *at(max(now - back * 0.012, 0)), 2.5, (255, 255, 255, 170 - back * 6))
    (x, y), (nx, ny) = at(now), at(min(now + 0.01, 0.999))
    turn = math.atan2(ny - y, nx - x)
    for shade, wing in (
        ((214, 224, 255, 255), ((46, 0), (-36, -30), (-22, 0))),
        ((255, 255, 255, 255), ((46, 0), (-36, 30), (-22, 0))),
    ):
        corners = [
            (x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)) for a, b in wing
        ]
        draw.polygon(corners, fill=shade)


def slowly(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """Words that come one by one."""
    for line, word in enumerate(("MAKE", "SMALL", "THINGS", "SLOWLY")):
        shown = min(max((now - line * 0.16) * 7, 0), 1) * min(max((0.96 - now) * 12, 0), 1)
        ease = 1 - (1 - shown) ** 3
        words(draw, word, 190 + line * 88 + (1 - ease) * 40, 78, (255, 250, 240, round(255 * ease)))
    draw.rectangle((48, 524, 48 + (WIDTH - 96) * now, 530), fill=(255, 210, 120, 255))


def rings(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """Circles that breathe out."""
    for ring in range(12, 0, -1):
        size = (ring + now * 2 % 1) * 36
        colour = hue(0.92 + (ring + math.floor(now * 2)) * 0.035, 0.6)
        disc(draw, WIDTH / 2 + 26 * math.sin(TURN * now), HEIGHT / 2 + 26 * math.cos(TURN * now), size, (*colour, 255))


def tiles(image: Image.Image, draw: ImageDraw.ImageDraw, now: float) -> None:
    """Tiles that turn in a wave."""
    side = 60
    for row in range(-1, HEIGHT // side + 2):
        for column in range(WIDTH // side + 1):
            turn = TURN / 4 * math.sin(TURN * (now + (row + column) / 14)) + TURN / 8
            x, y, reach = column * side + 30, row * side + 20, side * 0.56
            corners = [
                (x + reach * math.cos(turn + k * TURN / 4), y + reach * math.sin(turn + k * TURN / 4)) for k in range(4)
            ]
            draw.polygon(corners, fill=(*hue(0.42 + (row + column) * 0.02 + 0.04 * math.sin(TURN * now), 0.55), 220))


# Colours at the top and at the bottom, tones in Hz, and what moves.
SCENES: dict[str, tuple[Colour, Colour, tuple[float, ...], Scene]] = {
    "lake": ((255, 178, 125), (62, 92, 160), (196.0, 246.94, 293.66), lake),
    "orbits": ((18, 16, 48), (58, 26, 92), (110.0, 164.81, 220.0), orbits),
    "plane": ((86, 148, 255), (190, 222, 255), (261.63, 329.63, 392.0), plane),
    "slowly": ((58, 22, 74), (176, 62, 84), (146.83, 220.0, 293.66), slowly),
    "rings": ((255, 120, 120), (120, 40, 120), (174.61, 220.0, 261.63), rings),
    "tiles": ((10, 50, 60), (14, 90, 96), (130.81, 196.0, 329.63), tiles),
}
