"""The conversation of two people."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from messaging import chats, log
from messaging.composer import composer_for
from messaging.models import Participant
from messaging.views.guard import MailboxRequest, cursor, messenger, peer_called
from messaging.views.pane import Conversation, show, show_opening
from messaging.views.sending import send
from messaging.views.state import delete_chat

# What scripts ask for while the chat stands, and the frame that answers.
FRAMES = {
    "before": "messaging/live/older.html",
    "after": "messaging/live/newer.html",
    "newest": "messaging/live/newest.html",
}
PAGES = {"before": log.older, "after": log.newer, "around": log.around}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a chat an address asks for: `how` it is counted, and from which seq."""

    how: str
    seq: int

    def of(self, user: User, peer: User, side: Participant) -> log.Page:
        if self.how == "newest":
            return log.newest(user, peer, side)
        return PAGES[self.how](user, peer, side, self.seq)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@messenger
def chat(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    if request.method == "POST":
        return send(request, peer)
    if request.method == "DELETE":
        return delete_chat(request, peer)
    composer = composer_for(request.user, peer).replying_to(log.one(request.user, peer, cursor(request, "reply")))
    asked = page_asked(request)
    side = chats.with_peer(request.user, peer) if asked else None
    if asked is None or side is None:
        return show_opening(request, peer, composer)
    how, page = asked.how, asked.of(request.user, peer, side)
    if request.headers.get("HX-Request") and how in FRAMES and not request.headers.get("HX-Target"):
        return render(request, FRAMES[how], {"peer": peer, "side": side, "page": page})
    return show(request, Conversation(peer, side, page, composer, log.first_unread(request.user, side)))


def page_asked(request: MailboxRequest) -> Asked | None:
    """The page that the address names; None for the end of the chat."""
    named = ((how, cursor(request, how)) for how in (*PAGES, "newest"))
    return next((Asked(how, seq) for how, seq in named if seq is not None), None)
