"""What can be sent besides words: the picker's tabs, each also a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render

from messaging.views.guard import MailboxRequest, peer_called


def show_tab(request: MailboxRequest, tab: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The tab called `tab`: all of it for the picker, what a search has found, or a page.

    With `?with=NAME`, what is picked there goes to NAME by a plain form.
    """
    name = request.GET.get("with", "").lower()
    peer = peer_called(name) if name else None
    is_fragment = bool(request.headers.get("HX-Request"))
    context |= {"tab": tab, "peer": peer, "picks": is_fragment or peer, "q": request.GET.get("q", "").strip()}
    if request.headers.get("HX-Target") == f"{tab}-found":
        return render(request, f"messaging/picker/{tab}.html#found", context, status=status)
    if is_fragment:
        return render(request, f"messaging/picker/{tab}.html", context, status=status)
    return render(request, "messaging/picker/page.html", context | {"client_id": uuid4()}, status=status)
