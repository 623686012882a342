"""Letters in the way of somebody else's wire, measured as ours are."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from typing import Any, NamedTuple

from benchmarks.chat import Chat, Outcome
from benchmarks.servers import Server, World

TEXT = "letter {number}x, and a few words more, as people write"
PATIENCE = 15.0  # seconds until a letter that nobody answers counts as failed


class Lane(NamedTuple):
    """What `benchmarks.chat` wants to know of a connection, where the people's own serve all lanes."""

    transport: Any


class Lasting:
    """The transport of such a lane: it is never closed before the talk is over."""

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to do."""


class Talk(Chat):
    """The first of each pair writes to the second, on whatever their system gives them."""

    def __init__(self, servers: list[Server], pairs: int) -> None:
        super().__init__(servers, World("peer", {}, [[]] * pairs, []))

    @property
    def pairs(self) -> int:
        return len(self.world.pairs)

    @abstractmethod
    async def say(self, connection: Any, pair: int, number: int, text: str) -> bool:
        """Write one letter; whether it was accepted, as their system says that it has been stored."""

    async def connection(self, number: int) -> Any:
        return Lane(Lasting())

    async def send(self, connection: Any, pair: int, outcome: Outcome) -> int | None:
        self.number += 1
        number = self.number
        started = self.begun[number] = time.perf_counter()
        said = self.say(connection, pair % self.pairs, number, TEXT.format(number=number))
        try:
            accepted = await asyncio.wait_for(said, PATIENCE)
        except TimeoutError:
            accepted = False
        if accepted:
            outcome.accepted += 1
            outcome.answered.append(time.perf_counter() - started)
        else:
            outcome.failed += 1
        return None
