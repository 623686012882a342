"""Whom a video can be sent to, and why some can't get it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import User
from messaging import people
from messaging.refusals import Refusal
from social.models import Block, Follow, Video
from social.models.videos import Audience

PICKED = 50


def offered(user: User, video: Video, words: str = "", picked: Iterable[str] = ()) -> list[Any]:
    """Those `user` may want to send `video` to: whom she has `picked`, then what `words` find, or without any her
    subscriptions and then her dialogues.

    Each is told, as `refusal`, why she can't get it, and as `is_picked` whether she was picked.
    """
    names = [name for name in picked if name][:PICKED]
    chosen = list(User.objects.filter(username__in=names).exclude(pk=user.pk).order_by("username")) if names else []
    others = people.found(user, words) if words else people.subscriptions(user) + people.dialogues(user)
    everybody: list[Any] = [*chosen, *(one for one in others if one.username not in names)]
    people.with_refusals(user, everybody)
    may_watch = audience_of(video, everybody)
    for one in everybody:
        one.is_picked = one.username in names
        if one.refusal is None and one.pk not in may_watch:
            one.refusal = Refusal("not_in_audience", name=one.name_shown)
    # Who can get it comes first; within each, the order stays.
    return sorted(everybody, key=lambda one: (not one.is_picked, one.refusal is not None))


def audience_of(video: Video, candidates: Iterable[User]) -> set[int]:
    """The ids of those of `candidates` who may watch `video`, which can be played; at most two queries.

    The same as asking `Video.objects.visible_to` for each, which a test compares.
    """
    ids = [one.pk for one in candidates]
    author = video.author_id
    if video.audience == Audience.ONLY_ME:
        return {author} & {*ids}
    blocks = Block.objects.filter(Q(blocker=author, blocked__in=ids) | Q(blocked=author, blocker__in=ids))
    apart = {pk for pair in blocks.values_list("blocker", "blocked") for pk in pair} - {author}
    friends = Follow.objects.filter(follower=author, followed__in=ids).values_list("followed", flat=True)
    meant = {*ids} if video.audience == Audience.EVERYONE else {*friends, author} & {*ids}
    return meant - apart
