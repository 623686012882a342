"""The side that calls: starts a process for one function, waits, and takes its answer."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from accounts.sandbox.errors import Exhausted, Failed, Refused

CHILD = Path(__file__).with_name("child.py")
REFUSED, EXHAUSTED = 3, 4  # exit statuses of the child
REPORT_LENGTH = 2000  # bytes of a failed child's last words that are worth a log line
MEGABYTE = 1024 * 1024
TICK = 0.5  # seconds between two looks at how far a child is

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a call may use up. Seconds of waiting and of computing; bytes of address space and of answer."""

    seconds: int = 10
    cpu_seconds: int = 5
    memory: int = 768 * MEGABYTE
    answer: int = 8 * MEGABYTE
    threads: bool = False


def run(
    function: Callable[..., bytes],
    source: bytes | IO[bytes],
    *,
    limits: Limits | None = None,
    on_progress: Callable[[int], object] | None = None,
    **options: Any,
) -> bytes:
    """What `function(source, **options)` answers, computed in a process of its own that can do nothing else.

    `function` stands at the top level of a module that imports neither Django nor, later than at its own import,
    anything else: the process can open no file. It gets `source` as a binary file, with `options` that JSON can carry.
    `on_progress` is told each number that it writes on a line of its own to its standard error, within half a second;
    what that raises ends the process.

    Raises Refused with the function's own code, Exhausted, and Failed.
    """
    limits = limits or Limits()
    order = {"module": function.__module__, "name": function.__qualname__, "options": options} | asdict(limits)
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as report, as_file(source) as given:
        status = finish(json.dumps(order), (given, answer, report), limits.seconds, on_progress)
        answer.seek(0)
        if status == 0:
            return answer.read()
        if status == REFUSED:
            raise Refused(answer.read(REPORT_LENGTH).decode(errors="replace"))
        said = last_words(report)
    ran_out = status in {EXHAUSTED, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM}
    logger.warning("%s ended with status %s in its sandbox. %s", function.__qualname__, status, said.strip())
    raise (Exhausted if ran_out else Failed)(f"status {status}")


def finish(
    order: str,
    channels: tuple[IO[bytes], IO[bytes], IO[bytes]],
    seconds: int,
    on_progress: Callable[[int], object] | None = None,
) -> int:
    """Let a child do `order`, with `channels` as its standard input, output and error; its exit status, or the
    negative number of the signal that ended it.

    It learns nothing from this process: no variable, no open file but the three. Whatever it started ends with it.
    """
    given, answer, report = channels
    command = [sys.executable, "-I", str(CHILD), order]
    child = subprocess.Popen(  # noqa: S603
        command, stdin=given, stdout=answer, stderr=report, env={}, cwd="/", start_new_session=True
    )
    try:
        if on_progress:
            return attended(child, report, seconds, on_progress)
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def attended(
    child: subprocess.Popen[bytes], report: IO[bytes], seconds: int, on_progress: Callable[[int], object]
) -> int:
    """Wait for `child`, passing on how far it says it is. Raises TimeoutExpired."""
    deadline, told = time.monotonic() + seconds, -1
    while True:
        try:
            return child.wait(min(TICK, max(deadline - time.monotonic(), 0)))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise
        numbers = [int(line) for line in last_words(report).split() if line.isdecimal()]
        if numbers and numbers[-1] != told:
            told = numbers[-1]
            on_progress(told)


def last_words(report: IO[bytes]) -> str:
    """The end of what a child has written, whose own place in the file stays where it is."""
    size = os.fstat(report.fileno()).st_size
    return os.pread(report.fileno(), REPORT_LENGTH, max(size - REPORT_LENGTH, 0)).decode(errors="replace")


@contextlib.contextmanager
def as_file(source: bytes | IO[bytes]) -> Any:
    """`source` as an open file that a process can inherit, at its beginning."""
    if not isinstance(source, bytes):
        source.seek(0)
        yield source
        return
    with tempfile.TemporaryFile() as file:
        file.write(source)
        file.seek(0)
        yield file
