"""Progress bars for the commands of operators: on a terminal, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], object]]:
    """What is to be told, as often as one likes, that so many of so many of something are done; each thing gets a bar
    of its own, one after the other."""
    bars: dict[str, tqdm[Any]] = {}

    def note(what: str, done: int, total: int) -> None:
        if what not in bars:
            close()
            bars[what] = tqdm(desc=what, total=total, disable=None)
        bars[what].total = total
        bars[what].update(done - bars[what].n)

    def close() -> None:
        for bar in bars.values():
            bar.close()

    try:
        yield note
    finally:
        close()
