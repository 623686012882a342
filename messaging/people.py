"""Whom a user may want to write to."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from messaging import permissions
from messaging.models import Participant
from social.models import Follow
from social.people import matching, visible_to

PAGE = 50
AT_HAND = 12


def subscriptions(user: User) -> list[User]:
    """Those `user` follows, the latest first."""
    rows = Follow.objects.filter(follower=user).select_related("followed").order_by("-id")
    return [row.followed for row in rows[:PAGE]]


def dialogues(user: User) -> list[User]:
    """Those `user` has a chat with and does not follow, the latest first."""
    followed = Follow.objects.filter(follower=user).values("followed")
    sides = Participant.objects.for_user(user).accepted().filter(peer__erased_at=None).exclude(peer__in=followed)
    return [side.peer for side in sides.select_related("peer").order_by("-order")[:PAGE]]


def found(user: User, words: str) -> list[User]:
    """The accounts whose name answers to `words`, those that begin with it first."""
    return list(matching(visible_to(user), words).order_by("username")[:PAGE])


def at_hand(user: User) -> list[User]:
    """Those `user` may write to and most likely will: of her latest chats, then of her subscriptions; three queries."""
    sides = Participant.objects.for_user(user).accepted().select_related("peer").order_by("-order")[:AT_HAND]
    people = {one.pk: one for one in [*(side.peer for side in sides), *subscriptions(user)]}
    answers = permissions.ask_many(user.pk, list(people))
    return [one for pk, one in people.items() if answers[pk] is None][:AT_HAND]


def with_refusals(user: User, *lists: list[User]) -> None:
    """Tell each person of `lists`, as `refusal`, why `user` may not write to her; one query for all."""
    everybody: list[Any] = [person for row in lists for person in row]
    answers = permissions.ask_many(user.pk, [person.pk for person in everybody])
    for person in everybody:
        person.refusal = answers[person.pk]
