"""Bringing a tab up to date, whatever it has missed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from messaging import activity, catchup, chats, metrics
from messaging.composer import composer_for
from messaging.forms import CursorForm
from messaging.moderation import outcomes
from messaging.presence import active_until
from messaging.seen import last_seen
from messaging.views.guard import PEOPLE, MailboxRequest, messenger
from social import works
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
    metrics.SYNCS.labels("chat" if peer else "other").inc()
    context |= shown(request)
    if names := request.GET.getlist("person")[:PEOPLE]:
        people = User.objects.filter(is_active=True, username__in=names)
        context["people"] = with_relation(people, request.user)
    if peer:
        context |= about(request.user, peer, form.cleaned_data["revision"] or 0)
    return render(request, "messaging/live/sync.html", context)


def shown(request: SignedInRequest) -> dict[str, Any]:
    """The lists that the page names under `shows`, as they stand now; their cursor was read before."""
    names = request.GET.getlist("shows")
    context: dict[str, Any] = works.told_to(request.user) if "video-works" in names else {}
    if "acts" in names:
        context |= {"acts": activity.acts(request.user), "outcomes": outcomes.latest(request.user)}
    return context


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
