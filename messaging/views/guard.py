"""What every page of the messages asks first."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.age import MESSAGING_AGE, birthday
from accounts.http import SignedInRequest, signed_in, wants_json
from accounts.known import account_called
from accounts.models import Mailbox, User
from messaging.composer import composer_for
from messaging.permissions import midnight
from messaging.refusals import Refusal
from social import works
from social.people import with_relation

P = ParamSpec("P")

# The most people that a page may ask about in one go.
PEOPLE = 100


class MailboxRequest(SignedInRequest):
    """A request of somebody old enough; `mailbox` was read before anything else, as the cursor of what follows."""

    mailbox: Mailbox


def messenger(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Lets in whoever is signed in and 16 or older; others are told when messages open for them."""

    @wraps(view)
    def guarded(request: MailboxRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if user.age < MESSAGING_AGE:
            opens = midnight(birthday(user.birthdate, MESSAGING_AGE))
            name = kwargs.get("name") or request.GET.get("with", "")
            return refused(request, Refusal("under_age", name=user.name_shown, until=opens), str(name))
        # A script that writes is answered with frames, which have their own.
        if request.method in {"GET", "HEAD"} or not request.headers.get("HX-Request"):
            request.mailbox = user.mailbox = Mailbox.objects.get(pk=user.pk)
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def refused(request: SignedInRequest, refusal: Refusal, name: str) -> HttpResponse:
    """Why all of this is closed to the user, as a page or as a program's answer.

    A page that was opened before is told what it shows of `name` now; catching up is all that it may still do.
    """
    if wants_json(request):
        return JsonResponse({"refusal": refusal.code, "text": refusal.sentence}, status=403)
    if request.headers.get("HX-Target"):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    if not request.headers.get("HX-Request"):
        return render(request, "messaging/closed.html", {"refusal": refusal}, status=403)
    person = with_relation(User.objects.all(), request.user).filter(username=name).first()
    composer = composer_for(request.user, person) if person else None
    catches_up = request.resolver_match is not None and request.resolver_match.url_name == "sync"
    context = {"refusal": refusal, "person": person, "composer": composer, "catches_up": catches_up}
    if catches_up and "video-works" in request.GET.getlist("shows"):
        context |= works.told_to(request.user)
    return render(request, "messaging/live/closed.html", context, status=200 if catches_up else 403)


def peer_called(name: str) -> User:
    """The account called `name`. Raises Http404 for an unknown one."""
    if peer := account_called(name):
        return peer
    raise Http404


def said(request: HttpRequest) -> QueryDict | dict[str, Any]:
    """What a PUT or POST carries, as a form or as JSON; anything unreadable is nothing."""
    if request.content_type == "application/json":
        try:
            body = json.loads(request.body)
            # Half a character is text to JSON and to nobody else.
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}
    return request.POST or QueryDict(request.body)


def cursor(request: HttpRequest, name: str = "before") -> int | None:
    """The seq or order that the address has under `name`: where the page asked for goes on from. None without one."""
    return whole_number(request.GET.get(name, ""))


def whole_number(value: str) -> int | None:
    """`value` as a number that a database can compare with, or None for anything else."""
    return int(value[:18]) if value.isdecimal() else None
