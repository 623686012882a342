"""The rule explained: who can write to me, and why I can't write to somebody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from messaging import people
from messaging.composer import composer_for
from messaging.incoming import incoming
from messaging.views.guard import MailboxRequest, messenger, peer_called
from social.people import visible_to


@require_safe
@messenger
def who(request: MailboxRequest) -> HttpResponse:
    words, name = request.GET.get("q", "").strip(), request.GET.get("name", "")
    results = people.found(request.user, words) if words else []
    picked = get_object_or_404(visible_to(request.user), username=name) if name else None
    answer = incoming(request.user, picked) if picked else None
    return render(request, "messaging/who.html", {"q": words, "results": results, "answer": answer})


@require_safe
@messenger
def why(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    composer = composer_for(request.user, peer)
    site = {"teen_protection": settings.PAPERPLANE_TEEN_PROTECTION}
    context = {"peer": peer, "refusal": composer.refusal, "composer": composer}
    return render(request, "messaging/why.html", context | site)
