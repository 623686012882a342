"""A user's chats as her list shows them; page, push and `/sync` all take them from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Case, CharField, Value, When

from accounts.models import User
from messaging.models import Message, Participant
from messaging.models.threads import ParticipantQuerySet
from messaging.permissions import Facts

PAGE = 30


@dataclass(frozen=True, slots=True)
class ChatPage:
    """One page of a list: its rows and, where there are more, the order to go on from."""

    chats: list[Participant]
    next_cursor: int | None = None


def rows(user: User, sides: ParticipantQuerySet) -> list[Participant]:
    """`sides`, all of them `user`'s own, each with its `peer`, its `last` message and the `list it is `listed_in`.

    Two queries, however many sides.
    """
    container = Case(
        When(ParticipantQuerySet.is_request(), then=Value("requests")), default=Value("chats"), output_field=CharField()
    )
    chats = list(sides.select_related("peer").annotate(listed_in=container))
    keys = [(chat.thread_id, chat.preview_seq) for chat in chats if chat.preview_seq is not None]
    newest = {m.thread_id: m for m in Message.objects.for_user(user).filter(pk__in=keys)} if keys else {}
    for chat in chats:
        chat.last = newest.get(chat.thread_id)
        if chat.last:
            chat.last.mine = chat.last.sender_id == user.pk
    return chats


def moved(side: Any, peer: User, last: Message, facts: Facts) -> Participant:
    """`side`, which a message has just moved up, as `rows` would have it; `facts` are those it was sent upon."""
    side.peer, side.last = peer, last
    followed = facts.sender_follows if side.user_id == facts.sender.id else facts.recipient_follows
    side.listed_in = "chats" if side.has_written or followed else "requests"
    return cast(Participant, side)


def page(user: User, *, requests: bool = False, before: int | None = None) -> ChatPage:
    """A page of the chats, or of the requests, newest first: pinned ones lead the first page, `before` goes on from an
    order."""
    sides = Participant.objects.for_user(user).listed()
    sides = sides.requests() if requests else sides.accepted()
    unpinned = sides.filter(pinned_at__isnull=True)
    if before is not None:
        unpinned = unpinned.filter(order__lt=before)
    chats = rows(user, unpinned.order_by("-order")[: PAGE + 1])
    next_cursor = chats[PAGE - 1].order if len(chats) > PAGE else None
    return ChatPage((pinned(user, sides) if before is None else []) + chats[:PAGE], next_cursor)


def pinned(user: User, sides: ParticipantQuerySet) -> list[Participant]:
    """Those of `sides` that `user` has pinned, newest first.

    Asked for in the order of the index that holds these alone, and put in theirs afterwards: a database that counts on
    two chats a person, as most have, would rather go through a hundred thousand in the right order.
    """
    found = rows(user, sides.filter(pinned_at__isnull=False).order_by("pinned_at"))
    return sorted(found, key=lambda chat: chat.order, reverse=True)


def with_peer(user: User, peer: User) -> Participant | None:
    """`user`'s side of her chat with `peer`, thread and all, or None when they never wrote."""
    return Participant.objects.for_user(user).filter(peer=peer).select_related("thread").first()


def is_request(side: Participant | None, facts: Facts) -> bool:
    """Whether `side` holds what somebody wrote whom its owner has neither answered nor followed nor blocked."""
    if side is None or side.preview_seq is None or side.has_written:
        return False
    return not (facts.sender_follows or facts.sender_blocks)


def changed_since(user: User, stamp: int, limit: int) -> list[Participant]:
    """At most `limit` chats in which `user` can see a change after `stamp`, the latest first."""
    changed = Participant.objects.for_user(user).filter(stamp__gt=stamp).order_by("-stamp")
    return rows(user, changed[:limit])


def requests_waiting(user: User) -> bool:
    """Whether somebody waits among the requests."""
    return Participant.objects.for_user(user).listed().requests().exists()
