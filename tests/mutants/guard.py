"""The guards, what taking each away looks like, and the tests that should notice.

An edit is (text as it stands, text without the guard); the first must stand in its file exactly once, so a guard that
was moved or rewritten is told by name. `tests` are paths or node ids for pytest.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]


def guard(name: str, file: str, old: str, new: str, *tests: str, also: tuple[tuple[str, str], ...] = ()) -> Guard:
    return Guard(name, file, ((old, new), *also), tuple(f"tests/{test}" for test in tests))
