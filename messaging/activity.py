"""What happened to a user while she was away: who follows her now, who likes what is hers, what was passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from messaging.models import Act, Message, Verb
from social import people
from social.feed import told
from social.models import Follow, Video

PAGE = 30
ACTS = 60
NAMED = 2


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


@dataclass(slots=True)
class Group:
    """All that was done, on one page, with one message or one video in one way; the latest who did it come first."""

    latest: Act
    actors: list[User] = field(default_factory=list)
    film: Any = None
    message: Message | None = None
    total: int = 0

    @property
    def is_share(self) -> bool:
        """To whom a video goes is told nobody, and so not who sent it either: it is counted."""
        return self.latest.verb == Verb.SHARE

    @property
    def named(self) -> list[User]:
        return self.actors[:NAMED]

    @property
    def others(self) -> int:
        """How many more there are than those who are named."""
        return max(self.count - NAMED, 0)

    @property
    def count(self) -> int:
        """How many did it, on this page or before."""
        return max(len(self.actors), self.total)


@dataclass(frozen=True, slots=True)
class ActPage:
    groups: list[Group]
    next_cursor: int | None = None


def acts(user: User, before: int | None = None) -> ActPage:
    """A page of what others did with `user`'s messages and videos, grouped, the latest first; four queries. What was
    done with one video in one way stands on one page only, with all who did it counted."""
    rows = Act.objects.for_user(user).select_related("actor").order_by("-id")
    if before is not None:
        earlier = Act.objects.filter(owner=user, verb=OuterRef("verb"), video=OuterRef("video"), pk__gte=before)
        rows = rows.filter(~Exists(earlier), pk__lt=before)
    found = list(rows[: ACTS + 1])
    groups: dict[tuple[object, ...], Group] = {}
    for act in found[:ACTS]:
        key = (act.verb, act.video_id, act.thread_id, act.seq)
        groups.setdefault(key, Group(act)).actors.append(act.actor)
    _with_things(user, list(groups.values()))
    return ActPage(list(groups.values()), found[ACTS - 1].pk if len(found) > ACTS else None)


def _with_things(user: User, groups: list[Group]) -> None:
    """Tell each group the video or the message it is about."""
    ids = {group.latest.video_id for group in groups if group.latest.video_id}
    films = told(Video.objects.visible_to(user), user).in_bulk(ids)
    shares = Act.objects.filter(owner=user, verb=Verb.SHARE, video__in=ids).order_by().values("video")
    shared = dict(shares.annotate(count=Count("pk")).values_list("video", "count")) if ids else {}
    keys = [(group.latest.thread_id, group.latest.seq) for group in groups if group.latest.thread_id]
    found = Message.objects.for_user(user).filter(pk__in=keys)
    messages = {(message.thread_id, message.seq): message for message in found} if keys else {}
    for group in groups:
        act = group.latest
        group.film = films.get(act.video_id) if act.video_id else None
        if group.film:
            hearts = group.film.likes_count - group.film.liked  # one's own is told nobody
            group.total = shared.get(group.film.pk, 0) if group.is_share else hearts
        group.message = messages.get((act.thread_id, act.seq)) if act.thread_id and act.seq else None
