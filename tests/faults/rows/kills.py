"""The server is killed again and again while people write: what it acknowledged stays, and nothing is there twice."""

from __future__ import annotations

import asyncio
import random
import time
from math import inf
from pathlib import Path

from tests.faults.client import wire
from tests.faults.ledger import Findings, Ledger, compare
from tests.faults.report import Line
from tests.faults.stack import SQLITE, stack

SENDS = 50  # a second
CHATS = 20
BETWEEN = 60  # messages acknowledged between a start and the next kill, at most
BUSY = 5.0  # seconds for them, at most
PATIENCE = 60.0  # seconds until the first is acknowledged again


async def run(kind: str, static_root: Path, *, rounds: int, minutes: float = inf) -> list[Line]:
    """Kill a server `rounds` times, or as often as `minutes` allow, each time at a moment that nobody foresees."""
    async with stack(kind, static_root) as site:
        people = await site.people(2 * CHATS)
        ledger, over = Ledger(), asyncio.Event()
        pairs = list(zip(people.names[::2], people.names[1::2], strict=True))
        async with wire(people) as at, asyncio.TaskGroup() as tasks:
            for number, (sender, recipient) in enumerate(pairs):
                # In every other chat both write, so that two writers share its order.
                writers = [ledger.writer(sender, recipient)]
                writers += [ledger.writer(recipient, sender)] * (number % 2)
                for writer in writers:
                    pace = CHATS * len(writers) / SENDS
                    keeps_on = number % 4 < 2
                    tasks.create_task(
                        ledger.write(at, lambda: site.url, writer, pace=pace, until=over, keeps_on=keeps_on)
                    )
            begun = time.monotonic()
            done, slowest = 0, 0.0
            while done < rounds and time.monotonic() - begun < minutes * 60:
                await ledger.more(random.randint(1, BETWEEN), within=BUSY)  # noqa: S311
                server = random.choice(site.servers)  # noqa: S311
                await server.kill()
                killed = time.monotonic()
                await server.start()
                await ledger.more(1, within=PATIENCE)
                done, slowest = done + 1, max(slowest, time.monotonic() - killed)
            over.set()
        lasted = time.monotonic() - begun
        findings = await compare(ledger, site)
        [integrity] = await site.ask("PRAGMA integrity_check") if kind == SQLITE else [("ok",)]
    return [line_of(kind, (done, slowest), ledger, findings, lasted, str(integrity[0]))]


def line_of(
    kind: str, kills: tuple[int, float], ledger: Ledger, findings: Findings, lasted: float, integrity: str
) -> Line:
    done, slowest = kills
    count, unknown = len(ledger.entries), len(ledger.unknown)
    figure = f"{findings} of {len(ledger.acknowledged)} acknowledged; {unknown} unknown, each 0 or 1 times"
    told = f"{done} kills, {count} messages in {lasted:.0f} s; served again after {slowest:.1f} s at most"
    holds = findings.are_sound and integrity == "ok" and len(ledger.acknowledged) > done > 0
    return Line("server killed", kind, told, figure, "0 lost, 0 doubled, 0 out of order", holds)
