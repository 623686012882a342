"""Reporting: a complaint, its case and its sealed evidence, and with it a block if the reporter wishes."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.mailboxes import advance, lock_users
from accounts.models import Mailbox, User
from messaging import live
from messaging.models import Case, Deed, Report, Thing
from messaging.moderation import audit, evidence, subjects
from messaging.moderation.subjects import Subject
from social.actions import block

REPORTS = 20
REPORTS_WITHIN = dt.timedelta(hours=1)


class TooManyReports(Exception):
    """More reports than an hour allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def report(*, reporter: User, subject: Subject, reason: str, note: str = "", blocks: bool = False) -> Report:
    """Complain about `subject`; who has done so already, with the case still open, gets her first report.

    With `blocks` its owner is put on her blacklist in the same transaction. Raises ObjectDoesNotExist for what she
    can't see any more, OwnThing for her own, and TooManyReports.
    """
    with transaction.atomic():
        lock_users(reporter.pk, *([subject.about.pk] if subject.about else []))
        subjects.find(reporter, subject.thing, subject.thing_id, subject.seq)
        case = _case_of(subject)
        earlier = Report.objects.filter(case=case, reporter=reporter).first()
        made = earlier or _make(case, reporter, subject, reason, note)
        if blocks and subject.about:
            block(blocker_id=reporter.pk, blocked_id=subject.about.pk)
    return made


def tell_outcome(case_id: int) -> int:
    """Tell those who reported in a closed case that it is closed, each once and in a transaction of her own; it is
    done already, and what a crash leaves untold `purge_deleted` tells. Answers how many were told."""
    waiting = Report.objects.filter(case=case_id, told_at=None).exclude(case__state__in=["open", "merged"])
    told = 0
    for reporter_id in sorted(set(waiting.values_list("reporter", flat=True))):
        with transaction.atomic():
            lock_users(reporter_id)
            if not waiting.filter(reporter=reporter_id).update(told_at=timezone.now()):
                continue
            Mailbox.objects.filter(pk=reporter_id).update(unseen_acts=F("unseen_acts") + 1)
            _announce(reporter_id)
            audit.note(Deed.TOLD, case=Case.objects.get(pk=case_id), about_id=reporter_id)
            told += 1
    return told


def _announce(reporter_id: int) -> None:
    stamp = advance(reporter_id)[reporter_id]
    transaction.on_commit(lambda: live.acts_changed(reporter_id, stamp), robust=True)


def _case_of(subject: Subject) -> Case:
    """The open case about it; two who report a sticker pack at once hold no lock in common, and meet in the index."""
    named = {"thing": subject.thing, "thing_id": subject.thing_id, "seq": subject.seq}
    return Case.objects.get_or_create(**named, state=Case.State.OPEN, defaults={"about": subject.about})[0]


def _make(case: Case, reporter: User, subject: Subject, reason: str, note: str) -> Report:
    _check_room(reporter)
    made = Report.objects.create(case=case, reporter=reporter, reason=Report.Reason(reason), note=note)
    evidence.seal(made, subject)
    audit.note(Deed.REPORTED, actor=reporter, case=case, details=f"{Thing(subject.thing).value}, {reason}")
    return made


def _check_room(reporter: User) -> None:
    """Hold the reporter, under her lock, to so many reports in an hour."""
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    since = timezone.now() - REPORTS_WITHIN
    recent = Report.objects.filter(reporter=reporter, created_at__gt=since).order_by("-created_at")
    moments = list(recent.values_list("created_at", flat=True)[:REPORTS])
    if len(moments) == REPORTS:
        raise TooManyReports(math.ceil((moments[-1] - since).total_seconds()))
