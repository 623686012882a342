"""What can be done with a chat as a whole, as a page of its own, and the chat as a text to keep."""

from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging import chats
from messaging.composer import composer_for
from messaging.transcript import transcript_of
from messaging.views.guard import MailboxRequest, messenger, peer_called


@require_safe
@messenger
def options(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    facts = composer_for(request.user, peer).facts
    context = {"peer": peer, "side": chats.with_peer(request.user, peer), "is_blocked": facts.sender_blocks}
    return render(request, "messaging/options.html", context)


@require_safe
@messenger
def transcript(request: MailboxRequest, name: str) -> StreamingHttpResponse:
    peer = peer_called(name)
    side = chats.with_peer(request.user, peer)
    if side is None:
        raise Http404
    lines = transcript_of(request.user, peer, side)
    response = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="paperplane-{peer.username}.txt"'
    return response
