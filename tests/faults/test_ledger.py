"""The books themselves: what they must notice, they do."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.ledger import WRONG_COUNTS, Entry, Ledger, compare, percentile
from tests.faults.report import Line, markdown, table


@dataclass
class Database:
    """What a database says."""

    rows: list[tuple[Any, ...]]

    async def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return [(0,)] if sql == WRONG_COUNTS else self.rows


def book(*entries: Entry) -> Ledger:
    ledger = Ledger()
    ledger.writer("alice", "bob").entries += entries
    return ledger


def entry(number: int, seq: int | None) -> Entry:
    return Entry(number, f"word {number}", client_id=str(uuid.UUID(int=number)), seq=seq)


def row(number: int, seq: int, client: int | None = None) -> tuple[Any, ...]:
    return (1, seq, uuid.UUID(int=number if client is None else client).hex, f"word {number}")


ALL_WELL = [row(0, 1), row(1, 2), row(2, 3)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (ALL_WELL, "0 lost, 0 doubled, 0 out of order"),
        ([row(0, 1), row(2, 2)], "1 lost, 0 doubled, 0 out of order"),
        ([*ALL_WELL, row(2, 4, client=9)], "0 lost, 1 doubled, 0 out of order"),
        ([row(1, 1), row(0, 2), row(2, 3)], "2 lost, 0 doubled, 1 out of order"),
        ([row(0, 1), row(1, 2), row(2, 4)], "0 lost, 0 doubled, 0 out of order, 1 gaps, 0 wrong counts"),
    ],
    ids=["all well", "lost", "doubled", "out of order", "a gap"],
)
def test_what_is_wrong_is_found(rows: list[tuple[Any, ...]], found: str) -> None:
    """The third was never acknowledged: it may be there or not, once at most, and in its turn."""
    ledger = book(entry(0, 1), entry(1, 2), entry(2, None))
    findings = asyncio.run(compare(ledger, Database(sorted(rows, key=lambda one: one[1]))))  # type: ignore[arg-type]
    assert str(findings) == found
    assert findings.are_sound == (rows == ALL_WELL)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([], 0.95) == 0
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 96
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2


def test_a_missed_bound_is_told_as_one() -> None:
    line = Line("row", "sqlite", "done", "1 lost", "0 lost", holds=False)
    assert "MISSED" in table([line])
    assert markdown([line]).count("\n") == 2
