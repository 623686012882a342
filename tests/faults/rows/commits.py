"""Eight writers commit at once, and somebody reads on from cursors all the while: nothing is passed over."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from tests.faults.client import Wire, wire
from tests.faults.report import Line
from tests.faults.stack import Stack, stack
from tests.faults.tabs import ATTRIBUTE, FRAME, LOG

WRITERS = 8
READER, PEER = "p0", "p1"
ARTICLE = re.compile(r'<article\b[^>]*\bdata-in="log-([\w.]+)"[^>]*\bdata-seq="(\d+)"')
ROW = re.compile(r'<li\b[^>]*\bid="chat-([\w.]+)"')
LAST = """
SELECT t.last_seq FROM messaging_thread t JOIN accounts_user u ON u.id = t.low_id
JOIN accounts_user v ON v.id = t.high_id WHERE u.username IN ('p0', 'p1') AND v.username IN ('p0', 'p1')
"""
MOVED = """
SELECT u.username FROM messaging_participant p JOIN accounts_user u ON u.id = p.peer_id
JOIN accounts_user me ON me.id = p.user_id WHERE me.username = '{name}' AND p.stamp > {since} AND p.stamp <= {until}
"""


@dataclass
class Reader:
    """A tab of READER that reads on from where it stands: chats by the stamp, the chat with PEER by the revision."""

    at: Wire
    site: Stack
    stamp: int = 0
    revision: int = 0
    seqs: set[int] = field(default_factory=set)
    reads: int = 0
    missed_rows: int = 0

    async def read(self) -> bool:
        """Whether the server had an answer."""
        answer = await self.at.sync(self.site.url, READER, stamp=self.stamp, with_=PEER, revision=self.revision)
        if answer.status != 200:
            return False
        told = dict(ATTRIBUTE.findall(FRAME.findall(answer.text)[0]))
        stamp = int(told["data-stamp"])
        # Rows that have moved once more since then have a greater stamp, and their turn is next.
        moved = await self.site.ask(MOVED.format(name=READER, since=self.stamp, until=stamp))
        self.missed_rows += len({name for (name,) in moved} - set(ROW.findall(answer.text)))
        self.take(answer.text)
        if whole := [dict(ATTRIBUTE.findall(rest)) for name, rest in LOG.findall(answer.text) if name == PEER]:
            await self.read_back(int(whole[0]["data-from"]))
        self.stamp, self.revision = stamp, int(told["data-revision"])
        self.reads += 1
        return True

    async def read_back(self, before: int) -> None:
        """The last page came in place of too many changes: older pages hold the rest."""
        while before > 1 and before - 1 not in self.seqs:
            answer = await self.at.ask(
                "GET",
                f"{self.site.url}/messages/@{PEER}/",
                READER,
                params={"before": str(before)},
                headers={"HX-Request": "true"},
            )
            found = self.take(answer.text)
            before = min(found, default=0)

    def take(self, html: str) -> set[int]:
        found = {int(seq) for name, seq in ARTICLE.findall(html) if name == PEER}
        self.seqs |= found
        return found


async def run(kind: str, static_root: Path, *, commits: int, minutes: float = inf) -> list[Line]:
    """Eight processes commit so many messages between them: six write to READER, two share her chat with PEER."""
    async with stack(kind, static_root) as site:
        people = await site.people(WRITERS)
        pairs = [(READER, PEER), (PEER, READER), *((name, READER) for name in people.names[2:]), ("p2", PEER)][:WRITERS]
        async with wire(people) as at:
            reader, begun = Reader(at, site), time.monotonic()
            each = str(commits // WRITERS)
            writing = [asyncio.create_task(site.run("-m", "tests.faults.writing", *pair, each)) for pair in pairs]
            try:
                while not all(task.done() for task in writing) and time.monotonic() - begun < minutes * 60:
                    await reader.read()
            finally:
                for task in writing:
                    task.cancel()
            results = await asyncio.gather(*writing, return_exceptions=True)
            while not await reader.read():  # noqa: ASYNC110
                await asyncio.sleep(1)
            lasted = time.monotonic() - begun
        [(stored,)] = await site.ask("SELECT COUNT(*) FROM messaging_message")
        [(last,)] = await site.ask(LAST)
    broken = [str(result) for result in results if isinstance(result, RuntimeError)]
    missed = len(set(range(1, last + 1)) - reader.seqs)
    done = f"{stored} commits by {WRITERS} processes in {lasted:.0f} s, {reader.reads} reads by cursor"
    figure = f"{missed} of {last} messages missed, {reader.missed_rows} rows missed{f'; {broken[0]}' if broken else ''}"
    holds = not missed and not reader.missed_rows and not broken and reader.reads > 1
    return [Line("8 writers, a cursor", kind, done, figure, "0 missed", holds)]
