"""PostgreSQL restarts under the writers, sometimes as after a crash: nothing is acknowledged that is not there."""

from __future__ import annotations

import asyncio
import signal
import time
from math import inf
from pathlib import Path

from tests.faults.client import Wire, wire
from tests.faults.ledger import Ledger, Writer, compare
from tests.faults.report import Line
from tests.faults.rows.pushes import CHATS, chats_of
from tests.faults.stack import stack

BACK = 10.0  # seconds
PACE = 0.5  # seconds between the messages of a chat
BETWEEN = 20  # messages between a return and the next restart
AWAY = (0.0, 0.0, 3.0, 0.0, 20.0)  # seconds that it stays away, in turn


async def run(
    kind: str, static_root: Path, *, rounds: int, minutes: float = inf, back_within: float = BACK
) -> list[Line]:
    """Restart it `rounds` times, or as often as `minutes` allow; each server's return is timed by its own messages."""
    async with stack(kind, static_root) as site:
        people = await site.people(2 * CHATS + 2 * len(site.servers))
        database = site.database
        assert database
        ledger, over, returns = Ledger(), asyncio.Event(), list[float]()
        chats = chats_of(people.names)
        async with wire(people) as at, asyncio.TaskGroup() as tasks:
            for number, (sender, recipient) in enumerate(chats[:CHATS]):
                writer = ledger.writer(sender, recipient)
                keeps_on = number % 2 == 0
                tasks.create_task(ledger.write(at, lambda: site.url, writer, pace=PACE, until=over, keeps_on=keeps_on))
            probes = [ledger.writer(*chat) for chat in chats[CHATS:]]
            begun, done = time.monotonic(), 0
            while done < rounds and time.monotonic() - begun < minutes * 60:
                await ledger.more(BETWEEN, within=5)
                # By turns as an administrator stops it and as a crash does.
                await database.stop(signal.SIGINT if done % 2 else signal.SIGQUIT)
                await asyncio.sleep(AWAY[done % len(AWAY)])
                await database.start()
                back = [served(at, ledger, url, probe) for url, probe in zip(site.urls, probes, strict=True)]
                returns.append(max(await asyncio.gather(*back)))
                done += 1
            over.set()
        findings = await compare(ledger, site)
    slow = max(returns)
    figure = f"{findings.lost} false acknowledgements ({findings}); back within {slow:.1f} s"
    told = f"{done} restarts, {len(ledger.acknowledged)} acknowledged, {ledger.answers[503]} answered 503"
    strange = {status: n for status, n in ledger.answers.items() if status not in {0, 200, 201, 502, 503, 504}}
    holds = findings.are_sound and slow <= back_within and not strange
    return [
        Line(
            "PostgreSQL restarts",
            kind,
            told,
            f"{figure}{f'; {strange}' if strange else ''}",
            f"0 false, <= {back_within:.0f} s",
            holds,
        )
    ]


async def served(at: Wire, ledger: Ledger, url: str, writer: Writer) -> float:
    """How long, from now, until this server stores something again, in seconds."""
    begun, entry = time.monotonic(), writer.next()
    while not (await ledger.post(at, url, writer, entry)).is_accepted:
        assert time.monotonic() - begun < 6 * BACK, "The server never came back."
        await asyncio.sleep(0.2)
    return time.monotonic() - begun
