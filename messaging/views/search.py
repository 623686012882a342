"""Looking for a chat or a message."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts import pace
from messaging import chats
from messaging.search import find_chats, find_messages
from messaging.views.guard import MailboxRequest, cursor, messenger

LENGTH = 60


@require_safe
@messenger
def search(request: MailboxRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LENGTH]
    context: dict[str, Any] = {"q": words}
    if words:
        pace.keep(pace.SEARCHES, request.user.pk)
        before = cursor(request)
        found_chats = find_chats(request.user, words) if before is None else []
        context |= {"found_chats": found_chats, "found": find_messages(request.user, words, before), "before": before}
    if request.headers.get("HX-Target") == "found":
        return replacing_address(request, words, render(request, "messaging/_found.html", context))
    context |= {"listed": chats.page(request.user), "requests_wait": chats.requests_waiting(request.user)}
    return render(request, "messaging/chats.html", context)


def replacing_address(request: MailboxRequest, words: str, response: HttpResponse) -> HttpResponse:
    """The browser's address follows what is typed, unless it is that of an open chat."""
    lists = {reverse("chats"), reverse("search")}
    if urlsplit(request.headers.get("HX-Current-URL", "")).path in lists:
        response["HX-Replace-Url"] = f"{reverse('search')}?{urlencode({'q': words})}" if words else reverse("chats")
    return response
