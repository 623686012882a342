"""What a user finds: chats by name, messages by their words, through the one door to what she may see."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from messaging import chats
from messaging.models import Message, Participant
from messaging.search.excerpts import Part, excerpt
from messaging.search.indexes import Place, places
from messaging.search.words import Term, terms
from social.people import matching

PAGE = 30
CHATS = 10
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, whom its chat is with, and what to show of it."""

    message: Message
    peer: User
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, newest first, and, where there are more, the entry to go on from."""

    hits: list[Hit]
    next_cursor: int | None = None


def find_chats(user: User, query: str) -> list[Participant]:
    """The chats with those whose name answers to `query`, as everywhere, the latest first; three queries."""
    sides = Participant.objects.for_user(user).listed()
    named = matching(User.objects.filter(pk__in=sides.values("peer")), query)
    return chats.rows(user, sides.filter(peer__in=named.values("pk")).order_by("-order")[:CHATS])


def find_messages(user: User, query: str, before: int | None = None) -> Found:
    """A page of the messages `user` can see that hold every word of `query`, the last of which may be unfinished;
    three queries. `before` goes on from an earlier page."""
    asked = terms(query)
    found = places(user.pk, asked, before or NEWEST, PAGE + 1) if asked else []
    hits = _visible(user, found[:PAGE], asked)
    return Found(hits, found[PAGE - 1].pk if len(found) > PAGE else None)


def _visible(user: User, found: list[Place], asked: list[Term]) -> list[Hit]:
    """Those that stand on the user's side; the index has nothing to say in this."""
    keys = [(place.thread_id, place.seq) for place in found]
    visible = {message.pk: message for message in Message.objects.for_user(user).filter(pk__in=keys)} if keys else {}
    sides = Participant.objects.for_user(user).filter(thread__in={thread_id for thread_id, _seq in visible})
    peers = {side.thread_id: side.peer for side in sides.select_related("peer")} if visible else {}
    messages = [visible[key] for key in keys if key in visible]
    for message in messages:
        message.mine = message.sender_id == user.pk
    return [Hit(message, peers[message.thread_id], excerpt(message.text, asked)) for message in messages]
