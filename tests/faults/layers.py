"""A channel layer that fails on purpose; `tests.faults.settings` puts it before the one of the settings."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

LOOK = 0.05


class FaultyLayer:
    """Hands everything to the layer INNER, but for what is to be lost on the way to a socket.

    DROP is the share of events that each socket misses at random, SUPPRESS the types of events that never come, and as
    long as the file GATE exists no socket takes anything, so that what is sent fills the layer. A byte is added to the
    file DROPPED for every event that is lost here.
    """

    def __init__(self, **config: Any) -> None:
        self.share: float = config.pop("DROP")
        self.suppressed: list[str] = config.pop("SUPPRESS")
        self.gate, self.dropped = Path(config.pop("GATE")), config.pop("DROPPED")
        self.inner = import_string(config.pop("INNER"))(**config)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def receive(self, channel: str) -> Any:
        while True:
            message = await self.inner.receive(channel)
            while self.gate.exists():  # noqa: ASYNC110
                await asyncio.sleep(LOOK)
            if not self.is_lost(message):
                return message
            self.count()

    def is_lost(self, message: dict[str, Any]) -> bool:
        return message.get("type") in self.suppressed or random.random() < self.share  # noqa: S311

    def count(self) -> None:
        file = os.open(self.dropped, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, b".")
        os.close(file)
