"""Makes of any video the files that we show. Runs in the sandbox: no Django here, nothing imported late."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import IO, Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.video.frame import VideoFrame
from PIL import Image, JpegImagePlugin  # noqa: F401  (imported now: later no file can be opened)

from accounts.pictures import pack
from accounts.sandbox.errors import Refused
from social.media.opening import BROKEN, duration_of, opened, seen_size

THREADS = min(os.cpu_count() or 1, 4)
CLOCK = Fraction(1, 90_000)
SOUND_RATE = 48_000
RATE = 60  # frames a second, of all that we make
POSTER_AT = Fraction(1, 2)  # seconds: many films begin in the dark
PREVIEW = 3  # seconds
QUIET = 1.0  # seconds between two words about how far it is
CUT_SHORT = Fraction(4, 5)  # of what a film claims to play must be there

# Short edge in pixels, quality (lower is better), the most bits a second, frames a second.
FILM, SMALL, SAMPLE = (720, 23, "3M", RATE), (480, 25, "1200k", 30), (240, 28, "300k", 15)
# A moov of its own size at the front lets a film play before it has all arrived; what is left over is a few kilobytes.
MOOV = 8 * 1024
MOOV_PER_FRAME = 40


def films(source: IO[bytes], *, seconds: int) -> bytes:
    """All that becomes of a video of at most `seconds`, packed: what is known of it (JSON: `width`, `height`,
    `duration_ms`), the film, the smaller film (empty if the film is small enough), the preview (MP4s, H.264 and AAC),
    and the poster (JPEG). Upright, and without anything that was not to be seen or heard.

    Tells how far it is, in percent, on the standard error. Raises Refused, as `probe` does, and with `cut_short`.
    """
    try:
        with opened(source, seconds) as container:
            return made(container, seconds)
    except BROKEN as error:
        raise Refused("unreadable") from error


def made(container: InputContainer, seconds: int) -> bytes:
    claimed = duration_of(container, container.streams.video[0])
    long = claimed / 1000 or seconds
    upright = Upright(container)
    outputs: list[Output] = []
    poster, end, told = b"", Fraction(0), Told(long)
    for at, thing in frames_of(container, seconds):
        if isinstance(thing, VideoFrame):
            picture = upright(thing)
            if not outputs:
                sound = bool(container.streams.audio)
                size = picture.width, picture.height
                outputs = [Output(FILM, size, long, sound=sound), Output(SMALL, size, long, sound=sound)]
                outputs[1].is_wanted = min(size) > SMALL[0]
                outputs.append(Output(SAMPLE, size, PREVIEW, sound=False, until=PREVIEW))
            if not poster or at <= POSTER_AT:
                poster = jpeg(outputs[0].scaled(picture))
            for output in outputs:
                output.show(picture, at)
            end = max(end, at)
        else:
            for output in outputs:
                output.sound(thing, at)
        told.at(at)
    if not outputs:
        raise Refused("unreadable")
    duration = round(end * 1000) + round(1000 * outputs[0].last_length)
    if claimed and duration < claimed * CUT_SHORT - 1000:
        raise Refused("cut_short")
    width, height = outputs[0].size
    known = {"width": width, "height": height, "duration_ms": max(duration, 1)}
    return pack([json.dumps(known).encode(), *(output.finish() for output in outputs), poster])


class Told:
    """Says now and then how far it is."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.next = seconds, 0.0

    def at(self, at: Fraction) -> None:
        if (now := time.monotonic()) >= self.next:
            self.next = now + QUIET
            print(min(int(100 * at / Fraction(self.seconds)), 99), file=sys.stderr, flush=True)  # noqa: T201


def frames_of(container: InputContainer, seconds: int) -> Iterator[tuple[Fraction, Any]]:
    """Every picture and piece of sound with its moment in seconds; a broken piece is left out. Raises Refused."""
    video = container.streams.video[0]
    video.codec_context.thread_count, video.codec_context.thread_type = THREADS, "AUTO"
    streams = [video, *container.streams.audio[:1]]
    start = Fraction(container.start_time or 0, av.time_base)
    pictures, most = 0, seconds * 2 * 120
    for packet in container.demux(*streams):
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            continue
        for frame in decoded:
            if not isinstance(frame, VideoFrame | AudioFrame) or frame.pts is None or frame.time_base is None:
                continue
            at = frame.pts * frame.time_base - start
            pictures += isinstance(frame, VideoFrame)
            if at > seconds + 1 or pictures > most:
                raise Refused("too_long")
            if at >= 0:
                yield at, frame


class Upright:
    """Turns pictures as the telephone was held, and stretches them where pixels were not square."""

    def __init__(self, container: InputContainer) -> None:
        self.size = seen_size(container.streams.video[0])
        self.graphs: dict[Any, Graph] = {}

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        turn = {90: "cclock", 270: "clock"}.get(frame.rotation % 360)
        steps = [("transpose", turn)] if turn else []
        if frame.rotation % 360 == 180:
            steps = [("hflip", ""), ("vflip", "")]
        width, height = self.size
        if (width, height) != (frame.width, frame.height):
            steps.insert(0, ("scale", f"{width}:{height}"))
        return filtered(self.graphs, frame, steps) if steps else frame


