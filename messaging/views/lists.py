"""The lists: chats, requests, whom to write to, and what happened lately."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import back_to, wants_json
from accounts.models import User
from messaging import actions, activity, chats, live, people, presence
from messaging.moderation import outcomes
from messaging.views.guard import PEOPLE, MailboxRequest, cursor, messenger


@require_safe
@messenger
def inbox(request: MailboxRequest) -> HttpResponse:
    """What is new; `acts` goes on in what others did, `before` among the followers."""
    page = activity.new_followers(request.user, cursor(request))
    done, more = activity.acts(request.user, cursor(request, "acts")), cursor(request, "acts") is not None
    context = {"followers": page.followers, "next_cursor": page.next_cursor, "acts": done, "is_later": more}
    return render(request, "messaging/inbox.html", context | {"outcomes": outcomes.latest(request.user)})


@require_http_methods(["PUT"])
@messenger
def seen(request: MailboxRequest) -> HttpResponse:
    """She has looked at what others did."""
    actions.mark_acts_seen(request.user.pk)
    if wants_json(request):
        return JsonResponse({"unseen": 0})
    if request.headers.get("HX-Request"):
        user = User.objects.select_related("mailbox").get(pk=request.user.pk)
        return HttpResponse(live.acts_frame(user))
    return back_to(request, reverse("inbox"))


@require_safe
@messenger
def chat_list(request: MailboxRequest) -> HttpResponse:
    requests_wait = chats.requests_waiting(request.user)
    context = {"listed": chats.page(request.user, before=cursor(request)), "requests_wait": requests_wait}
    return render(request, "messaging/chats.html", context)


@require_safe
@messenger
def active(request: MailboxRequest) -> HttpResponse:
    """Which of those called `person` are active now, as far as that is any business of the reader's."""
    return JsonResponse({"active": presence.active_among(request.user, request.GET.getlist("person")[:PEOPLE])})


@require_safe
@messenger
def request_list(request: MailboxRequest) -> HttpResponse:
    listed = chats.page(request.user, requests=True, before=cursor(request))
    return render(request, "messaging/requests.html", {"listed": listed})


@require_safe
@messenger
def new_chat(request: MailboxRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    results = people.found(request.user, words) if words else []
    subscriptions = [] if words else people.subscriptions(request.user)
    dialogues = [] if words else people.dialogues(request.user)
    people.with_refusals(request.user, results, subscriptions, dialogues)
    context: dict[str, Any] = {"q": words, "results": results, "subscriptions": subscriptions, "dialogues": dialogues}
    if request.headers.get("HX-Target") == "people":
        return render(request, "messaging/new_chat.html#people", context)
    context |= {"listed": chats.page(request.user), "requests_wait": chats.requests_waiting(request.user)}
    return render(request, "messaging/new_chat.html", context)
