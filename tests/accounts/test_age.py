"""Ages go by the UTC day; who is born on 29 February has their birthday on 1 March where there is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.age import age_on, birthday, next_birthday_that_matters, today

dates = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2010-06-15", "2026-06-14", 15),
        ("2010-06-15", "2026-06-15", 16),
        ("2010-06-15", "2026-06-16", 16),
        ("2010-12-31", "2026-12-30", 15),
        ("2010-12-31", "2026-12-31", 16),
        ("2010-01-01", "2025-12-31", 15),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2010-06-15", "2010-06-15", 0),
        ("2010-06-15", "2010-06-14", -1),
    ],
)
def test_a_year_is_full_on_the_birthday_and_not_the_day_before(born, day, age):
    assert age_on(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == age


def test_29_february_counts_as_1_march_in_years_without_it():
    assert birthday(dt.date(2008, 2, 29), 13) == dt.date(2021, 3, 1)
    assert birthday(dt.date(2008, 2, 29), 16) == dt.date(2024, 2, 29)
    assert birthday(dt.date(2084, 2, 29), 16) == dt.date(2100, 3, 1)


@given(dates, st.integers(0, 120))
def test_on_a_birthday_that_age_begins(born, years):
    day = birthday(born, years)
    assert age_on(born, day) == years
    assert age_on(born, day - dt.timedelta(days=1)) == years - 1


@given(dates, dates)
def test_nobody_grows_younger(born, day):
    assert age_on(born, day + dt.timedelta(days=1)) - age_on(born, day) in (0, 1)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        ("2026-06-14", "2026-06-15"),
        ("2026-06-15", "2028-06-15"),
        ("2028-06-14", "2028-06-15"),
        ("2028-06-15", None),
    ],
)
def test_the_birthdays_that_matter_are_the_sixteenth_and_the_eighteenth(day, next_day):
    found = next_birthday_that_matters(dt.date(2010, 6, 15), dt.date.fromisoformat(day))
    assert (found and found.isoformat()) == next_day


def test_today_is_the_utc_day_wherever_the_server_stands(settings):
    settings.PAPERPLANE_TODAY = None
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert today() in {(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=s)).date() for s in (0, 5)}


def test_a_frozen_day_is_believed(settings):
    settings.PAPERPLANE_TODAY = dt.date(2024, 2, 29)
    assert today() == dt.date(2024, 2, 29)
