"""Which videos somebody is shown, in what order: docs/videos.md says so in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from accounts.models import User
from social.models import Follow, Video, VideoLike

PAGE = 6
GRID = 24


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: among the videos of one's subscriptions, or among all others."""

    followed: bool
    pk: int

    def __str__(self) -> str:
        return f"{int(self.followed)}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `text` tells, or None if it tells none."""
        followed, _dash, pk = text.partition("-")
        if followed not in {"0", "1"} or not pk.isdecimal():
            return None
        return cls(followed == "1", int(pk[:18]))


@dataclass(frozen=True, slots=True)
class VideoPage:
    """A page of videos and, where there are more, where to go on from."""

    videos: list[Any]
    next_cursor: Cursor | int | None = None


def feed(user: User, after: Cursor | None = None, size: int = PAGE) -> VideoPage:
    """A page of what `user` may watch: first the videos of those she follows, then all others, each newest first.

    At most two queries.
    """
    followed = Exists(Follow.objects.filter(follower=user, followed=OuterRef("author")))
    videos = told(Video.objects.visible_to(user), user)
    found: list[Any] = []
    if after is None or after.followed:
        first = videos.filter(followed)
        found = list((first.filter(pk__lt=after.pk) if after else first).order_by("-pk")[: size + 1])
    if len(found) <= size:
        others = videos.exclude(followed)
        if after and not after.followed:
            others = others.filter(pk__lt=after.pk)
        found += others.order_by("-pk")[: size + 1 - len(found)]
    last = found[size - 1] if len(found) > size else None
    return VideoPage(found[:size], Cursor(last.i_follow, last.pk) if last else None)


def grid(reader: User | None, author: User, before: int | None = None) -> VideoPage:
    """A page of what `reader`, or somebody signed out, may watch of `author`'s, newest first; one query."""
    videos = Video.objects.visible_to(reader).filter(author=author)
    if before is not None:
        videos = videos.filter(pk__lt=before)
    found = list(videos.order_by("-pk")[: GRID + 1])
    return VideoPage(found[:GRID], found[GRID - 1].pk if len(found) > GRID else None)


def told(videos: QuerySet[Video], reader: User | None) -> QuerySet[Any]:
    """`videos` with their authors, whether one of its hearts is the reader's (`liked`), and whether she follows its
    author (`i_follow`)."""
    own = Value(False)
    return videos.select_related("author").annotate(
        liked=Exists(VideoLike.objects.filter(video=OuterRef("pk"), user=reader)) if reader else own,
        i_follow=Exists(Follow.objects.filter(follower=reader, followed=OuterRef("author"))) if reader else own,
    )
