"""What the machine itself gives: the least that a durable write costs here."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


class Floor(NamedTuple):
    """Transactions a second, and processor seconds for a thousand of them."""

    rate: float
    cpu_per_thousand: float


def sqlite_loop(place: Path, seconds: float) -> Floor:
    """A message stored and three counters moved, again and again, each durable before the next; nobody asks who."""
    with closing(sqlite3.connect(place / "floor.sqlite3", isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            _make(database)
        count, cpu, started = 0, time.process_time(), time.perf_counter()
        first = database.execute("SELECT max(last_seq) FROM thread").fetchone()[0]
        while time.perf_counter() < started + seconds:
            count += 1
            thread, seq = count % 16 + 1, first + count
            database.execute("BEGIN IMMEDIATE")
            database.execute("UPDATE thread SET last_seq = ? WHERE id = ?", (seq, thread))
            row = (thread, seq, f"{seq:032x}", thread, "a few words, as people write", "2020-01-01 00:00:00")
            database.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)", row)
            for side in (2 * thread - 1, 2 * thread):
                database.execute("UPDATE side SET stamp = ?, unread = unread + 1 WHERE id = ?", (seq, side))
            database.execute("COMMIT")
        seconds = time.perf_counter() - started
        return Floor(count / seconds, (time.process_time() - cpu) / count * 1000)


def _make(database: sqlite3.Connection) -> None:
    database.executescript(
        """
        CREATE TABLE message (
            thread INTEGER, seq INTEGER, id TEXT, sender INTEGER, text TEXT, sent_at TEXT, PRIMARY KEY (thread, seq)
        );
        CREATE UNIQUE INDEX once ON message (thread, id);
        CREATE TABLE thread (id INTEGER PRIMARY KEY, last_seq INTEGER);
        CREATE TABLE side (id INTEGER PRIMARY KEY, stamp INTEGER, unread INTEGER);
        """
    )
    database.executemany("INSERT INTO thread VALUES (?, 0)", [(n,) for n in range(1, 17)])
    database.executemany("INSERT INTO side VALUES (?, 0, 0)", [(n,) for n in range(1, 33)])
