"""Every row of the table in its short form, on what the suite runs on: nothing but this machine, or the services."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.report import table
from tests.faults.rows import suites
from tests.faults.stack import SERVICES, SQLITE
from tests.faults.table import ROWS, Row

# What drives a browser of its own runs with the browser's tests; small disks are for root alone to mount.
MARKS = {"pushes": [pytest.mark.e2e], "disks": [pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts disks")]}
# Beside other tests a bound of time says little: the command keeps the tight ones. Below the 25 s of a heartbeat it is
# still the push that is heard.
BESIDE_OTHERS: dict[str, dict[str, float]] = {
    "sessions": {"soon": 10.0, "heartbeat": 60.0},
    "postgresql": {"back_within": 40.0},
    "crowd": {"most": 1.2},
}
HERE = SERVICES if os.environ.get("DATABASE_URL", "").startswith("postgres") else SQLITE
CASES = [
    pytest.param(
        row,
        kind,
        marks=[*MARKS.get(row.name, []), *([pytest.mark.services] * (kind == SERVICES))],
        id=f"{row.name}-{kind}",
    )
    for row in ROWS.values()
    for kind in row.on
    # What is a part of the suite already, and what measures time, is left to the command.
    if kind == HERE and not row.alone and row.run is not suites.run
]


@pytest.mark.parametrize(("row", "kind"), CASES)
def test_what_is_promised_holds(row: Row, kind: str, collected: Path) -> None:
    amount = row.short | BESIDE_OTHERS.get(row.name, {})
    # The browser's fixtures keep a loop of their own running in this thread.
    with ThreadPoolExecutor(1) as thread:
        lines = thread.submit(asyncio.run, row.run(kind, collected, **amount)).result()
    assert lines
    assert all(line.holds for line in lines), table(lines)
