"""An open tab without a browser: takes frames in and asks again as docs/wire.md says, and notes when it shows what."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from tests.faults.client import CUT_OFF, Wire
from tests.faults.ledger import Ledger

# The same as in static/js: cursor.js, live.js, socket.js and pause.js.
GAP, JITTER, WELL = 0.3, 0.25, 5.0
LEAST, MOST = 0.5, 30.0

FRAME = re.compile(r"<live-frame\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
ARTICLE = re.compile(r'<article\b[^>]*\bid="m-([0-9a-f-]+)"[^>]*\bdata-in="log-([\w.]+)"[^>]*\bdata-seq="(\d+)"')
LOG = re.compile(r'<div class="log" id="log-([\w.]+)"([^>]*)>')


class Tab:
    """`name`'s page of the chat with `peer`. `shown` is when each message, by its client id, has come onto it."""

    def __init__(self, at: Wire, site: str, name: str, peer: str) -> None:
        self.at, self.site, self.name, self.peer = at, site, name, peer
        self.shown: dict[str, float] = {}
        self.stamp = self.revision = self.syncs = self.frames = 0
        self._ahead: list[tuple[int, int]] = []
        self._due = float("inf")
        self._wake = asyncio.Event()
        self.opened = asyncio.Event()

    async def live(self) -> None:
        """Stand open for as long as the task is not cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_socket())
            tasks.create_task(self._keep_asking())

    async def _keep_socket(self) -> None:
        tries = 0
        while True:
            since = time.monotonic()
            try:
                async with self.at.socket(self.site, self.name, self.peer) as socket:
                    self.opened.set()
                    self.ask()
                    async for frame in socket:
                        self.take(frame.data)
            except CUT_OFF:
                pass
            self.ask()
            tries = 0 if time.monotonic() - since > WELL else tries + 1
            await asyncio.sleep(pause_before(tries))

    async def _keep_asking(self) -> None:
        failures = 0
        while True:
            self._wake.clear()
            wait = self._due - time.monotonic()
            if wait > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), min(wait, 3600))
                continue
            self._due = float("inf")
            answer = await self.at.sync(self.site, self.name, stamp=self.stamp, with_=self.peer, revision=self.revision)
            self.syncs += 1
            if answer.status == 200:
                failures = 0
                self.take(answer.text)
            else:
                self.ask(max(answer.retry_after or 0, pause_before(failures)))
                failures += 1

    def ask(self, within: float = 0.0) -> None:
        """Ask `/sync` within so many seconds; askers in good time share one request."""
        self._due = min(self._due, time.monotonic() + within)
        self._wake.set()

    def take(self, html: str) -> None:
        """Take one frame in."""
        self.frames += 1
        [head] = FRAME.findall(html)
        told = dict(ATTRIBUTE.findall(head))
        now = time.monotonic()
        for client_id, peer, _seq in ARTICLE.findall(html):
            if peer == self.peer:
                self.shown.setdefault(client_id, now)
        if "data-sync" in told:
            self._reach(int(told["data-stamp"]))
            self.revision = max(self.revision, int(told.get("data-revision", 0)))
        elif "data-stamp" in told:
            self._ahead.append((int(told.get("data-prev", 0)), int(told["data-stamp"])))
            self._catch_up()
        if self._ahead:
            self.ask(GAP)
        if told.get("data-ask") in {"", self.peer}:
            self.ask(random.random() * JITTER)  # noqa: S311

    def _reach(self, stamp: int) -> None:
        self.stamp = max(self.stamp, stamp)
        self._catch_up()

    def _catch_up(self) -> None:
        self._ahead.sort()
        while self._ahead and self._ahead[0][0] <= self.stamp:
            self.stamp = max(self.stamp, self._ahead.pop(0)[1])

    def missing(self, wanted: Iterable[str]) -> set[str]:
        return set(wanted) - self.shown.keys()


def pause_before(tries: int) -> float:
    return min(MOST, LEAST * 2**tries) * (0.5 + random.random() / 2)  # noqa: S311


@asynccontextmanager
async def opened(tabs: list[Tab], patience: float = 60.0) -> AsyncIterator[None]:
    """Have all of them open for as long as the block lasts."""
    tasks = [asyncio.create_task(tab.live()) for tab in tabs]
    try:
        await asyncio.wait_for(asyncio.gather(*(tab.opened.wait() for tab in tabs)), patience)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def ids_of(ledger: Ledger, tab: Tab) -> dict[str, float]:
    """What `tab` must show, by client id, with the moment from which on it must."""
    both = {(tab.name, tab.peer), (tab.peer, tab.name)}
    writers = [writer for writer in ledger.writers if (writer.sender, writer.recipient) in both]
    return {e.client_id: e.acknowledged_at for writer in writers for e in writer.entries if e.seq is not None}


async def caught_up(tabs: list[Tab], ledger: Ledger, within: float) -> tuple[float, int]:
    """How long the last of `tabs` took to show what is acknowledged, and how many messages are missing in the end."""
    begun = time.monotonic()
    while True:
        missing = sum(len(tab.missing(ids_of(ledger, tab))) for tab in tabs)
        if not missing or time.monotonic() - begun > within:
            return time.monotonic() - begun, missing
        await asyncio.sleep(0.1)


def slowest(tabs: list[Tab], ledger: Ledger) -> float:
    """The longest that any message took from its acknowledgement until it stood on any of the tabs, in seconds."""
    waits = [
        tab.shown[client_id] - moment
        for tab in tabs
        for client_id, moment in ids_of(ledger, tab).items()
        if client_id in tab.shown
    ]
    return max(waits, default=0.0)
