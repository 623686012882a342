"""Two thousand clients that say nothing, drip, or never listen, before the proxy: the others write as if alone."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.client import Wire, wire
from tests.faults.ledger import Ledger, compare, percentile
from tests.faults.report import Line
from tests.faults.rows.pushes import chats_of
from tests.faults.stack import Stack, stack
from tests.ports import LOOPBACK

BOUND = 1.0  # seconds
DRIP = 2.0  # seconds between two bytes
WRITERS, PACE = 10, 1.0
FIRST = b"POST /messages/@p1/ HTTP/1.1\r\nHost: localhost\r\n"
BODY = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
PAGE = b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Calls, and never says a word."""
    await reader.read()


async def half_said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begins, and is not heard of again."""
    writer.write(FIRST)
    await reader.read()


async def dripping_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await drip(writer, FIRST + b"X-Slow: " + b"x" * 1000)


async def dripping_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(FIRST + BODY)
    await drip(writer, b"text=" + b"x" * 900)


async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Asks for a page now and then, and reads none."""
    for _page in range(20):
        writer.write(PAGE)
        await writer.drain()
        await asyncio.sleep(10 * DRIP * random.random())  # noqa: S311


async def drip(writer: asyncio.StreamWriter, words: bytes) -> None:
    for byte in words:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(DRIP)


KINDS: tuple[Callable[..., Awaitable[None]], ...] = (silent, half_said, dripping_head, dripping_body, deaf)


class Crowd:
    """Slow clients, each from one of many addresses, who come again when they are sent away."""

    def __init__(self, url: str) -> None:
        self.port = urlsplit(url).port or 80
        self.open = 0

    async def come(self, number: int, kind: Callable[..., Awaitable[None]]) -> None:
        address = (f"127.0.{1 + number // 200}.{1 + number % 200}", 0)
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(LOOPBACK, self.port, local_addr=address)
                self.open += 1
                try:
                    await kind(reader, writer)
                finally:
                    self.open -= 1
                    writer.close()
            await asyncio.sleep(random.random())  # noqa: S311


async def run(kind: str, static_root: Path, *, clients: int, seconds: float) -> list[Line]:
    """Write for so many seconds alone, then for as long beside the slow ones."""
    async with stack(kind, static_root) as site:
        people = await site.people(2 * WRITERS)
        async with wire(people) as at:
            alone = await write(at, site, seconds)
            crowd = Crowd(site.url)
            kinds = itertools.cycle(KINDS)
            coming = [asyncio.create_task(crowd.come(number, next(kinds))) for number in range(clients)]
            try:
                while crowd.open < 0.95 * clients:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                beside = await write(at, site, seconds)
                held = crowd.open
            finally:
                for task in coming:
                    task.cancel()
                await asyncio.gather(*coming, return_exceptions=True)
        findings = await compare(beside, site)
    p95, before = percentile(beside.times, 0.95), percentile(alone.times, 0.95)
    refused = len(beside.unknown)
    done = f"{held} slow clients, {len(beside.entries)} sends in {seconds:.0f} s"
    figure = f"95 % of sends within {p95:.3f} s ({before:.3f} s without them), {refused} not accepted"
    holds = p95 < BOUND and not refused and findings.lost == 0 and held >= 0.9 * clients
    return [Line("slow clients", kind, done, figure, f"95 % < {BOUND:.0f} s", holds)]


async def write(at: Wire, site: Stack, seconds: float) -> Ledger:
    ledger, over = Ledger(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for sender, recipient in chats_of(at.people.names):
            writer = ledger.writer(sender, recipient)
            tasks.create_task(ledger.write(at, lambda: site.url, writer, pace=PACE, until=over, keeps_on=False))
        await asyncio.sleep(seconds)
        over.set()
    return ledger
