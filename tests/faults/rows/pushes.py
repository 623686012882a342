"""Pushes are lost at random, or more are sent than the layer holds: every tab shows every message all the same."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.faults.browsers import watching
from tests.faults.client import Wire, wire
from tests.faults.ledger import Ledger, compare
from tests.faults.report import Line
from tests.faults.stack import SQLITE, Stack, stack
from tests.faults.tabs import Tab, caught_up, opened, slowest

SHARE = 0.1
CHATS = 6
WITHIN = 35.0  # seconds: one heartbeat and its sync
CAPACITY = 12
FILLED = 2  # chats of which the layer is filled


async def run(kind: str, static_root: Path, *, seconds: float) -> list[Line]:
    """First lose a tenth of all pushes for so long, then stop every socket from reading until the layer runs over."""
    return [await lossy(kind, static_root, seconds), await overflowing(kind, static_root)]


async def lossy(kind: str, static_root: Path, seconds: float) -> Line:
    async with faulty(kind, static_root, FAULTS_DROP=str(SHARE)) as site:
        people = await site.people(2 * CHATS)
        async with wire(people) as at, AsyncExitStack() as rest:
            ledger, over, tabs = Ledger(), asyncio.Event(), tabs_of(at, site)
            await rest.enter_async_context(opened(tabs))
            browser = await rest.enter_async_context(watching(people, site.urls[-1], "p0", "p1"))
            async with asyncio.TaskGroup() as tasks:
                for sender, recipient in chats_of(people.names):
                    writer = ledger.writer(sender, recipient)
                    tasks.create_task(ledger.write(at, lambda: site.url, writer, pace=1.0, until=over, keeps_on=True))
                await asyncio.sleep(seconds)
                over.set()
            took, missing = await caught_up(tabs, ledger, WITHIN)
            unseen = await browser.missing(ledger, WITHIN - took)
            dropped = count(site)
            findings = await compare(ledger, site)
            longest = slowest(tabs, ledger)
    syncs = sum(tab.syncs for tab in tabs)
    done = f"{len(ledger.acknowledged)} messages, {len(tabs)} tabs and a browser, {dropped} pushes lost, {syncs} syncs"
    figure = f"{missing} missing, {unseen} in the browser; the latest came after {longest:.1f} s"
    holds = not missing and not unseen and dropped > 0 and findings.are_sound
    return Line("10 % of pushes lost", kind, done, figure, f"0 missing after {WITHIN:.0f} s", holds)


async def overflowing(kind: str, static_root: Path) -> Line:
    async with faulty(kind, static_root, FAULTS_CAPACITY=str(CAPACITY if kind == SQLITE else 0)) as site:
        people = await site.people(2 * FILLED)
        async with wire(people) as at:
            ledger, tabs = Ledger(), tabs_of(at, site)
            async with opened(tabs):
                site.hold_sockets()
                async with asyncio.TaskGroup() as tasks:
                    for sender, recipient in chats_of(people.names):
                        tasks.create_task(fill(ledger, at, site, sender, recipient))
                # Tabs that have asked meanwhile show some of it: what counts is what each shows in the end.
                site.release_sockets()
                took, missing = await caught_up(tabs, ledger, WITHIN)
            findings = await compare(ledger, site)
    held = f"capacity {CAPACITY}" if kind == SQLITE else "Redis queues without a bound"
    done = f"{len(ledger.acknowledged)} messages while no socket read, {len(tabs)} tabs, {held}"
    holds = not missing and findings.are_sound
    figure = f"{missing} missing after {took:.1f} s"
    return Line("10 x the layer's capacity", kind, done, figure, f"0 missing after {WITHIN:.0f} s", holds)


def faulty(kind: str, static_root: Path, **environment: str) -> FaultySite:
    return FaultySite(kind, static_root, environment)


class FaultySite:
    """A site whose channel layer is `tests.faults.layers.FaultyLayer`."""

    def __init__(self, kind: str, static_root: Path, environment: dict[str, str]) -> None:
        self._arguments = (kind, static_root, environment)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Stack:
        kind, static_root, environment = self._arguments
        return await self._stack.enter_async_context(
            stack(kind, static_root, DJANGO_SETTINGS_MODULE="tests.faults.settings", **environment)
        )

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()


def chats_of(names: list[str]) -> list[tuple[str, str]]:
    return list(zip(names[::2], names[1::2], strict=True))


def tabs_of(at: Wire, site: Stack) -> list[Tab]:
    """The sender has a tab, the recipient one at each end of the row of servers."""
    tabs = []
    for sender, recipient in chats_of(at.people.names):
        tabs += [Tab(at, site.urls[0], sender, recipient)]
        tabs += [Tab(at, url, recipient, sender) for url in (site.urls[0], site.urls[-1])]
    return tabs


async def fill(ledger: Ledger, at: Wire, site: Stack, sender: str, recipient: str) -> None:
    writer = ledger.writer(sender, recipient)
    for _number in range(10 * CAPACITY):
        await ledger.post(at, site.url, writer, writer.next())


def count(site: Stack) -> int:
    """How many events the layers have lost on purpose."""
    file = site.place / "dropped"
    return file.stat().st_size if file.exists() else 0
