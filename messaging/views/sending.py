"""Sending into a conversation, and the answer to each kind of client."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import pace
from accounts.http import SeeOther, wants_json
from accounts.models import User
from messaging import actions, live, log
from messaging.composer import composer_for
from messaging.forms import MessageForm
from messaging.models import Kind
from messaging.refusals import Refusal, Refused
from messaging.views.guard import MailboxRequest, whole_number
from messaging.views.pane import show_newest

REJECTIONS = (pace.TooFast, Refused, actions.TooMany, actions.UnknownReply, actions.NotOffered, actions.Conflict)
NOT_OFFERED = {
    Kind.STICKER: gettext_lazy("This sticker is no longer offered. Choose another one."),
    Kind.GIF: gettext_lazy("This GIF is no longer there. Choose another one."),
    Kind.VIDEO: gettext_lazy("This video is no longer there. Choose another one."),
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why nothing was stored: `code` for programs, `sentence` for people. A `refusal` is the rule's own answer."""

    status: int
    code: str
    sentence: str
    refusal: Refusal | None = None
    retry_after: int | None = None


def send(request: MailboxRequest, peer: User) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return rejected(request, peer, Rejection(422, "invalid", form.complaint))
    try:
        pace.keep(pace.SENDS, request.user.pk)
        sent = actions.send_message(sender_id=request.user.pk, recipient_id=peer.pk, payload=form.payload())
    except REJECTIONS as error:
        return rejected(request, peer, rejection_for(error))
    return accepted(request, peer, sent)


def accepted(request: MailboxRequest, peer: User, sent: actions.Sent) -> HttpResponse:
    """The message as it was stored, now or at the first try."""
    message, status = sent.message, 200 if sent.is_replay else 201
    if wants_json(request):
        answer = {"client_id": message.client_id, "seq": message.seq, "sent_at": message.sent_at}
        return JsonResponse(answer, status=status)
    if not request.headers.get("HX-Request"):
        return SeeOther(reverse("chat", args=[peer.username]))
    frame = sent.frames.get(request.user.pk) or live.message_frame(request.user, peer, message)
    return HttpResponse(frame, status=status)


def rejection_for(error: Exception) -> Rejection:
    """What an action's refusal means on the wire."""
    if isinstance(error, Refused):
        return Rejection(403, error.refusal.code, error.refusal.sentence, refusal=error.refusal)
    if isinstance(error, pace.TooFast):
        sentence = _("That was a lot in a short time. Wait a moment and go on.")
        return Rejection(429, "too_fast", sentence, retry_after=error.retry_after)
    if isinstance(error, actions.TooMany):
        sentence = _("You have written to many people who have not answered yet. Try again later.")
        return Rejection(429, "too_many", sentence, retry_after=error.retry_after)
    if isinstance(error, actions.UnknownReply):
        return Rejection(422, "invalid", _("The message you reply to is gone."))
    if isinstance(error, actions.NotOffered):
        return Rejection(422, "invalid", str(NOT_OFFERED[error.kind]))
    return Rejection(409, "conflict", _("This message was already sent with other words."))


def rejected(request: MailboxRequest, peer: User, rejection: Rejection) -> HttpResponse:
    """Nothing was stored; each kind of client is told why, and what was typed is kept."""
    composer = composer_for(request.user, peer)
    response: HttpResponse
    if wants_json(request):
        key = "refusal" if rejection.refusal else "error"
        response = JsonResponse({key: rejection.code, "text": rejection.sentence}, status=rejection.status)
    elif request.headers.get("HX-Request"):
        context = {"composer": composer, "error": rejection.sentence, "refusal": rejection.refusal}
        response = render(request, "messaging/live/rejected.html", context, status=rejection.status)
    else:
        error = "" if rejection.refusal else rejection.sentence
        replied = log.one(request.user, peer, whole_number(request.POST.get("reply_to", "")))
        kept = composer.keeping(request.POST.get("text", ""), error).replying_to(replied)
        response = show_newest(request, peer, kept, rejection.status)
    if rejection.retry_after is not None:
        response["Retry-After"] = str(rejection.retry_after)
    return response
