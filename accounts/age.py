"""Ages, computed from the birthdate at the time of the act, by the UTC day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

SIGN_UP_AGE = 13
MESSAGING_AGE = 16
ADULT_AGE = 18


def today() -> dt.date:
    """The current UTC day; `PAPERPLANE_TODAY` freezes it in tests."""
    return settings.PAPERPLANE_TODAY or timezone.now().astimezone(dt.UTC).date()


def birthday(birthdate: dt.date, years: int) -> dt.date:
    """The day on which someone born on `birthdate` turns `years`; 29 February counts as 1 March."""
    year = birthdate.year + years
    try:
        return birthdate.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def age_on(birthdate: dt.date, day: dt.date) -> int:
    """Full years lived on `day`; negative before the birth."""
    years = day.year - birthdate.year
    return years if day >= birthday(birthdate, years) else years - 1


def latest_birthdate(age: int, day: dt.date) -> dt.date:
    """The birthdate of the youngest who are `age` or older on `day`: every earlier one belongs to somebody older."""
    year = day.year - age
    try:
        return day.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)


def next_birthday_that_matters(birthdate: dt.date, day: dt.date) -> dt.date | None:
    """The first birthday after `day` that changes what the rule says, or None when there is none left."""
    ages = (MESSAGING_AGE, ADULT_AGE)
    return next((b for b in (birthday(birthdate, years) for years in ages) if b > day), None)
