"""A process that can be killed, stopped, held still and started again at the same place."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE = 300.0  # seconds for a start or a stop, on a machine that is busy with other things
LOOK = 0.05


class DidNotStart(Exception):
    """A process is not there, or does not answer; the text is its log."""


class Process:
    """`command`, started in `place` with its output in a log there; up as soon as `is_up` says so."""

    def __init__(self, name: str, command: list[str], place: Path, is_up: Callable[[], bool], **options: Any) -> None:
        self.name, self.command, self.place, self.is_up = name, command, place, is_up
        self.log = place / f"{name}.log"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **({"cwd": self.place} | self._options)
            )

    async def start(self) -> None:
        """Start, and return when it answers. Raises DidNotStart."""
        self.spawn()
        deadline = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(self.is_up):
            if not self.is_running or time.monotonic() > deadline:
                raise DidNotStart(f"{self.name}:\n{self.log.read_text()[-4000:]}")
            await asyncio.sleep(LOOK)

    async def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """End it by a signal, and return when it has ended; one that does not heed it is killed."""
        if not self._process:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(with_signal)
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                self._process.kill()
            await asyncio.sleep(LOOK)
        self._process = None

    async def kill(self) -> None:
        """End it at once, with no chance to say or save anything."""
        await self.stop(signal.SIGKILL)

    def hold(self) -> None:
        """It stands still, as if it was never to answer again; its connections stay."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def release(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)
