"""`manage.py moderation_report`: what the moderators' work came to in a period."""

from __future__ import annotations

import csv
import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from messaging.models import Deed, Report
from messaging.moderation import period
from messaging.upkeep.progress import progress_bars

DAYS = 30
WIDTH = 32


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-01-31.") from None


class Command(BaseCommand):
    help = (
        "Says what a period has brought: messages sent, reports by reason, cases opened and closed, how long they "
        "took, and what was done. Days are those of UTC; nothing of any message or person is in it. "
        "Exit status: 0 said, 2 wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=a_day, metavar="DAY", help=f"the first day ({DAYS} days up to the last)")
        parser.add_argument("--until", type=a_day, metavar="DAY", help="the last day (today)")
        parser.add_argument("--csv", action="store_true", help="a line for each day, for a spreadsheet")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        until: dt.date = options["until"] or today
        since: dt.date = options["since"] or until - dt.timedelta(days=DAYS - 1)
        if until > today:
            raise CommandError(f"{until} is not over yet: today is {today}.", returncode=2)
        if since > until:
            raise CommandError(f"{since} is after {until}.", returncode=2)
        days, count = [], (until - since).days + 1
        with progress_bars() as note:
            for done, day in enumerate(period.by_day(since, until), 1):
                days.append(day)
                note("days", done, count)
        if options["csv"]:
            self.write_csv(days)
            return
        total = sum((figures for _day, figures in days), period.Figures())
        self.stdout.write(f"From {since} to {until}, {count} days in UTC\n\n")
        for line in [*lines_of(total), *lines_of_pace(period.pace(since, until), until)]:
            self.stdout.write(line)

    def write_csv(self, days: list[tuple[dt.date, period.Figures]]) -> None:
        writer = csv.DictWriter(self.stdout, ["day", *period.Figures().row()], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"day": day, **figures.row()} for day, figures in days)


def lines_of(total: period.Figures) -> Iterator[str]:
    yield told("Messages sent", total.sends)
    yield told("Reports", total.reports.total())
    for reason in Report.Reason:
        if total.reports[reason]:
            yield told(f"  {reason.label}", total.reports[reason])
    yield told("Cases opened", total.opened)
    yield told("Cases closed", total.closed.total())
    for state in period.ENDS:
        if total.closed[state]:
            yield told(f"  {state.label}", total.closed[state])
    for deed in period.DEEDS:
        if total.deeds[deed]:
            yield told(sentence_case(deed), total.deeds[deed])


def lines_of_pace(pace: period.Pace, until: dt.date) -> Iterator[str]:
    if pace.median is not None and pace.longest is not None:
        yield told("Half were closed within", span(pace.median))
        yield told("The slowest took", span(pace.longest))
    yield told("Still open at the end", pace.waiting)
    if pace.oldest_at:
        yield told("  The oldest since", f"{pace.oldest_at:%Y-%m-%d}")


def told(what: str, figure: object) -> str:
    return f"{what:<{WIDTH}}{figure:>12}"


def sentence_case(deed: Deed) -> str:
    text = str(deed.label)
    return text[:1].upper() + text[1:]


def span(time: dt.timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = round(time.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
