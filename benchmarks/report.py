"""What was measured, as a table, as a chart, and on the page about it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
from html import escape
from pathlib import Path
from typing import NamedTuple

HEAD = "| what | here | beside it | ratio | bound | |\n|---|---|---|---|---|---|"
START, END = "<!-- measured: written by `make bench ARGS=--write` -->", "<!-- /measured -->"
PEERS_START, PEERS_END = "<!-- peers: written by `make bench-peers ARGS=--write` -->", "<!-- /peers -->"
PAGE, CHART = Path("docs/performance.md"), Path("docs/images/performance.svg")


class Line(NamedTuple):
    """One line of the table; without a bound it is only told."""

    what: str
    here: str
    beside: str = ""
    ratio: str = ""
    bound: str = ""
    verdict: str = ""


def told(values: list[float]) -> float:
    """The one value that is told of several rounds."""
    return statistics.median(values)


def at_least(value: float, bound: float) -> tuple[str, str, str]:
    return f"{value:.2f}", f">= {bound:g}", "reached" if value >= bound else "**not reached**"


def at_most(value: float, bound: float) -> tuple[str, str, str]:
    return f"{value:.2f}", f"<= {bound:g}", "reached" if value <= bound else "**not reached**"


def table(lines: list[Line]) -> str:
    """The lines in Markdown, under the day and the machine they are of."""
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{_machine()}\n\n{HEAD}\n{rows}"


def _machine() -> str:
    day = dt.datetime.now(dt.UTC).date()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = os.getloadavg()[0]
    return (
        f"{day}: {os.cpu_count()} cores of {platform.machine()}, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; the load generator runs on the same cores. "
        f"Load of the machine as the last measure ended: {load:.1f}."
    )


def chart(lines: list[Line]) -> str:
    """Bars for every line that tells of sends a second, as SVG that fits a light page and a dark one."""
    bars = [
        (f"{line.what}{kind}", float(figure.removesuffix("/s").replace(",", "")), strong)
        for line in lines
        if "sends a second" in line.what or "raw SQLite" in line.what
        for figure, kind, strong in _sides(line)
    ]
    most = max(value for _what, value, _strong in bars)
    shapes = []
    for n, (what, value, strong) in enumerate(bars):
        top, length = 12 + 34 * n, 420 * value / most
        colour = "#2f7de1" if strong else "#9aa5b1"
        shapes.append(f'<text x="12" y="{top + 10}">{escape(what)}</text>')
        shapes.append(f'<rect x="12" y="{top + 14}" width="{length:.0f}" height="12" rx="3" fill="{colour}"/>')
        shapes.append(f'<text x="{length + 18:.0f}" y="{top + 25}">{value:,.0f}</text>')
    size = f'width="560" height="{20 + 34 * len(bars)}"'
    style = 'font-family="system-ui, sans-serif" font-size="11" fill="#7b8794"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join(shapes) + "\n</svg>\n"


def _sides(line: Line) -> list[tuple[str, str, bool]]:
    if not line.beside:
        return [(line.here, "", False)]
    if "idle sockets" in line.what:
        return []
    return [(line.here, ", Paperplane", True), (line.beside, ", textbook", False)]


def write(lines: list[Line]) -> None:
    """Put table and chart into the project's page about its speed."""
    put(lines, START, END)
    CHART.write_text(chart(lines))


def put(lines: list[Line], start: str, end: str) -> None:
    """Put the table between two marks of that page."""
    before, rest = PAGE.read_text().split(start)
    PAGE.write_text(f"{before}{start}\n{table(lines)}\n{end}{rest.split(end)[1]}")
