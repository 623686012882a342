"""`python -m tests.faults [ROW…]`: print the table; exit 1 when a bound is missed."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from django.conf import settings

from tests.faults.report import Line, machine, markdown, table
from tests.faults.stack import SERVICES, SQLITE, static_files
from tests.faults.table import ROWS, Row

AT_ONCE = 2


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="Measure what is promised under faults."
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"some of: {', '.join(ROWS)} (all)")
    parser.add_argument("--on", choices=[SQLITE, SERVICES], help="only on this kind of site (both)")
    parser.add_argument("--long", action="store_true", help="the long form: minutes to an hour for each row")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=NUMBER", help="do more or less than that")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/reliability.md holds it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="add the lines to FILE too")
    told = parser.parse_args(arguments)
    if unknown := set(told.rows) - set(ROWS):
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    return told


async def measure(row: Row, kind: str, told: argparse.Namespace, static_root: Path) -> list[Line]:
    """The row's lines; a row that breaks is a missed bound, with its reason."""
    amount = (row.long if told.long else row.short) | {
        name: float(value) if "." in value else int(value) for name, value in (one.split("=") for one in told.set)
    }
    begun = time.monotonic()
    try:
        lines = await row.run(kind, static_root, **amount)
    except Exception as reason:  # noqa: BLE001  (the others are to be measured all the same)
        traceback.print_exc()
        lines = [Line(row.name, kind, "", f"{type(reason).__name__}: {reason}"[-1500:], "", holds=False)]
    lasted = time.monotonic() - begun
    lines = [dataclasses.replace(line, seconds=lasted) for line in lines]
    for line in lines:
        sys.stderr.write(f"{line.row} ({kind}), {lasted:.0f} s: {line.figure}: {line.verdict}\n")
    return lines


async def measure_all(told: argparse.Namespace, static_root: Path) -> list[Line]:
    """The lines, in the order of the table. Two rows are measured at a time, but those that measure time have the
    machine to themselves."""
    wanted = [
        (row, kind)
        for row in ROWS.values()
        for kind in row.on
        if (not told.rows or row.name in told.rows) and told.on in {None, kind}
    ]
    slots, lines = asyncio.Semaphore(AT_ONCE), dict[tuple[str, str], list[Line]]()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever stops this, however it was started, stops what it has started.
        asyncio.get_running_loop().add_signal_handler(number, asyncio.current_task().cancel)

    async def measure_one(row: Row, kind: str) -> None:
        async with slots:
            lines[row.name, kind] = await measure(row, kind, told, static_root)

    async with asyncio.TaskGroup() as tasks:
        for row, kind in sorted(wanted, key=lambda one: not one[0].lengthy):
            if not row.alone:
                tasks.create_task(measure_one(row, kind))
    for row, kind in wanted:
        if row.alone:
            await measure_one(row, kind)
    return [line for row, kind in wanted for line in lines[row.name, kind]]


def main(arguments: list[str]) -> int:
    told = parse(arguments)
    place = Path(tempfile.mkdtemp(prefix="paperplane-static-"))
    try:
        lines = asyncio.run(measure_all(told, static_files(place / "static")))
    except asyncio.CancelledError:
        return 130
    finally:
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    sys.stdout.write(f"{markdown(lines) if told.markdown else table(lines)}\n{machine()}\n")
    if told.json:
        with told.json.open("a") as file:
            file.writelines(f"{json.dumps(dataclasses.asdict(line))}\n" for line in lines)
    return 0 if lines and all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
