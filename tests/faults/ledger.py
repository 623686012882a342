"""What was sent, what was acknowledged, and what nobody knows: and what the database says of it in the end."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.faults.client import Answer, Wire
from tests.faults.stack import Stack


@dataclass
class Entry:
    """One message: the `number`th of its writer in its chat. `seq` once it is acknowledged."""

    number: int
    text: str
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int | None = None
    refused: int = 0
    tries: int = 0
    acknowledged_at: float = 0.0


@dataclass
class Writer:
    """Somebody who writes to one other, one message after the other, as the browser's outbox does."""

    sender: str
    recipient: str
    entries: list[Entry] = field(default_factory=list)

    def next(self, extra: str = "") -> Entry:
        entry = Entry(len(self.entries), f"{self.sender}>{self.recipient} {len(self.entries)} {extra}".strip())
        self.entries.append(entry)
        return entry


@dataclass
class Ledger:
    """The writers' books."""

    writers: list[Writer] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def writer(self, sender: str, recipient: str) -> Writer:
        self.writers.append(Writer(sender, recipient))
        return self.writers[-1]

    @property
    def entries(self) -> list[Entry]:
        return [entry for writer in self.writers for entry in writer.entries]

    @property
    def acknowledged(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.seq is not None]

    @property
    def unknown(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.seq is None]

    async def more(self, count: int, within: float) -> None:
        """Return once `count` more are acknowledged, or that many seconds later."""
        wanted, deadline = len(self.acknowledged) + count, time.monotonic() + within
        while len(self.acknowledged) < wanted and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def post(self, wire: Wire, site: str, writer: Writer, entry: Entry) -> Answer:
        """Send it once and note the answer."""
        started = time.monotonic()
        entry.tries += 1
        answer = await wire.send(site, writer.sender, writer.recipient, entry.client_id, entry.text)
        self.times.append(time.monotonic() - started)
        if answer.is_sent:
            self.answers[answer.status] += 1
        if answer.is_accepted:
            told = answer.json
            assert told["client_id"] == entry.client_id, (told, entry)
            # A replay must tell the first result, never another one.
            assert entry.seq in {None, told["seq"]}, (told, entry)
            entry.seq, entry.acknowledged_at = told["seq"], time.monotonic()
        elif answer.status:
            entry.refused = answer.status
        return answer

    async def write(
        self, wire: Wire, where: Callable[[], str], writer: Writer, *, pace: float, until: asyncio.Event, keeps_on: bool
    ) -> None:
        """Write every `pace` seconds; who keeps on tries the same again until it is acknowledged, others go on."""
        await asyncio.sleep(random.random() * pace)  # noqa: S311
        while not until.is_set():
            entry, due = writer.next(), time.monotonic() + pace
            answer = await self.post(wire, where(), writer, entry)
            while not until.is_set() and not answer.is_accepted and (keeps_on or not answer.is_sent):
                await asyncio.sleep(min(answer.retry_after or 0.2, 2))
                answer = await self.post(wire, where(), writer, entry)
            await asyncio.sleep(max(0.0, due - time.monotonic()))


@dataclass(frozen=True)
class Findings:
    """How the books and the database differ."""

    stored: int
    lost: int
    doubled: int
    out_of_order: int
    gaps: int
    wrong_counts: int

    @property
    def are_sound(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order or self.gaps or self.wrong_counts)

    def __str__(self) -> str:
        told = f"{self.lost} lost, {self.doubled} doubled, {self.out_of_order} out of order"
        if self.gaps or self.wrong_counts:
            told += f", {self.gaps} gaps, {self.wrong_counts} wrong counts"
        return told


ROWS = """
SELECT m.thread_id, m.seq, CAST(m.client_id AS TEXT), m.text
FROM messaging_message m ORDER BY m.thread_id, m.seq
"""
# Every counter that is kept rather than counted, against what it stands for.
WRONG_COUNTS = """
SELECT (SELECT COUNT(*) FROM messaging_thread t
        WHERE t.last_seq <> (SELECT COUNT(*) FROM messaging_message m WHERE m.thread_id = t.id))
     + (SELECT COUNT(*) FROM messaging_participant p
        WHERE p.read_seq = 0 AND p.muted_at IS NULL AND p.unread <> (SELECT COUNT(*) FROM messaging_message m
            WHERE m.thread_id = p.thread_id AND m.sender_id = p.peer_id))
     + (SELECT COUNT(*) FROM accounts_mailbox b
        WHERE b.unread_chats <> (SELECT COUNT(*) FROM messaging_participant p
            WHERE p.user_id = b.user_id AND p.unread > 0 AND p.muted_at IS NULL))
"""


async def compare(ledger: Ledger, stack: Stack) -> Findings:
    """Hold the books against the database."""
    rows = [(thread, seq, uuid.UUID(client_id), text) for thread, seq, client_id, text in await stack.ask(ROWS)]
    [(wrong_counts,)] = await stack.ask(WRONG_COUNTS)
    by_id = {client_id: (seq, text) for _thread, seq, client_id, text in rows}
    texts = Counter(text for *_others, text in rows)
    lost = [e for e in ledger.acknowledged if by_id.get(uuid.UUID(e.client_id)) != (e.seq, e.text)]
    known = {entry.text for entry in ledger.entries}
    gaps = sum(
        [seq for one, seq, *_others in rows if one == thread] != list(range(1, count + 1))
        for thread, count in Counter(row[0] for row in rows).items()
    )
    places = {text: seq for _thread, seq, _id, text in rows}
    disorder = 0
    for writer in ledger.writers:
        # Whoever gives a message up and writes the next has two on their way: nobody promises which is first.
        seqs = [places[entry.text] for entry in writer.entries if entry.seq is not None and entry.text in places]
        disorder += sum(later <= earlier for earlier, later in pairwise(seqs))
    return Findings(
        stored=len(rows),
        lost=len(lost),
        doubled=sum(count - 1 for text, count in texts.items() if text in known and count > 1),
        out_of_order=disorder,
        gaps=gaps,
        wrong_counts=wrong_counts,
    )


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all are at most."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
