"""The offer to keep an account that is leaving: made to whoever has just shown, by signing in, that it is theirs."""

from __future__ import annotations

import time

from django.http import HttpRequest

from accounts.models import Leaving, User

OFFER = "keeps"
HOLDS_FOR = 15 * 60  # seconds


def offer_to_keep(request: HttpRequest, user: User) -> None:
    """Note in the session of nobody yet whose account it may keep."""
    request.session.cycle_key()
    request.session[OFFER] = {"user": user.pk, "at": time.time()}


def offered(request: HttpRequest) -> Leaving | None:
    """The account that this browser may keep now, if it is still leaving."""
    offer = request.session.get(OFFER)
    if not isinstance(offer, dict) or time.time() - offer["at"] > HOLDS_FOR:
        return None
    return Leaving.objects.filter(user=offer["user"], user__erased_at=None).select_related("user").first()


def withdraw(request: HttpRequest) -> None:
    request.session.pop(OFFER, None)
