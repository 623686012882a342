"""The disk runs full, or nothing may be written any more: senders are told so, and all goes on when there is room."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from pathlib import Path

import psycopg

from tests.faults.client import Answer, Wire, wire
from tests.faults.disks import Disk, small_disk
from tests.faults.ledger import Entry, Ledger, Writer, compare
from tests.faults.report import Line
from tests.faults.stack import SERVICES, SQLITE, Stack, stack

MEGABYTES = {SQLITE: 24, SERVICES: 160}
LETTERS = "words enough to fill a page of the database " * 60
TRIES = 12
BACK = 30.0  # seconds


async def run(kind: str, static_root: Path, *, rounds: int) -> list[Line]:
    """Fill the disk of the database `rounds` times, then forbid it to write as often."""
    async with small_disk(MEGABYTES[kind]) as disk, stack(kind, static_root, disk=disk.place) as site:
        people = await site.people(2)
        ledger = Ledger()
        async with wire(people) as at:
            writer = ledger.writer("p0", "p1")
            full, barred = Trial(at, ledger, site, writer, 507), Trial(at, ledger, site, writer, 503)
            for _round in range(rounds):
                await asyncio.to_thread(disk.fill)
                await full.under()
                await asyncio.to_thread(disk.empty)
                await full.after()
            for _round in range(rounds):
                await bar(site, disk)
                await barred.under()
                await unbar(site, disk)
                await barred.after()
        findings = await compare(ledger, site)
        whole = await integrity(site)
    told = f"{findings}; database {whole}"
    return [
        line("disk full", kind, rounds, full, told, sound=findings.are_sound and whole == "intact"),
        line("read-only database", kind, rounds, barred, told, sound=findings.are_sound and whole == "intact"),
    ]


def line(row: str, kind: str, rounds: int, trial: Trial, told: str, *, sound: bool) -> Line:
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(trial.refused.items()))
    done = f"{rounds} times, {trial.read} pages read meanwhile"
    figure = f"{answers}, {trial.unclear} without words{trial.riddle}; {told}; sends again after {trial.slowest:.1f} s"
    holds = sound and not trial.unclear and trial.refused[trial.status] > 0 and trial.slowest <= BACK
    return Line(row, kind, done, figure, f"{trial.status} in words, intact, sends resume", holds)


class Trial:
    """What senders are told while nothing can be stored, and how long it takes afterwards until it can."""

    def __init__(self, at: Wire, ledger: Ledger, site: Stack, writer: Writer, status: int) -> None:
        self.at, self.ledger, self.site, self.writer, self.status = at, ledger, site, writer, status
        self.refused: Counter[int] = Counter()
        self.unclear = self.read = 0
        self.riddle = ""
        self.slowest = 0.0
        self.waiting: list[Entry] = []

    async def under(self) -> None:
        """Write until nothing more can be stored, and a few times more."""
        refused = 0
        while refused < TRIES:
            entry = self.writer.next(LETTERS)
            answer = await self.ledger.post(self.at, self.site.url, self.writer, entry)
            if not answer.is_accepted:
                refused += 1
                self.refused[answer.status] += 1
                if not is_clear(answer):
                    self.unclear += 1
                    self.riddle = self.riddle or f" ({self.site.last_trace()})"
                self.waiting = [entry]
            if refused > TRIES // 2:
                await asyncio.sleep(0.2)
        page = await self.at.ask("GET", f"{self.site.url}/messages/@p1/", "p0")
        self.read += page.status == 200

    async def after(self) -> None:
        """There is room again: what was refused last is sent, once."""
        begun = time.monotonic()
        while time.monotonic() - begun < 2 * BACK:
            if self.site.database and not self.site.database.is_running:
                # A server that can't write its own log ends; a supervisor would start it again.
                await self.site.database.start()
            answers = [await self.ledger.post(self.at, self.site.url, self.writer, entry) for entry in self.waiting]
            if all(answer.is_accepted for answer in answers):
                break
            await asyncio.sleep(0.2)
        self.slowest = max(self.slowest, time.monotonic() - begun)


def is_clear(answer: Answer) -> bool:
    """Whether it says in words that nothing was stored, and is no riddle."""
    if answer.status not in {503, 507}:
        return False
    try:
        return bool(answer.json["text"].endswith("."))
    except ValueError:
        return False


async def bar(site: Stack, disk: Disk) -> None:
    """From now on nothing can be written: SQLite's disk has a fault, PostgreSQL is told so."""
    if site.kind == SQLITE:
        await asyncio.to_thread(disk.break_down)
    else:
        await asyncio.to_thread(_read_only, site, "on")


async def unbar(site: Stack, disk: Disk) -> None:
    if site.kind == SQLITE:
        [server] = site.servers
        await server.stop()
        await asyncio.to_thread(disk.mend)
        await server.start()
    else:
        await asyncio.to_thread(_read_only, site, "off")


def _read_only(site: Stack, value: str) -> None:
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        connection.execute("SELECT pg_reload_conf()")


async def integrity(site: Stack) -> str:
    """ "intact", or what is wrong with the database."""
    if site.kind == SQLITE:
        [(found,)] = await site.ask("PRAGMA integrity_check")
        return "intact" if found == "ok" else str(found)
    # Every page of every table and index is read.
    await site.run("manage.py", "dumpdata", "accounts", "messaging", "--output", os.devnull)
    return "intact"