def filtered(graphs: dict[Any, Graph], frame: VideoFrame, steps: list[tuple[str, str]]) -> VideoFrame:
    """`frame` after `steps`, each a filter and its arguments; `graphs` keeps what was set up for frames like it."""
    key = frame.width, frame.height, frame.format.name, tuple(steps)
    if key not in graphs:
        graphs.clear()
        graph = graphs[key] = Graph()
        source = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or CLOCK
        )
        chain = [source, *(graph.add(name, args) for name, args in steps), graph.add("buffersink")]
        graph.link_nodes(*chain).configure()
    graphs[key].push(frame)
    pulled = graphs[key].pull()
    if not isinstance(pulled, VideoFrame):
        raise Refused("unreadable")
    return pulled


class Output:
    """One MP4 on its way."""

    def __init__(
        self, kind: tuple[int, int, str, int], size: tuple[int, int], seconds: float, *, sound: bool, until: int = 0
    ) -> None:
        edge, quality, bits, rate = kind
        self.size, self.until, self.is_wanted = fitted(size, edge), until, True
        self.gap = Fraction(1, rate) * Fraction(9, 10)
        self.last, self.last_length = Fraction(-1), Fraction(1, rate)
        self.graphs: dict[Any, Graph] = {}
        self.file = io.BytesIO()
        moov = MOOV + int(seconds + 2) * MOOV_PER_FRAME * (rate + (SOUND_RATE // 1024 if sound else 0))
        self.container: OutputContainer = av.open(
            self.file, "w", format="mp4", container_options={"moov_size": str(moov), "fflags": "+bitexact"}
        )
        self.picture = self.container.add_stream("libx264", rate=rate)
        self.picture.width, self.picture.height = self.size
        self.picture.pix_fmt = "yuv420p"
        self.picture.codec_context.time_base = CLOCK
        self.picture.codec_context.thread_count = THREADS
        self.picture.codec_context.gop_size = 2 * rate
        self.picture.options = {"preset": "veryfast", "crf": str(quality), "maxrate": bits, "bufsize": bits}
        self.voice = self.container.add_stream("aac", rate=SOUND_RATE, layout="stereo") if sound else None
        if self.voice:
            self.voice.codec_context.bit_rate = 128_000
        self.resampler = AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE, frame_size=1024)
        self.heard = 0

    def scaled(self, frame: VideoFrame) -> VideoFrame:
        width, height = self.size
        # A colour range of its own (a camera's "full") becomes the usual one.
        steps = [("scale", f"{width}:{height}:flags=bicubic:out_range=tv"), ("format", "yuv420p"), ("setsar", "1")]
        return filtered(self.graphs, frame, steps)

    def show(self, frame: VideoFrame, at: Fraction) -> None:
        """Add a picture, unless the one before has only just come."""
        if not self.is_wanted or (self.until and at >= self.until) or at - self.last < self.gap:
            return
        scaled = self.scaled(frame)
        self.last_length = (
            max(self.last_length, min(at - self.last, Fraction(1, 10))) if self.last >= 0 else self.last_length
        )
        self.last = at
        scaled.pts, scaled.time_base = round(at / CLOCK), CLOCK
        scaled.pict_type = 0
        self.container.mux(self.picture.encode(scaled))

    def sound(self, frame: Any, at: Fraction) -> None:
        """Add a piece of sound; a gap before it is filled by the player."""
        if not self.voice or not self.is_wanted:
            return
        frame.pts = None
        for piece in self.resampler.resample(frame):
            self._hear(piece, at)

    def _hear(self, piece: Any, at: Fraction) -> None:
        if not self.voice:
            return
        wanted = round(at * SOUND_RATE)
        # Rounding is no gap; a piece that comes a tenth of a second late is.
        if wanted - self.heard > SOUND_RATE // 10:
            self.heard = wanted
        piece.pts, piece.time_base = self.heard, Fraction(1, SOUND_RATE)
        self.heard += piece.samples
        self.container.mux(self.voice.encode(piece))

    def finish(self) -> bytes:
        """The file; empty if it was not wanted."""
        if not self.is_wanted:
            return b""
        if self.voice:
            for piece in self.resampler.resample(None):
                self._hear(piece, Fraction(self.heard, SOUND_RATE))
            self.container.mux(self.voice.encode(None))
        self.container.mux(self.picture.encode(None))
        self.container.close()
        return self.file.getvalue()


def fitted(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """`size` with its shorter edge at most at `edge`, the longer at three times that; both even, as H.264 wants."""
    width, height = size
    scale = min(Fraction(edge, min(size)), Fraction(3 * edge, max(size)), Fraction(1))
    return max(round(width * scale / 2) * 2, 2), max(round(height * scale / 2) * 2, 2)


def jpeg(frame: VideoFrame) -> bytes:
    file = io.BytesIO()
    picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    picture.save(file, "JPEG", quality=82, optimize=True, progressive=True)
    return file.getvalue()
