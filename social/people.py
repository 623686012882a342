"""Who a user may find, and how each of them stands to her."""

from __future__ import annotations

import unicodedata
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Mailbox, User
from social.models import Block, Follow


def visible_to(user: User) -> QuerySet[User]:
    """The active accounts `user` may meet in lists and searches: not herself, and nobody on either side of a block."""
    blocked = Block.objects.filter(blocker=user).values("blocked")
    blocking = Block.objects.filter(blocked=user).values("blocker")
    return User.objects.filter(is_active=True).exclude(pk=user.pk).exclude(pk__in=blocked).exclude(pk__in=blocking)


def with_relation(people: QuerySet[User], user: User) -> QuerySet[Any]:
    """`people`, each told how they stand to `user`: `i_follow`, `follows_me`, `i_block`, `blocks_me`, and the version
    of that, which grows with every change (`follow_version`)."""
    own_facts = Subquery(Mailbox.objects.filter(pk=user.pk).values("facts"))
    return people.annotate(
        i_follow=Exists(Follow.objects.filter(follower=user, followed=OuterRef("pk"))),
        follows_me=Exists(Follow.objects.filter(follower=OuterRef("pk"), followed=user)),
        i_block=Exists(Block.objects.filter(blocker=user, blocked=OuterRef("pk"))),
        blocks_me=Exists(Block.objects.filter(blocker=OuterRef("pk"), blocked=user)),
        follow_version=F("mailbox__facts") + own_facts,
    )


def found(user: User, words: str, after: str, limit: int) -> list[Any]:
    """At most `limit` of those whom `user` may find under `words`, by name; `after` goes on from a name."""
    people = matching(visible_to(user), words).filter(username__gt=after)
    return list(with_relation(people, user).order_by("username")[:limit])


def matching(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Those of `people` whose name begins with, or whose display name contains, `words`, in whatever case."""
    words = unicodedata.normalize("NFKC", words).strip().removeprefix("@")
    # SQLite knows the two cases of a-z alone.
    spellings = {words} if words.isascii() else {words, words.lower(), words.title(), words.upper()}
    shown = (Q(display_name__icontains=spelling) for spelling in spellings)
    return people.filter(reduce(or_, shown, Q(username__startswith=words.lower())))
