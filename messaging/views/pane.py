"""The chat pane: the conversation of two people, with what stands below it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import User
from messaging import chats, log
from messaging.composer import Composer
from messaging.models import Participant
from messaging.presence import active_until
from messaging.seen import last_seen
from messaging.views.guard import MailboxRequest


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the chat pane shows. `side` is None where the two have never written; before the message with the seq
    `first_unread` the line "New" stands as the page is opened."""

    peer: User
    side: Participant | None
    page: log.Page
    composer: Composer
    first_unread: int | None = None

    def context(self) -> dict[str, Any]:
        """The same, as a template takes it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def show(request: MailboxRequest, conversation: Conversation, status: int = 200) -> HttpResponse:
    """The whole page, or the chat pane alone where only that is swapped."""
    context = conversation.context() | told_of(request.user, conversation)
    if request.headers.get("HX-Target") == "pane":
        return render(request, "messaging/chat.html#pane", context, status=status)
    context |= {
        "listed": chats.page(request.user),
        "requests_wait": chats.requests_waiting(request.user),
        "current": conversation.peer.username,
    }
    return render(request, "messaging/chat.html", context, status=status)


def told_of(user: User, conversation: Conversation) -> dict[str, Any]:
    """What the user may know of the other: what she has seen, whether she is active now and whether she waits for a
    first answer."""
    peer, facts = conversation.peer, conversation.composer.facts
    seen = last_seen(user, peer) if conversation.side else None
    return {
        "seen": seen,
        "active_until": active_until(user, peer, facts),
        "is_request": chats.is_request(conversation.side, facts),
    }


def show_opening(request: MailboxRequest, peer: User, composer: Composer) -> HttpResponse:
    """The chat with `peer` as it opens, with `composer` below it: where what is new begins, or at its end."""
    side = chats.with_peer(request.user, peer)
    unread_from = log.first_unread(request.user, side)
    page = log.opening(request.user, peer, side, unread_from)
    return show(request, Conversation(peer, side, page, composer, unread_from))


def show_newest(request: MailboxRequest, peer: User, composer: Composer, status: int) -> HttpResponse:
    """The end of the chat with `peer`, with `composer` below it."""
    side = chats.with_peer(request.user, peer)
    page = log.newest(request.user, peer, side)
    return show(request, Conversation(peer, side, page, composer, log.first_unread(request.user, side)), status)
