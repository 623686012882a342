"""May S write to R? The one place that decides; everybody else asks here.

The rule, its order and its words are those of docs/rule.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.age import ADULT_AGE, MESSAGING_AGE, age_on, birthday, next_birthday_that_matters, today
from accounts.models import MessagePrivacy, Suspension, User
from accounts.prepared import Statement, select
from messaging.models import Participant
from messaging.refusals import Refusal
from social.models import Block, Follow


@dataclass(frozen=True, slots=True)
class Person:
    """What the rule knows of one of the two."""

    id: int
    name: str
    name_shown: str
    birthdate: dt.date
    is_active: bool
    message_privacy: str
    suspended_until: dt.datetime | None = None
    suspended_for: str = ""

    def is_ready(self, day: dt.date) -> bool:
        """Old enough, active and not suspended."""
        return self.is_active and self.suspended_until is None and age_on(self.birthdate, day) >= MESSAGING_AGE


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the answer rests on, as it stood in one query. `version` grows with each change of a stored fact."""

    sender: Person
    recipient: Person
    sender_follows: bool = False
    recipient_follows: bool = False
    sender_blocks: bool = False
    recipient_blocks: bool = False
    recipient_has_written: bool = False
    version: int = field(default=0, compare=False)


def refusal(facts: Facts, day: dt.date) -> Refusal | None:
    """Why the sender may not write to the recipient on `day`, or None when she may.

    The first reason that holds is the answer, so that nobody is sent to do something in vain.
    """
    sender, recipient = facts.sender, facts.recipient
    code, until = "", None
    if age_on(sender.birthdate, day) < MESSAGING_AGE:
        code, until = "under_age", midnight(birthday(sender.birthdate, MESSAGING_AGE))
    elif sender.suspended_until or not sender.is_active:
        code, until = "suspended", sender.suspended_until
    elif sender.id == recipient.id or not recipient.is_ready(day):
        code = "unavailable"
    elif facts.sender_blocks:
        code = "you_blocked"
    elif facts.recipient_blocks:
        code = "blocked_you"
    elif not facts.recipient_has_written:
        code = _first_word_refused(facts, day)
    if not code:
        return None
    return Refusal(code, name=recipient.name_shown, until=until, reason=sender.suspended_for)


def _first_word_refused(facts: Facts, day: dt.date) -> str:
    """The code that keeps the sender from starting to write, or an empty one."""
    recipient, setting = facts.recipient, facts.recipient.message_privacy
    if setting == MessagePrivacy.NOBODY:
        return "nobody"
    if not facts.recipient_follows:
        grown_up = age_on(facts.sender.birthdate, day) >= ADULT_AGE
        young = age_on(recipient.birthdate, day) < ADULT_AGE
        if grown_up and young and settings.PAPERPLANE_TEEN_PROTECTION:
            return "teen_protected"
        if setting == MessagePrivacy.FRIENDS:
            return "friends_only"
    return "" if facts.sender_follows else "not_following"


def next_change(facts: Facts, now: dt.datetime) -> dt.datetime | None:
    """The first moment after `now` at which time alone may change the answer: by a birthday or a suspension's end."""
    pair = (facts.sender, facts.recipient)
    birthdays = (next_birthday_that_matters(person.birthdate, now.date()) for person in pair)
    moments = [midnight(day) for day in birthdays if day] + [p.suspended_until for p in pair if p.suspended_until]
    return min(moments, default=None)


def ask(sender_id: int, recipient_id: int) -> Refusal | None:
    """Why `sender_id` may not write to `recipient_id` now, or None. Raises User.DoesNotExist for an unknown id."""
    return refusal(facts_between(sender_id, recipient_id), today())


def ask_many(sender_id: int, recipient_ids: Iterable[int]) -> dict[int, Refusal | None]:
    """The answer of `ask` for each of `recipient_ids`, in one query; unknown ids are left out."""
    day = today()
    return {facts.recipient.id: refusal(facts, day) for facts in _read_facts(sender_id, {*recipient_ids})}


