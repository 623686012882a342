"""A row of the table: what was done, what came of it, what it may be."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured promise."""

    row: str
    on: str
    done: str
    figure: str
    bound: str
    holds: bool
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        return "holds" if self.holds else "MISSED"


HEAD = ("test", "on", "done", "figure", "bound", "verdict")


def cells(line: Line) -> tuple[str, ...]:
    return (line.row, line.on, line.done, line.figure, line.bound, line.verdict)


def table(lines: Sequence[Line]) -> str:
    """The lines for a terminal, in columns."""
    rows = [HEAD, *(cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def markdown(lines: Sequence[Line]) -> str:
    """The lines for docs/reliability.md."""
    rows = [HEAD, ("---",) * len(HEAD), *(cells(line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    """What it was measured on, as far as it matters."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, Linux {platform.release().split('-')[0]}"
