"""The message is stored and the answer is lost on its way, again and again: trying again stores nothing twice."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.client import wire
from tests.faults.ledger import Ledger, compare
from tests.faults.report import Line
from tests.faults.stack import stack
from tests.ports import LOOPBACK

WRITERS = 8
PART = 65536


class Thief:
    """A way to a server on which requests arrive and no answer comes back. `stolen` counts those that said 2xx."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = ""
        self.stolen = 0
        # The event loop itself holds tasks but weakly.
        self._passing: set[asyncio.Task[None]] = set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(LOOPBACK, self.port)
        passing = asyncio.create_task(carry(reader, back))
        self._passing.add(passing)
        try:
            answer = await there.read(PART)
            self.stolen += answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201"))
        finally:
            passing.cancel()
            self._passing.discard(passing)
            for one in (writer, back):
                one.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(PART):
        writer.write(part)
        await writer.drain()


@asynccontextmanager
async def thief_before(url: str) -> AsyncIterator[Thief]:
    thief = Thief(urlsplit(url).port or 80)
    server = await asyncio.start_server(thief.take, LOOPBACK, 0)
    thief.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield thief


async def run(kind: str, static_root: Path, *, rounds: int, minutes: float = inf) -> list[Line]:
    """Lose `rounds` answers, or as many as `minutes` allow. Some messages lose two; some are retried twice at once."""
    async with stack(kind, static_root) as site:
        people = await site.people(2 * WRITERS)
        ledger, begun = Ledger(), time.monotonic()
        async with wire(people) as at, thief_before(site.url) as thief:

            async def write(sender: str, recipient: str) -> None:
                writer = ledger.writer(sender, recipient)
                while thief.stolen < rounds and time.monotonic() - begun < minutes * 60:
                    entry = writer.next()
                    for _lost in range(random.choice((1, 1, 1, 2))):  # noqa: S311
                        await ledger.post(at, thief.url, writer, entry)
                    while entry.seq is None:
                        tries = random.choice((1, 1, 2))  # noqa: S311
                        await asyncio.gather(*(ledger.post(at, site.url, writer, entry) for _try in range(tries)))

            async with asyncio.TaskGroup() as tasks:
                for sender, recipient in zip(people.names[::2], people.names[1::2], strict=True):
                    tasks.create_task(write(sender, recipient))
            lost = thief.stolen
        findings = await compare(ledger, site)
    done = f"{lost} answers lost after the commit, {len(ledger.entries)} messages"
    holds = findings.are_sound and lost > 0 and findings.stored == len(ledger.entries)
    return [Line("answer lost after commit", kind, done, str(findings), "0 doubled", holds)]
