"""What a user does with a chat and its messages.

Each request names the state that is wanted, so that asking twice is no mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pace
from accounts.http import SeeOther, back_to, wants_json
from accounts.models import User
from messaging import actions, chats, live, presence
from messaging.forms import ReadForm
from messaging.models import Like, Message, Participant
from messaging.refusals import Refused
from messaging.views.guard import MailboxRequest, messenger, peer_called, said


@require_http_methods(["PUT"])
@messenger
def read(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    form = ReadForm(said(request))
    if not form.is_valid():
        return JsonResponse({"error": "invalid", "text": _("Say up to which message.")}, status=422)
    seq = form.cleaned_data["seq"]
    return changed(request, peer, lambda: actions.mark_read(user=request.user, peer_id=peer.pk, seq=seq))


@require_http_methods(["PUT", "DELETE"])
@messenger
def pin(request: MailboxRequest, name: str) -> HttpResponse:
    peer, wanted = peer_called(name), request.method == "PUT"
    return changed(request, peer, lambda: actions.set_pin(user=request.user, peer=peer, pinned=wanted))


@require_http_methods(["PUT", "DELETE"])
@messenger
def mute(request: MailboxRequest, name: str) -> HttpResponse:
    peer, wanted = peer_called(name), request.method == "PUT"
    return changed(request, peer, lambda: actions.set_mute(user=request.user, peer=peer, muted=wanted))


@require_http_methods(["PUT"])
@messenger
def unread(request: MailboxRequest, name: str) -> HttpResponse:
    peer = peer_called(name)
    return changed(request, peer, lambda: actions.mark_unread(user=request.user, peer=peer))


@require_http_methods(["PUT", "DELETE"])
@messenger
def like(request: MailboxRequest, name: str, seq: int) -> HttpResponse:
    peer, wanted = peer_called(name), request.method == "PUT"
    if wanted:
        pace.keep(pace.HEARTS, request.user.pk)
    return changed(request, peer, lambda: actions.set_like(user=request.user, peer=peer, seq=seq, liked=wanted), seq)


@require_POST
@messenger
def typing(request: MailboxRequest, name: str) -> HttpResponse:
    presence.tell_typing(request.user, peer_called(name))
    return HttpResponse(status=204)


def delete_message(request: MailboxRequest, peer: User, seq: int) -> HttpResponse:
    response = changed(request, peer, lambda: actions.delete_message(user=request.user, peer=peer, seq=seq), seq)
    # The page that a plain form came from may be the message's own, which is gone now.
    return SeeOther(reverse("chat", args=[peer.username])) if isinstance(response, SeeOther) else response


def delete_chat(request: MailboxRequest, peer: User) -> HttpResponse:
    response = changed(request, peer, lambda: actions.delete_chat(user=request.user, peer=peer))
    return SeeOther(reverse("chats")) if isinstance(response, SeeOther) else response


def changed(request: MailboxRequest, peer: User, act: Callable[[], Any], seq: int | None = None) -> HttpResponse:
    """Do it, and answer how the chat stands now. What is not there for the user is not found, whatever the reason."""
    try:
        act()
    except Refused as refused:
        return refused_change(request, refused)
    except ObjectDoesNotExist:
        raise Http404 from None
    side = chats.with_peer(request.user, peer)
    if side is None:
        raise Http404
    if wants_json(request):
        return JsonResponse(state_of(request.user, side, seq))
    if request.headers.get("HX-Request"):
        return HttpResponse(live.answer_frame(request.user, peer, side, seq))
    return back_to(request, reverse("chat", args=[peer.username]))


def state_of(user: User, side: Participant, seq: int | None) -> dict[str, Any]:
    """How the chat, and message `seq` of it, stand for `user` now."""
    told: dict[str, Any] = {"seq": side.read_seq, "unread": side.unread}
    told |= {"pinned": side.pinned_at is not None, "muted": side.muted_at is not None}
    if seq is not None:
        visible = Message.objects.for_user(user).filter(thread=side.thread_id, seq=seq)
        liked = visible.exists() and Like.objects.filter(thread=side.thread_id, seq=seq, user=user).exists()
        told |= {"seq": seq, "deleted": not visible.exists(), "liked": liked}
    return told


def refused_change(request: MailboxRequest, refused: Refused) -> HttpResponse:
    refusal = refused.refusal
    if wants_json(request):
        return JsonResponse({"refusal": refusal.code, "text": refusal.sentence}, status=403)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/rejected.html", {"error": refusal.sentence}, status=403)
    return render(request, "messaging/closed.html", {"refusal": refusal}, status=403)
