"""The check of the guards itself: python -m tests.mutants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mutants.guard import Guard
from tests.mutants.guards import GUARDS
from tests.mutants.scratch import BASE_DIR, Moved, look, without

# Cheap to look at: its tests need no database.
LEAP_DAY = Guard(
    "29 February counts as 1 March",
    "accounts/age.py",
    (("        return dt.date(year, 3, 1)\n", "        return dt.date(year, 2, 28)\n"),),
    ("tests/accounts/test_age.py",),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_every_guard_stands_where_it_is_looked_for_with_tests_that_exist(guard):
    assert without(guard, (BASE_DIR / guard.file).read_text())
    assert guard.tests
    assert all((BASE_DIR / test.partition("::")[0]).exists() for test in guard.tests)


def test_no_name_stands_for_two():
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


def test_a_guard_that_has_moved_is_told_by_name():
    with pytest.raises(Moved, match="29 February"):
        without(LEAP_DAY, "")


def test_a_guard_that_a_test_misses_is_noticed():
    assert "tests/accounts/test_age.py::" in look(LEAP_DAY).red


def test_what_no_test_misses_is_a_defect():
    harmless = replace(LEAP_DAY, edits=(("    year = day.year - age\n", "    year = int(day.year - age)\n"),))
    verdict = look(harmless)
    assert (verdict.is_noticed, verdict.trouble) == (False, "no test turned red")


def test_tests_that_cannot_run_are_no_proof():
    broken = replace(LEAP_DAY, edits=(("def age_on(", "def age_on_no_more("),))
    assert "the tests broke" in look(broken).trouble
