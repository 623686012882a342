"""The conversation of two people."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from messaging import chats, log
from messaging.composer import composer_for
from messaging.views.guard import MailboxRequest, cursor, messenger, peer_called
from messaging.views.pane import Conversation, show, show_newest
from messaging.views.sending import send
from messaging.views.state import delete_chat


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@messenger
def chat(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    if request.method == "POST":
        return send(request, peer)
    if request.method == "DELETE":
        return delete_chat(request, peer)
    before = cursor(request)
    side = chats.with_peer(request.user, peer) if before else None
    composer = composer_for(request.user, peer).replying_to(log.one(request.user, peer, cursor(request, "reply")))
    if before is None or side is None:
        return show_newest(request, peer, composer)
    page = log.older(request.user, peer, side, before)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/older.html", {"peer": peer, "page": page})
    return show(request, Conversation(peer, side, page, composer))