def next_change_among(sender_id: int, recipient_ids: Iterable[int]) -> dt.datetime | None:
    """The first moment at which time alone may change one of the answers of `ask_many`; one query."""
    now = timezone.now()
    moments = [next_change(facts, now) for facts in _read_facts(sender_id, {*recipient_ids}, now)]
    return min((moment for moment in moments if moment), default=None)


def facts_between(sender_id: int, recipient_id: int, now: dt.datetime | None = None) -> Facts:
    """The facts of one pair at `now`. Raises User.DoesNotExist for an unknown id."""
    for facts in _read_facts(sender_id, {recipient_id}, now):
        return facts
    raise User.DoesNotExist(f"No user {recipient_id}.")


class _Row(NamedTuple):
    """One account as the query tells it, and how it stands to the sender."""

    id: int
    username: str
    display_name: str
    birthdate: dt.date
    is_active: bool
    message_privacy: str
    suspended_until: dt.datetime | None
    suspended_for: str | None
    followed: bool
    follows: bool
    is_blocked: bool
    blocks: bool
    has_written: bool
    facts: int


def _read_facts(sender_id: int, recipient_ids: set[int], now: dt.datetime | None = None) -> Iterator[Facts]:
    """Read the sender and all recipients in one query; each row tells how its account stands to the sender."""
    wanted = {*recipient_ids, sender_id}
    found = _facts_of(len(wanted))(sender_id, now or timezone.now(), *wanted)
    rows = {row.id: row for row in (_Row(*columns) for columns in found)}
    if sender_id not in rows:
        raise User.DoesNotExist(f"No user {sender_id}.")
    for recipient in (rows[pk] for pk in recipient_ids if pk in rows):
        yield _pair(rows[sender_id], recipient)


@lru_cache
def _facts_of(count: int) -> Statement:
    """The one query for so many accounts, given the sender, the moment and all of their ids."""
    return select(_facts, int, dt.datetime, *([int] * count))


def _facts(sender_id: int, now: dt.datetime, *user_ids: int) -> QuerySet[User, Any]:
    them = OuterRef("pk")
    suspensions = Suspension.objects.filter(user=them, lifted_at=None, until__gt=now)
    latest = suspensions.order_by("-until")
    annotated = User.objects.filter(pk__in=user_ids).annotate(
        suspended_until=Subquery(latest.values("until")[:1]),
        suspended_for=Subquery(latest.values("reason")[:1]),
        followed=Exists(Follow.objects.filter(follower=sender_id, followed=them)),
        follows=Exists(Follow.objects.filter(follower=them, followed=sender_id)),
        is_blocked=Exists(Block.objects.filter(blocker=sender_id, blocked=them)),
        blocks=Exists(Block.objects.filter(blocker=them, blocked=sender_id)),
        has_written=Exists(Participant.objects.filter(user=them, peer=sender_id, has_written=True)),
        facts=F("mailbox__facts"),
    )
    return annotated.values_list(*_Row._fields)


def _pair(sender: _Row, recipient: _Row) -> Facts:
    """Facts from two rows; what stands between the two is told by the recipient's."""
    return Facts(
        sender=_person(sender),
        recipient=_person(recipient),
        sender_follows=recipient.followed,
        recipient_follows=recipient.follows,
        sender_blocks=recipient.is_blocked,
        recipient_blocks=recipient.blocks,
        recipient_has_written=recipient.has_written,
        version=sender.facts + recipient.facts,
    )


def _person(row: _Row) -> Person:
    return Person(
        id=row.id,
        name=row.username,
        name_shown=row.display_name or row.username,
        birthdate=row.birthdate,
        is_active=row.is_active,
        message_privacy=row.message_privacy,
        suspended_until=row.suspended_until,
        suspended_for=row.suspended_for or "",
    )


def midnight(day: dt.date) -> dt.datetime:
    """The moment, in UTC, at which `day` begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
