"""Bringing a tab up to date, whatever it has missed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from messaging import catchup, chats
from messaging.composer import composer_for
from messaging.forms import CursorForm
from messaging.presence import active_until
from messaging.seen import last_seen
from messaging.views.guard import MailboxRequest, messenger
from social.people import with_relation


@require_safe
@messenger
def sync(request: MailboxRequest) -> HttpResponse:
    form = CursorForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": "invalid", "text": _("Say where the page stands.")}, status=422)
    name = request.GET.get("with", "")
    peer = User.objects.filter(username=name).first() if name else None
    context: dict[str, Any] = {"changes": catchup.chats_since(request.user, form.cleaned_data["stamp"])}
    context["requests_wait"] = lambda: chats.requests_waiting(request.user)
    if peer:
        context |= about(request.user, peer, form.cleaned_data["revision"] or 0)
    return render(request, "messaging/live/sync.html", context)


def about(user: User, peer: User, revision: int) -> dict[str, Any]:
    """What has changed in the chat with `peer`, what stands below it, and how the two stand to each other."""
    side = chats.with_peer(user, peer)
    thread = catchup.thread_since(user, peer, side, revision)
    composer = composer_for(user, peer)
    person = with_relation(User.objects.all(), user).get(pk=peer.pk)
    told = {
        "seen": last_seen(user, peer),
        "active_until": active_until(user, peer, composer.facts),
        "is_request": chats.is_request(side, composer.facts),
    }
    return {"peer": peer, "side": side, "thread": thread, "composer": composer, "person": person, **told}
