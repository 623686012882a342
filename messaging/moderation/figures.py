"""Numbers for the operators: what waits, and what a day has brought. Content is nowhere in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from messaging.models import Case, Message, Report

DAYS = 14
# A day that is over stays as it was; this one is counted anew after so many seconds.
KEPT, FRESH = 40 * 24 * 3600, 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases are open, and since when the oldest."""

    open: int
    oldest_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """What one UTC day has brought."""

    day: dt.date
    sends: int
    reports: int


def waiting() -> Waiting:
    """The queue in two numbers; one query."""
    told = Case.objects.open().aggregate(open=Count("pk"), oldest=Min("opened_at"))
    return Waiting(told["open"], told["oldest"])


def last_days(count: int = DAYS) -> list[Day]:
    """The last `count` UTC days, today at the end. The sends of each day are counted once, along their own index, and
    then remembered."""
    today = timezone.now().date()
    days = [today - dt.timedelta(days=back) for back in range(count - 1, -1, -1)]
    reports = Report.objects.filter(created_at__gte=start_of(days[0])).annotate(
        day=TruncDate("created_at", tzinfo=dt.UTC)
    )
    counted = dict(reports.order_by().values_list("day").annotate(Count("pk")))
    return [Day(day, sends_on(day), counted.get(day, 0)) for day in days]


def sends_on(day: dt.date) -> int:
    """How many messages were sent on a UTC day, those that are erased by now among them."""
    key = f"sends:{day}"
    known: int | None = cache.get(key)
    if known is not None:
        return known
    sent = Message.objects.filter(sent_at__gte=start_of(day), sent_at__lt=start_of(day + dt.timedelta(days=1))).count()
    cache.set(key, sent, KEPT if day < timezone.now().date() else FRESH)
    return sent


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a UTC day begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
