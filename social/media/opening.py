"""Looks at a video from anywhere before a frame of it is decoded. Runs in the sandbox: no Django here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import IO, Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from accounts.sandbox.errors import Refused
from social.media import early  # noqa: F401

# How a file begins, after the length of its first box, and who reads it. Nothing else is tried: what FFmpeg would make
# of a playlist, or of text, never matters.
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
EBML = b"\x1aE\xdf\xa3"

PICTURES = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4"})
SOUNDS = frozenset({
    "aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "ac3", "eac3", "alac", "flac", "pcm_s16le", "pcm_s16be",
    "pcm_s24le", "pcm_f32le", "amrnb", "amr_nb",
})  # fmt: skip

SIDE = 4096  # pixels of an edge
PIXELS = 3840 * 2160  # of a frame
RATE = 120  # frames a second
WORK = 24_000_000_000  # pixels of all frames: three minutes of 1920 x 1080 at 60 a second

# What FFmpeg says about bytes that are not what they seemed, and PyAV about values that can't be.
BROKEN = (
    av.FFmpegError,
    EOFError,
    ValueError,
    OverflowError,
    ZeroDivisionError,
    UnicodeDecodeError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself: pixels as they are to be seen, milliseconds (0: it does not say), sound or none."""

    width: int
    height: int
    duration_ms: int
    has_sound: bool


def probe(source: IO[bytes], *, seconds: int) -> bytes:
    """What the file says of itself, as JSON for `Found`. `seconds` is the longest that may play.

    Raises Refused with `unreadable`, `no_picture`, `codec`, `too_large_picture`, `too_fast`, `too_long` or `too_much`.
    """
    try:
        with opened(source, seconds) as container:
            stream = container.streams.video[0]
            width, height = seen_size(stream)
            found = Found(width, height, duration_of(container, stream), bool(container.streams.audio))
            # One picture, so that what can't be decoded is told at once; it also says how it is to be held.
            frame = next(container.decode(stream))
            if frame.rotation % 180:
                found = Found(height, width, found.duration_ms, found.has_sound)
    except StopIteration:
        raise Refused("unreadable") from None
    except BROKEN as error:
        raise Refused("unreadable") from error
    return json.dumps(asdict(found)).encode()


def opened(source: IO[bytes], seconds: int) -> InputContainer:
    """The file, looked at and not decoded. Raises Refused, and what FFmpeg raises."""
    container = av.open(source, "r", format=format_of(source), options=options(), metadata_errors="replace")
    try:
        examine(container, seconds)
    except BaseException:
        container.close()
        raise
    return container


def format_of(source: IO[bytes]) -> str:
    """The one reader for this file, by its first bytes. Raises Refused."""
    head = source.read(12)
    source.seek(0)
    if head[:4] == EBML:
        return "matroska"
    if head[4:8] in BOXES:
        return "mov"
    raise Refused("unreadable")


def options() -> dict[str, str]:
    """No protocol may be used, and no decoder but ours, not even for a first look."""
    return {"protocol_whitelist": "none", "codec_whitelist": ",".join(sorted(PICTURES | SOUNDS))}


def examine(container: InputContainer, seconds: int) -> None:
    """Raises Refused for what is too much to decode, or not to be decoded by us."""
    if not container.streams.video or container.streams.video[0].disposition.value & ATTACHED:
        raise Refused("no_picture")
    stream = container.streams.video[0]
    if stream.codec_context is None or stream.codec_context.name not in PICTURES:
        raise Refused("codec")
    width, height = stream.codec_context.width, stream.codec_context.height
    if not (width and height):
        raise Refused("unreadable")
    if max(width, height) > SIDE or width * height > PIXELS:
        raise Refused("too_large_picture")
    rate = float(stream.average_rate or 30)
    if rate > RATE:
        raise Refused("too_fast")
    duration = duration_of(container, stream) / 1000
    if duration > seconds:
        raise Refused("too_long")
    if width * height * rate * duration > WORK:
        raise Refused("too_much")


def duration_of(container: InputContainer, stream: VideoStream) -> int:
    """Milliseconds that the film claims to play; 0 where it makes no claim."""
    claims = [container.duration / av.time_base if container.duration else 0]
    if stream.duration and stream.time_base:
        claims.append(float(stream.duration * stream.time_base))
    return max(round(max(claims) * 1000), 0)


def seen_size(stream: VideoStream) -> tuple[int, int]:
    """Width and height with square pixels, as stored: a frame tells how it is turned."""
    context = stream.codec_context
    shape: Any = stream.sample_aspect_ratio or Fraction(1)
    shape = shape if Fraction(1, 4) <= shape <= 4 else Fraction(1)
    return max(round(context.width * shape), 1), context.height


ATTACHED = 0x400  # a cover, not a film (AV_DISPOSITION_ATTACHED_PIC)
