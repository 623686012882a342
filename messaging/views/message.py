"""One message and what can be done with it, as a page of its own: for those whose browser runs no scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from messaging import log
from messaging.text import addresses
from messaging.views.guard import MailboxRequest, messenger, peer_called
from messaging.views.state import delete_message


@require_safe
@messenger
def link(request: MailboxRequest, name: str, seq: int, number: int) -> HttpResponse:
    """Where a link of somebody new leads, before it is followed. The address is that of a message which the reader can
    see, and of no request, so that nobody is sent anywhere by an address of this site."""
    peer = peer_called(name)
    shown = log.one(request.user, peer, seq)
    found = addresses(shown.text) if shown else []
    if shown is None or number >= len(found):
        raise Http404
    context = {"peer": peer, "message": shown, "address": found[number], "host": urlsplit(found[number]).hostname}
    return render(request, "messaging/link.html", context)


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
