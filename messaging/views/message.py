"""One message and what can be done with it, as a page of its own: for those whose browser runs no scripts."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from messaging import log
from messaging.views.guard import MailboxRequest, messenger, peer_called
from messaging.views.state import delete_message


@require_http_methods(["GET", "HEAD", "DELETE"])
@messenger
def message(request: MailboxRequest, name: str, seq: int) -> HttpResponse:
    peer = peer_called(name)
    if request.method == "DELETE":
        return delete_message(request, peer, seq)
    shown = log.one(request.user, peer, seq)
    if shown is None:
        raise Http404
    return render(request, "messaging/message.html", {"peer": peer, "message": shown})
