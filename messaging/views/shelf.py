"""The shelf of a chat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging import chats
from messaging.shelf import shelf
from messaging.views.guard import MailboxRequest, cursor, messenger, peer_called


@require_safe
@messenger
def videos(request: MailboxRequest, name: str) -> HttpResponse:
    """The videos shared in the chat with NAME."""
    peer = peer_called(name)
    shown = shelf(request.user, chats.with_peer(request.user, peer), cursor(request))
    return render(request, "messaging/shelf.html", {"peer": peer, "shelf": shown})
