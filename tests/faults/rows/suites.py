"""Promises that a part of the test suite keeps watch over: the command runs it and tells how many held."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from config.environment import BASE_DIR
from tests.faults.report import Line

COUNTS = re.compile(r"(\d+) (passed|failed|errors?)")


async def run(kind: str, static_root: Path, *, row: str, tests: list[str], **environment: str) -> list[Line]:
    """Run `tests` (paths that there are) on the embedded default."""
    found = [name for name in tests if (BASE_DIR / name).exists()]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", *found),
        cwd=BASE_DIR,
        env=os.environ | {name.upper(): str(value) for name, value in environment.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _errors = await process.communicate()
    counts = {word.rstrip("s"): int(number) for number, word in COUNTS.findall(output.decode())}
    broken = counts.get("failed", 0) + counts.get("error", 0)
    told = ", ".join(f"{name} = {value}" for name, value in environment.items())
    done = f"{counts.get('passed', 0)} tests{f', {told}' if told else ''}"
    return [Line(row, kind, done, f"{broken} failed", "0 failed", process.returncode == 0)]
