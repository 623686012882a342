"""Signing out, deactivation and a block under open sockets, with and without the push that tells the sockets so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.client import CUT_OFF, Wire, wire
from tests.faults.ledger import Ledger
from tests.faults.report import Line
from tests.faults.rows.pushes import faulty
from tests.faults.stack import Stack

SOON, HEARTBEAT = 2.0, 30.0  # seconds
AFTER = 3.0  # seconds in which nothing more may come
AT_ONCE = 6  # of the three deeds: each is to be heard in time, not what a crowd of them costs
SAYS_SOMETHING = ("<article", "data-typing")


@dataclass
class Listener:
    """An open socket of `name` that shows `peer`: what came when, by the wall clock, and when it was closed."""

    name: str
    frames: list[tuple[float, str]] = field(default_factory=list)
    closed_at: float = 0.0

    def pushes_after(self, moment: float) -> int:
        return sum(any(word in frame for word in SAYS_SOMETHING) for at, frame in self.frames if at > moment)


@asynccontextmanager
async def listening(at: Wire, url: str, name: str, peer: str) -> AsyncIterator[Listener]:
    listener = Listener(name)

    async def listen() -> None:
        with suppress(*CUT_OFF):
            async for frame in socket:
                listener.frames.append((time.time(), str(frame.data)))
        listener.closed_at = time.time()

    async with at.socket(url, name, peer) as socket:
        task = asyncio.create_task(listen())
        yield listener
        task.cancel()


@dataclass
class Outcome:
    """How long each of the three took to be heard, in seconds, and what came too late."""

    slowest: float = 0.0
    later: int = 0
    sent_later: int = 0


Deed = Callable[[Wire, Stack, str, str, float, Outcome], Awaitable[None]]


async def run(
    kind: str, static_root: Path, *, rounds: int, soon: float = SOON, heartbeat: float = HEARTBEAT
) -> list[Line]:
    bounds = ((False, soon), (True, heartbeat))
    return [await measure(kind, static_root, rounds, within, suppressed=suppressed) for suppressed, within in bounds]


async def measure(kind: str, static_root: Path, rounds: int, within: float, *, suppressed: bool) -> Line:
    """Each of the three `rounds` times, of which deactivation and signing out are for good: each has its own people."""
    slots = asyncio.Semaphore(AT_ONCE)
    outcome = Outcome()
    async with faulty(kind, static_root, FAULTS_SUPPRESS="recheck ask" if suppressed else "") as site:
        people = await site.people(6 * rounds)
        async with wire(people) as at, asyncio.TaskGroup() as tasks:

            async def do(deed: Deed, name: str, peer: str) -> None:
                async with slots:
                    await deed(at, site, name, peer, within, outcome)

            for number in range(rounds):
                names = people.names[6 * number : 6 * number + 6]
                for deed, pair in ((sign_out, names[:2]), (deactivate, names[2:4]), (block, names[4:])):
                    tasks.create_task(do(deed, *pair))
    done = f"{rounds} x signing out, deactivation, block"
    late = f"{outcome.later} later pushes, {outcome.sent_later} later sends"
    figure = f"closed or silent after {outcome.slowest:.2f} s; {late}"
    holds = outcome.slowest <= within and not outcome.later and not outcome.sent_later
    row = "sockets obey, push suppressed" if suppressed else "sockets obey"
    return Line(row, kind, done, figure, f"<= {within:.0f} s, 0 later pushes", holds)


async def sign_out(at: Wire, site: Stack, name: str, peer: str, within: float, outcome: Outcome) -> None:
    async with listening(at, site.urls[-1], name, peer) as listener:
        answer = await at.ask("POST", f"{site.urls[0]}/accounts/logout/", name)
        assert answer.status in {200, 302}, answer
        await closes(at, site, listener, peer, time.time(), within, outcome)


async def deactivate(at: Wire, site: Stack, name: str, peer: str, within: float, outcome: Outcome) -> None:
    async with listening(at, site.urls[-1], name, peer) as listener:
        committed = float(await site.run("-m", "tests.faults.deeds", "deactivate", name))
        await closes(at, site, listener, peer, committed, within, outcome)


async def closes(
    at: Wire, site: Stack, listener: Listener, peer: str, since: float, within: float, outcome: Outcome
) -> None:
    """It is closed in time, and what is written to her afterwards does not reach it."""
    while not listener.closed_at and time.time() - since < within + AFTER:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    took = listener.closed_at - since if listener.closed_at else float("inf")
    outcome.slowest = max(outcome.slowest, took)
    ledger = Ledger()
    writer = ledger.writer(peer, listener.name)
    await ledger.post(at, site.url, writer, writer.next())
    await asyncio.sleep(AFTER)
    outcome.later += listener.pushes_after(since + within)


async def block(at: Wire, site: Stack, name: str, peer: str, within: float, outcome: Outcome) -> None:
    """Both are writing and typing as the block falls: once it has answered, neither is stored nor heard."""
    ledger, over = Ledger(), asyncio.Event()
    writers = [ledger.writer(name, peer), ledger.writer(peer, name)]
    async with listening(at, site.urls[-1], name, peer) as one, listening(at, site.urls[0], peer, name) as other:

        async def write(number: int) -> None:
            while not over.is_set():
                await ledger.post(at, site.url, writers[number], writers[number].next())
                to = writers[number].recipient
                await at.ask("POST", f"{site.url}/messages/@{to}/typing", writers[number].sender)

        async with asyncio.TaskGroup() as tasks:
            for number in range(len(writers)):
                tasks.create_task(write(number))
            await ledger.more(4, within=20)
            answer = await at.ask("PUT", f"{site.url}/@{peer}/block", name)
            assert answer.status in {200, 204}, answer
            answered, begun = time.time(), [len(writer.entries) for writer in writers]
            await asyncio.sleep(within if within < HEARTBEAT else AFTER)
            over.set()
    # One of each may have been on its way before the block answered; whatever began later was refused.
    late = [entry for writer, start in zip(writers, begun, strict=True) for entry in writer.entries[start:]]
    outcome.sent_later += sum(entry.seq is not None for entry in late)
    silent = answered + (within if within < HEARTBEAT else SOON)
    outcome.later += one.pushes_after(silent) + other.pushes_after(silent)
    heard = [at for at, frame in one.frames + other.frames if at > answered and "<article" in frame]
    outcome.slowest = max([outcome.slowest, *(at - answered for at in heard)])
