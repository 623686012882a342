"""Stickers: what is offered, and what one keeps at hand."""

from __future__ import annotations

import time

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import back_to, wants_json
from messaging import actions
from messaging.models import Sticker
from messaging.stickers import shelf
from messaging.views.guard import MailboxRequest, messenger
from messaging.views.picker import show_tab


@require_safe
@messenger
def stickers(request: MailboxRequest) -> HttpResponse:
    return show_tab(request, "stickers", {"shelf": shelf(request.user, request.GET.get("q", ""))})


@require_http_methods(["PUT", "DELETE"])
@messenger
def favourite(request: MailboxRequest, pk: int) -> HttpResponse:
    sticker, wanted = get_object_or_404(Sticker.objects.offered(), pk=pk), request.method == "PUT"
    try:
        sticker.favourite = actions.set_favourite(user=request.user, sticker=sticker, wanted=wanted)
    except actions.Full as full:
        return too_many(request, full)
    if wants_json(request):
        return JsonResponse({"id": pk, "favourite": wanted})
    if request.headers.get("HX-Request"):
        context = {"sticker": sticker, "now": time.time_ns() // 1_000_000, "picks": True}
        return render(request, "messaging/live/favourite.html", context)
    return back_to(request, reverse("stickers"))


def too_many(request: MailboxRequest, full: actions.Full) -> HttpResponse:
    text = _("You keep %(limit)d favourites. Take one away first.") % {"limit": full.limit}
    if wants_json(request):
        return JsonResponse({"error": "full", "text": text}, status=422)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/rejected.html", {"error": text}, status=422)
    return show_tab(request, "stickers", {"shelf": shelf(request.user), "error": text}, status=422)
