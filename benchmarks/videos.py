"""What a video costs on this machine: `make bench-videos`, or `python -m benchmarks.videos`.

A clip of 10 s, 720 x 1280 at 30 pictures a second with sound is made ready (both sizes, preview, poster), and 3 s of it
become a GIF; beside each the same work by plain `ffmpeg`, where the machine has one. Prints seconds and bytes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import django

LENGTH, START, CUT = 10, 2, 3  # seconds

# Both sizes, the preview and the poster in one pass, with our own settings.
FILM = """
-filter_complex [0:v]split=4[a][b][c][d];[b]scale=480:-2[b];[c]trim=0:3,scale=240:-2,fps=15[c];[d]trim=0:0.1[d]
-map [a] -map 0:a -c:v libx264 -preset veryfast -crf 23 -maxrate 3M -bufsize 3M -c:a aac -b:a 128k
-movflags +faststart film.mp4
-map [b] -map 0:a -c:v libx264 -preset veryfast -crf 25 -maxrate 1200k -bufsize 1200k -c:a aac -b:a 128k
-movflags +faststart small.mp4
-map [c] -c:v libx264 -preset veryfast -crf 28 preview.mp4
-map [d] -frames:v 1 poster.jpg
"""
PART = f"-ss {START} -t {CUT} -vf fps=12,scale=-2:400"
WEBP = f"{PART} -c:v libwebp -quality 70 -compression_level 2 -loop 0 cut.webp"
PALETTE = f"{PART},split[a][b];[a]palettegen[p];[b][p]paletteuse cut.gif"


def main() -> None:
    django.setup()
    from accounts import sandbox  # noqa: PLC0415  (there are no settings before setup)
    from accounts.pictures import unpack  # noqa: PLC0415
    from messaging.pictures import clipping  # noqa: PLC0415
    from messaging.pictures.intake import CUTTING  # noqa: PLC0415
    from social.media import intake  # noqa: PLC0415

    clip = sample()
    say(f"A clip of {LENGTH} s, 720 x 1280, 30 pictures a second, {len(clip):,} bytes", "seconds", "bytes")
    seconds, found = timed(lambda: intake.look(file_of(clip)))
    say(f"  looked at while the form waits ({found.width} x {found.height})", f"{seconds:.2f}", "")
    seconds, films = timed(lambda: intake.make(file_of(clip), list[int]().append))
    say("  made ready by the worker: 720p, 480p, preview, poster", f"{seconds:.2f}", f"{len(films.film):,}")
    plain("  the same by plain ffmpeg", clip, FILM, "film.mp4")
    where: dict[str, Any] = {"start_ms": START * 1000, "length_ms": CUT * 1000, "words": ""}
    seconds, cut = timed(lambda: unpack(sandbox.run(clipping.gif, films.small, limits=CUTTING, **where)))
    say(f"  a GIF of {CUT} s (animated WebP)", f"{seconds:.2f}", f"{len(cut[0]):,}")
    plain("  the same by plain ffmpeg, WebP", films.small, WEBP, "cut.webp")
    plain("  the same by plain ffmpeg, GIF with its own palette", films.small, PALETTE, "cut.gif")


def sample() -> bytes:
    """Moving colours, larger than what becomes of them."""
    from social.media import demo  # noqa: PLC0415

    demo.WIDTH, demo.HEIGHT, demo.RATE, demo.SECONDS = 720, 1280, 30, LENGTH
    return demo.clip("lake")


def file_of(content: bytes) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115  (it goes with the last who holds it)
    file.write(content)
    file.seek(0)
    return file


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def plain(what: str, clip: bytes, arguments: str, made: str) -> None:
    """The same by the command that everybody has."""
    if not shutil.which("ffmpeg"):
        say(what, "no ffmpeg here", "")
        return
    with tempfile.TemporaryDirectory() as place:
        Path(place, "clip.mp4").write_bytes(clip)
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", "clip.mp4", *arguments.split()]
        seconds, _done = timed(lambda: subprocess.run(command, cwd=place, check=True))
        say(what, f"{seconds:.2f}", f"{Path(place, made).stat().st_size:,}")


def say(what: str, *numbers: str) -> None:
    sys.stdout.write(what.ljust(66) + "".join(number.rjust(14) for number in numbers) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
