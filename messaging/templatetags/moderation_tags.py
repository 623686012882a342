"""What the admin's pages show beside the stock ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from messaging.moderation import figures

register = template.Library()

BAR, GAP, HIGHEST, FLOOR = 14, 4, 52, 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of a chart, in the units of its picture."""

    day: dt.date
    count: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    total: int
    width: int
    bars: list[Bar]


@register.inclusion_tag("admin/_figures.html")
def moderation_figures() -> dict[str, Any]:
    """Open cases, the age of the oldest, and the sends and reports of each of the last days."""
    days = figures.last_days()
    sends = chart(_("Messages a day"), [(day.day, day.sends) for day in days])
    reports = chart(_("Reports a day"), [(day.day, day.reports) for day in days])
    return {"figures": figures.waiting(), "charts": [sends, reports]}


def chart(title: str, counts: list[tuple[dt.date, int]]) -> Chart:
    """Bars as high as their share of the highest; what is not nothing can be seen."""
    most = max((count for _day, count in counts), default=0) or 1
    bars = []
    for number, (day, count) in enumerate(counts):
        height = max(round(count / most * HIGHEST), 2 if count else 0)
        bars.append(Bar(day, count, number * (BAR + GAP), FLOOR - height, BAR, height))
    return Chart(title, sum(count for _day, count in counts), len(counts) * (BAR + GAP) - GAP, bars)
