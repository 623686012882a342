"""What moderators may know of an account beside the case: numbers and earlier cases, and not one message."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Notice, Suspension, User
from messaging.models import Case, Report

EARLIER = 5


@dataclass(frozen=True, slots=True)
class History:
    """Of one account: cases about it, what it has reported itself, and what was done so far."""

    user: User
    cases: int
    acted: int
    made: int
    upheld: int
    warnings: int
    suspensions: int
    suspended_until: dt.datetime | None
    earlier: list[Case]


def history_of(user: User, moderator: User, case: Case) -> History:
    """Everything but `case` itself, and of the list what `moderator` may work on; five queries."""
    others = Case.objects.filter(about=user).exclude(pk=case.pk).exclude(state=Case.State.MERGED)
    about = others.aggregate(all=Count("pk"), acted=Count("pk", filter=Q(state=Case.State.ACTED)))
    own = Report.objects.filter(reporter=user).exclude(case=case)
    made = own.aggregate(all=Count("pk"), upheld=Count("pk", filter=Q(case__state=Case.State.ACTED)))
    suspensions = list(Suspension.objects.filter(user=user).order_by("-until"))
    now = timezone.now()
    holding = [one.until for one in suspensions if one.lifted_at is None and one.until > now]
    earlier = others.for_moderator(moderator).order_by("-opened_at")
    return History(
        user=user,
        cases=about["all"],
        acted=about["acted"],
        made=made["all"],
        upheld=made["upheld"],
        warnings=Notice.objects.filter(user=user).count(),
        suspensions=len(suspensions),
        suspended_until=max(holding, default=None),
        earlier=list(earlier[:EARLIER]),
    )
