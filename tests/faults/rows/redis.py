"""Redis goes away, forgets everything, stands still: every send is accepted, and every tab catches up."""

from __future__ import annotations

import asyncio
import time
from math import inf
from pathlib import Path

from tests.faults.client import wire
from tests.faults.ledger import Ledger, compare, percentile
from tests.faults.processes import Process
from tests.faults.report import Line
from tests.faults.rows.pushes import CHATS, WITHIN, chats_of, tabs_of
from tests.faults.stack import stack
from tests.faults.tabs import caught_up, opened, slowest

PACE = 2.0  # seconds between the messages of a chat
AWAY, BACK = 1.0, 2.0  # seconds
STALL = 30.0


async def run(kind: str, static_root: Path, *, rounds: int, stall: float = STALL, minutes: float = inf) -> list[Line]:
    """Stop and start it `rounds` times, empty it as often, and hold it still for so many seconds."""
    async with stack(kind, static_root) as site:
        people = await site.people(2 * CHATS)
        redis = site.redis
        assert redis
        async with wire(people) as at:
            ledger, over, tabs = Ledger(), asyncio.Event(), tabs_of(at, site)
            async with opened(tabs), asyncio.TaskGroup() as tasks:
                for sender, recipient in chats_of(people.names):
                    writer = ledger.writer(sender, recipient)
                    tasks.create_task(ledger.write(at, lambda: site.url, writer, pace=PACE, until=over, keeps_on=True))
                begun, restarts, flushes = time.monotonic(), 0, 0
                while restarts < rounds and time.monotonic() - begun < minutes * 60:
                    await restart(redis)
                    restarts += 1
                while flushes < rounds and time.monotonic() - begun < minutes * 60:
                    await flush(site.environment["REDIS_URL"])
                    flushes += 1
                    await asyncio.sleep(AWAY)
                await asyncio.sleep(BACK)
                redis.hold()
                await asyncio.sleep(stall)
                redis.release()
                over.set()
                _took, missing = await caught_up(tabs, ledger, WITHIN)
                # And it is live again: what is sent now is pushed, not found by the next heartbeat.
                late = Ledger()
                for sender, recipient in chats_of(people.names):
                    writer = late.writer(sender, recipient)
                    await late.post(at, site.url, writer, writer.next("and live again"))
                again, missing_again = await caught_up(tabs, late, WITHIN)
                longest = slowest(tabs, ledger)
            ledger.writers += late.writers
            findings = await compare(ledger, site)
    failed = sum(count for status, count in ledger.answers.items() if status not in {200, 201})
    done = f"{restarts} restarts, {flushes} x FLUSHALL, {stall:.0f} s still; {len(ledger.acknowledged)} messages"
    figure = (
        f"{failed} sends failed (95 % within {percentile(ledger.times, 0.95):.1f} s); "
        f"{missing + missing_again} missing on {len(tabs)} tabs, "
        f"the latest came after {longest:.1f} s; live again within {again:.1f} s"
    )
    holds = not failed and not missing and not missing_again and longest <= WITHIN and findings.are_sound
    return [Line("Redis fails", kind, done, figure, f"0 failed, all tabs within {WITHIN:.0f} s", holds)]


async def restart(redis: Process) -> None:
    await redis.stop()
    await asyncio.sleep(AWAY)
    await redis.start()
    await asyncio.sleep(BACK)


async def flush(url: str) -> None:
    """FLUSHALL, said as redis-cli would."""
    host, port = url.removeprefix("redis://").split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"FLUSHALL\r\n")
    assert (await reader.readline()).startswith(b"+OK")
    writer.close()
