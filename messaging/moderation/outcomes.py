"""What became of somebody's reports, in her own words and not the moderators'."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from messaging.models import Report

PAGE = 30
LATEST = 5  # on the page of activity


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of reports, newest first, and where there are more the id to go on from."""

    reports: list[Report]
    next_cursor: int | None = None


def page(user: User, before: int | None = None) -> ReportPage:
    """A page of all that `user` has reported; one query."""
    rows = _of(user).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return ReportPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def latest(user: User) -> list[Report]:
    """The last few of which she was told the outcome, the latest first; one query."""
    return list(_of(user).exclude(told_at=None).order_by("-told_at", "-pk")[:LATEST])


def _of(user: User) -> QuerySet[Report]:
    return Report.objects.filter(reporter=user).select_related("case", "case__about")
