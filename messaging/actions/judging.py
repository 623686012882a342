"""What moderators do with a case. Each goes through the same actions as the site, is noted in the audit log in the same
transaction, and happens once: the second of two tabs is told who was first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.mailboxes import lock_users
from accounts.models import User
from messaging.actions.reporting import tell_outcome
from messaging.actions.withdrawing import owner_of, withdraw
from messaging.models import Case, Deed, Exhibit, Report
from messaging.moderation import audit


class AlreadyClosed(Exception):
    """Somebody else, or another tab, was first; `case` tells who and when."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


class Stale(Exception):
    """What the form was about has changed since it was drawn."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done about a case: any of it, but not nothing. `until` and `reason` are those of a suspension."""

    removes: bool = False
    warning: str = ""
    until: dt.datetime | None = None
    reason: str = ""
    deactivates: bool = False


def dismiss(*, case_id: int, moderator: User) -> Case:
    """Close a case with nothing done. Raises Case.DoesNotExist, and AlreadyClosed."""
    with transaction.atomic():
        case = _locked(case_id, moderator)
        _close(case, moderator, Case.State.DISMISSED)
        audit.note(Deed.DISMISSED, actor=moderator, case=case)
    return case


def act(*, case_id: int, moderator: User, verdict: Verdict) -> Case:
    """Do what the verdict says, all of it or nothing, and close the case.

    Raises Case.DoesNotExist, AlreadyClosed, and ValueError for a verdict that says nothing.
    """
    if verdict == Verdict():
        raise ValueError("Nothing to do.")
    with transaction.atomic():
        case = _locked(case_id, moderator)
        _close(case, moderator, Case.State.ACTED)
        if verdict.removes:
            _remove(case, moderator)
        if case.about_id is not None:
            _act_on_account(case, case.about_id, moderator, verdict)
    return case


def correct_birthdate(*, case_id: int, moderator: User, was: dt.date, birthdate: dt.date) -> None:
    """Put the account's birthdate right; the case stays as it is. Raises Case.DoesNotExist for a case about nobody, and
    Stale where the birthdate is another than `was` by now."""
    with transaction.atomic():
        case = _locked(case_id, moderator)
        if case.about is None:
            raise Case.DoesNotExist
        if case.about.birthdate != was:
            raise Stale
        accounts.correct_birthdate(user_id=case.about.pk, birthdate=birthdate)
        audit.note(Deed.CORRECTED, actor=moderator, case=case, details=f"{was} > {birthdate}")


def merge(*, case_id: int, moderator: User, other_id: int) -> Case:
    """Take the reports of another open case about the same account into this one, evidence and all.

    Raises Case.DoesNotExist for what is no such case, and AlreadyClosed.
    """
    with transaction.atomic():
        case = _locked(case_id, moderator)
        if not case.is_open:
            raise AlreadyClosed(case)
        others = Case.objects.for_moderator(moderator).exclude(pk=case.pk).exclude(about=None)
        other = others.get(pk=other_id, about=case.about_id)
        _close(other, moderator, Case.State.MERGED, into=case)
        Report.objects.filter(case=other).update(case=case)
        audit.note(Deed.MERGED, actor=moderator, case=case, details=f"+ {other.pk}")
        audit.note(Deed.MERGED, actor=moderator, case=other, details=f"> {case.pk}")
    return case


def _locked(case_id: int, moderator: User) -> Case:
    """The case, with the account it is about locked and with it those whose things may be removed."""
    case = Case.objects.for_moderator(moderator).get(pk=case_id)
    owners = {owner_of(exhibit) for exhibit in _reported(case)}
    lock_users(moderator.pk, *(pk for pk in {case.about_id, *owners} if pk))
    return Case.objects.select_related("about", "closed_by").get(pk=case_id)


def _reported(case: Case) -> list[Exhibit]:
    return list(Exhibit.objects.filter(report__case=case, is_reported=True))


def _close(case: Case, moderator: User, state: Case.State, into: Case | None = None) -> None:
    """The row itself decides who was first, for a pack is under nobody's lock."""
    closed = {"state": state, "closed_at": timezone.now(), "closed_by": moderator, "merged_into": into}
    if not Case.objects.open().filter(pk=case.pk).update(**closed):
        raise AlreadyClosed(Case.objects.select_related("closed_by").get(pk=case.pk))
    for name, value in closed.items():
        setattr(case, name, value)
    transaction.on_commit(lambda: tell_outcome(case.pk), robust=True)


def _remove(case: Case, moderator: User) -> None:
    for thing in {(exhibit.kind, exhibit.thing_id): exhibit for exhibit in _reported(case)}.values():
        if withdraw(thing):
            audit.note(Deed.REMOVED, actor=moderator, case=case, details=f"{thing.kind} {thing.thing_id}")


def _act_on_account(case: Case, user_id: int, moderator: User, verdict: Verdict) -> None:
    if verdict.warning:
        accounts.warn(user_id=user_id, words=verdict.warning, by_id=moderator.pk)
        audit.note(Deed.WARNED, actor=moderator, case=case, details=verdict.warning)
    if verdict.until:
        accounts.suspend(user_id=user_id, until=verdict.until, reason=verdict.reason, by_id=moderator.pk)
        details = f"{verdict.until:%Y-%m-%d %H:%M} UTC: {verdict.reason}"
        audit.note(Deed.SUSPENDED, actor=moderator, case=case, details=details)
    if verdict.deactivates:
        accounts.set_active(user_id=user_id, active=False)
        audit.note(Deed.CLOSED_ACCOUNT, actor=moderator, case=case)
