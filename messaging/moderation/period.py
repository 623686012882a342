"""What the moderators' work came to between two days. Content is nowhere in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from messaging.models import AuditEntry, Case, Deed, Report
from messaging.moderation.figures import sends_on, start_of

# What changes something for somebody; looks and the queue's own entries are left out.
DEEDS = (
    Deed.WARNED,
    Deed.REMOVED,
    Deed.SUSPENDED,
    Deed.LIFTED,
    Deed.CLOSED_ACCOUNT,
    Deed.OPENED_ACCOUNT,
    Deed.CORRECTED,
)
ENDS = (Case.State.DISMISSED, Case.State.ACTED, Case.State.MERGED)


@dataclass(slots=True)
class Figures:
    """What one UTC day, or all days of a period, have brought. `closed` is by the state that a case ended in."""

    sends: int = 0
    opened: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.sends + other.sends,
            self.opened + other.opened,
            self.reports + other.reports,
            self.closed + other.closed,
            self.deeds + other.deeds,
        )

    def row(self) -> dict[str, int]:
        """Each figure under a name of its own, zeros among them, always in the same order."""
        return {
            "sends": self.sends,
            "reports": self.reports.total(),
            **{f"reports_{reason}": self.reports[reason] for reason in Report.Reason},
            "cases_opened": self.opened,
            "cases_closed": self.closed.total(),
            **{f"cases_{state}": self.closed[state] for state in ENDS},
            **{f"deeds_{deed}": self.deeds[deed] for deed in DEEDS},
        }


@dataclass(frozen=True, slots=True)
class Pace:
    """How long cases that were closed had been open, and what was still open when the period was over."""

    median: dt.timedelta | None
    longest: dt.timedelta | None
    waiting: int
    oldest_at: dt.datetime | None


def by_day(since: dt.date, until: dt.date) -> Iterator[tuple[dt.date, Figures]]:
    """The UTC days from `since` to `until`, both included, each with its figures."""
    begin, end = start_of(since), start_of(until + dt.timedelta(days=1))
    days = {since + dt.timedelta(days=n): Figures() for n in range((until - since).days + 1)}
    reports = Report.objects.filter(created_at__gte=begin, created_at__lt=end)
    for day, reason, count in _counted(reports, "created_at", "reason"):
        days[day].reports[reason] = count
    for day, count in _counted(Case.objects.filter(opened_at__gte=begin, opened_at__lt=end), "opened_at"):
        days[day].opened = count
    for day, state, count in _counted(_closed(begin, end), "closed_at", "state"):
        days[day].closed[state] = count
    done = AuditEntry.objects.filter(at__gte=begin, at__lt=end, deed__in=DEEDS)
    for day, deed, count in _counted(done, "at", "deed"):
        days[day].deeds[deed] = count
    for day, figures in days.items():
        figures.sends = sends_on(day)
        yield day, figures


def pace(since: dt.date, until: dt.date) -> Pace:
    begin, end = start_of(since), start_of(until + dt.timedelta(days=1))
    times = _closed(begin, end).values_list("opened_at", "closed_at")
    spans = sorted(closed - opened for opened, closed in times if closed)
    left = Case.objects.filter(Q(closed_at=None) | Q(closed_at__gte=end), opened_at__lt=end)
    told = left.aggregate(count=Count("pk"), oldest=Min("opened_at"))
    half, most = (spans[len(spans) // 2], spans[-1]) if spans else (None, None)
    return Pace(half, most, told["count"], told["oldest"])


def _closed(begin: dt.datetime, end: dt.datetime) -> QuerySet[Case]:
    return Case.objects.filter(closed_at__gte=begin, closed_at__lt=end)


def _counted(rows: QuerySet[Any], moment: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """A UTC day, what `names` hold, and how many rows have both."""
    counts = rows.order_by().values_list(TruncDate(moment, tzinfo=dt.UTC), *names).annotate(count=Count("pk"))
    yield from counts
