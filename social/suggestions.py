"""Whom a user may like to follow: first those whom the people she follows follow, then who is new here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from accounts.age import ADULT_AGE, latest_birthdate, today
from accounts.models import Suspension, User
from social.models import Follow
from social.people import visible_to, with_relation

PAGE = 30
# How many of one's latest subscriptions are asked: the cost must not grow with all that one follows.
ASKED = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: at an account that `shared` of one's subscriptions follow; 0 among those who are new."""

    shared: int
    pk: int

    def __str__(self) -> str:
        return f"{self.shared}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `text` tells, or None if it tells none."""
        shared, _dash, pk = text.partition("-")
        if not (shared.isdecimal() and pk.isdecimal()):
            return None
        return cls(int(shared[:9]), int(pk[:18]))


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of people, each with `shared` and, where that is not 0, `via`: the name of one who follows them."""

    people: list[Any]
    next_cursor: Cursor | None


def suggestions(user: User, after: Cursor | None = None, size: int = PAGE) -> Suggestions:
    """A page of people for `user` to follow, in a number of queries that does not depend on how many there are."""
    friends = Follow.objects.filter(follower=user, followed__is_active=True).order_by("-pk").values("followed")[:ASKED]
    follows = Follow.objects.filter(follower__in=friends)
    found: list[Cursor] = []
    if after is None or after.shared:
        found = known_to(follows.filter(followed__in=suitable(user)), after, size + 1)
    if len(found) <= size:
        new = suitable(user).exclude(pk__in=follows.values("followed"))
        if after and not after.shared:
            new = new.filter(pk__lt=after.pk)
        pks = new.order_by("-pk").values_list("pk", flat=True)[: size + 1 - len(found)]
        found += [Cursor(0, pk) for pk in pks]
    shown = found[:size]
    return Suggestions(told(user, shown, follows), shown[-1] if len(found) > size else None)


def suitable(user: User) -> QuerySet[User]:
    """Those who may be suggested to `user`: not followed yet, not suspended, no minor to an adult they don't follow."""
    people = visible_to(user).exclude(pk__in=Follow.objects.filter(follower=user).values("followed"))
    people = people.exclude(pk__in=Suspension.objects.in_force(timezone.now()).values("user"))
    if user.age < ADULT_AGE:
        return people
    grown_up = Q(birthdate__lte=latest_birthdate(ADULT_AGE, today()))
    return people.filter(grown_up | Q(pk__in=Follow.objects.filter(followed=user).values("follower")))


def known_to(follows: QuerySet[Follow], after: Cursor | None, limit: int) -> list[Cursor]:
    """At most `limit` of the accounts that `follows` lead to, those that most of them lead to first."""
    counted = follows.values("followed").annotate(shared=Count("pk"))
    if after:
        counted = counted.filter(Q(shared__lt=after.shared) | Q(shared=after.shared, followed__lt=after.pk))
    return [Cursor(row["shared"], row["followed"]) for row in counted.order_by("-shared", "-followed")[:limit]]


def told(user: User, shown: list[Cursor], follows: QuerySet[Follow]) -> list[Any]:
    """The people of `shown`, in that order."""
    shown_name = Coalesce(NullIf("follower__display_name", Value("")), "follower__username")
    someone = follows.filter(followed=OuterRef("pk")).order_by("-pk").annotate(name=shown_name)
    rows = with_relation(User.objects.annotate(via=Subquery(someone.values("name")[:1])), user)
    people = rows.in_bulk([cursor.pk for cursor in shown])
    for cursor in shown:
        people[cursor.pk].shared = cursor.shared
    return [people[cursor.pk] for cursor in shown]
