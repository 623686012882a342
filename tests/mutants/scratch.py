"""A copy of the project in which a guard is missing, and what its tests say to that."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.guard import Guard

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 1800  # seconds for the tests of one guard
PYTEST = (sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-rf", "-p", "no:cacheprovider")
SUITE = ("-m", "not e2e and not services", "tests")
RED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


class Moved(Exception):
    """The text that was to be taken away does not stand in its file exactly once."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a guard: the test that turned red, or what went wrong instead."""

    guard: Guard
    red: str = ""
    trouble: str = ""

    @property
    def is_noticed(self) -> bool:
        return bool(self.red)

    @property
    def line(self) -> str:
        told = self.red or f"UNNOTICED: {self.trouble}"
        return f"{self.guard.name:<48} {self.guard.file:<52} {told}"


def without(guard: Guard, source: str) -> str:
    """`source` without the guard. Raises Moved."""
    for old, new in guard.edits:
        if source.count(old) != 1:
            raise Moved(f"{guard.name}: {source.count(old)} times in {guard.file}: {old!r}")
        source = source.replace(old, new)
    return source


@contextmanager
def copied() -> Iterator[Path]:
    """The project as it stands, with what is not yet committed and without what git ignores."""
    place = Path(tempfile.mkdtemp(prefix="paperplane-mutant-"))
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=BASE_DIR,
            capture_output=True,
            check=True,
            text=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (BASE_DIR / name).is_file():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(BASE_DIR / name, place / name)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def look(guard: Guard, *, whole: bool = False) -> Verdict:
    """Take the guard away and run its tests, or with `whole` then the whole suite, until one turns red."""
    try:
        with copied() as place:
            file = place / guard.file
            file.write_text(without(guard, file.read_text()))
            verdict = judged(guard, place, guard.tests)
            return judged(guard, place, SUITE) if whole and not verdict.is_noticed else verdict
    except Moved as moved:
        return Verdict(guard, trouble=f"it has moved: {moved}")
    except subprocess.TimeoutExpired:
        return Verdict(guard, trouble=f"its tests do not end within {PATIENCE} s")


def judged(guard: Guard, place: Path, tests: tuple[str, ...]) -> Verdict:
    run = subprocess.run([*PYTEST, *tests], cwd=place, capture_output=True, text=True, timeout=PATIENCE, check=False)
    red = RED.search(run.stdout)
    if run.returncode == 1 and red:
        return Verdict(guard, red=red[1])
    # All green is one thing; tests that could not even be run say nothing.
    trouble = (
        "no test turned red" if run.returncode == 0 else f"the tests broke ({run.returncode}): {run.stdout[-300:]}"
    )
    return Verdict(guard, trouble=" ".join(trouble.split()))
