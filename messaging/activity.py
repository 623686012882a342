"""What happened to a user while she was away: who follows her now."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from social import people
from social.models import Follow

PAGE = 30


@dataclass(frozen=True, slots=True)
class ActivityPage:
    followers: list[Follow]
    next_cursor: int | None


def new_followers(user: User, before: int | None = None) -> ActivityPage:
    """A page of `user`'s followers, the newest first; each row's `follower` tells how the two stand to each other."""
    rows = Follow.objects.filter(followed=user, follower__in=people.visible_to(user)).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    follows = list(rows[: PAGE + 1])
    told = people.with_relation(User.objects.all(), user).in_bulk([row.follower_id for row in follows])
    for row in follows:
        row.follower = told[row.follower_id]
    next_cursor = follows[PAGE - 1].pk if len(follows) > PAGE else None
    return ActivityPage(follows[:PAGE], next_cursor)
