"""The dialog "Share": a video to people here, and its address to everywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import pace
from accounts.age import MESSAGING_AGE
from accounts.http import SeeOther, wants_json
from accounts.models import User
from messaging import actions, live, sharing
from messaging.forms import ShareForm
from messaging.views.guard import MailboxRequest, messenger
from messaging.views.sending import rejection_for
from social.models import Video
from social.models.videos import Audience


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it for one person; `sentence` is empty where she got it, and `frame` shows it to its sender."""

    name: str
    name_shown: str
    status: int
    code: str = ""
    sentence: str = ""
    seq: int | None = None
    frame: str = ""
    retry_after: int | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        if self.seq is not None:
            return {"name": self.name, "seq": self.seq}
        return {"name": self.name, "refusal": self.code, "text": self.sentence}


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponseBase:
    if request.method == "POST":
        return send(request, pk)
    return show(request, pk, ShareForm(initial={"client_id": uuid4()}))


def show(request: HttpRequest, pk: int, form: ShareForm, status: int = 200, answers: Any = ()) -> HttpResponse:
    """The dialog, or a page of its own; or of it only the people whom a search has found."""
    reader = request.user if request.user.is_authenticated else None
    video = get_object_or_404(Video.objects.visible_to(reader).select_related("author"), pk=pk)
    words = request.GET.get("q", "").strip()
    source = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"video": video, "form": form, "q": words, "answers": answers}
    context["may_keep"] = reader is not None and video.may_be_kept_by(reader)
    context |= outside(request, video) if video.audience == Audience.EVERYONE else {}
    if reader and reader.age >= MESSAGING_AGE:
        context["people"] = sharing.offered(reader, video, words, source.getlist("to"))
    if request.headers.get("HX-Target") == "share-people":
        return render(request, "messaging/_share_people.html", context, status=status)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/_share.html", context, status=status)
    return render(request, "messaging/share.html", context, status=status)


def outside(request: HttpRequest, video: Video) -> dict[str, Any]:
    """Where else the address of a public video can go."""
    address = request.build_absolute_uri(reverse("video", args=[video.pk]))
    words = video.caption or _("A video by %(name)s") % {"name": video.author.name_shown}
    both = quote(f"{words} {address}", safe="")
    networks = [
        ("WhatsApp", "message-circle", f"https://wa.me/?text={both}"),
        ("Telegram", "send", f"https://t.me/share/url?{urlencode({'url': address, 'text': words})}"),
        ("X", "x", f"https://x.com/intent/post?{urlencode({'url': address, 'text': words})}"),
        ("Facebook", "thumbs-up", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': address})}"),
        (_("E-mail"), "mail", f"mailto:?subject={quote(words)}&body={quote(address, safe='')}"),
    ]
    return {"address": address, "words": words, "networks": networks}


@messenger
def send(request: MailboxRequest, pk: int) -> HttpResponse:
    form = ShareForm(request.POST)
    if not form.is_valid():
        return not_sent(request, pk, form, form.complaint)
    pace.keep(pace.SENDS, request.user.pk)
    recipients = list(User.objects.filter(username__in=request.POST.getlist("to")[: actions.AT_ONCE]).order_by("pk"))
    if not recipients:
        return not_sent(request, pk, form, _("Pick somebody first."))
    data = form.cleaned_data
    outcomes = actions.share_video(
        sender_id=request.user.pk,
        recipients=recipients,
        video_id=pk,
        caption=data["text"],
        client_id=data["client_id"],
    )
    if all(isinstance(outcome.error, actions.NotOffered) for outcome in outcomes):
        raise Http404
    return answered(request, pk, form, [answer_for(request.user, outcome) for outcome in outcomes])


def answer_for(user: User, outcome: actions.Outcome) -> Answer:
    name, shown = outcome.recipient.username, outcome.recipient.name_shown
    if sent := outcome.sent:
        frame = sent.frames.get(user.pk) or live.message_frame(user, outcome.recipient, sent.message)
        return Answer(name, shown, 200 if sent.is_replay else 201, seq=sent.message.seq, frame=frame)
    assert outcome.error  # noqa: S101 (one of the two is there)
    rejection = rejection_for(outcome.error)
    return Answer(name, shown, rejection.status, rejection.code, rejection.sentence, retry_after=rejection.retry_after)


def answered(request: MailboxRequest, pk: int, form: ShareForm, answers: list[Answer]) -> HttpResponse:
    """Who got it, and who did not and why: 201, or 200 for a retry; 207 for some; the first one's status for nobody."""
    sent, failed = [a for a in answers if not a.sentence], [a for a in answers if a.sentence]
    status = 207 if sent and failed else max(answer.status for answer in sent) if sent else failed[0].status
    if wants_json(request):
        told = {"sent": [a.as_json for a in sent], "failed": [a.as_json for a in failed]}
        return JsonResponse(told, status=status)
    if failed or request.headers.get("HX-Request"):
        context = {"sent": sent, "failed": failed, "video_pk": pk}
        page = "messaging/live/shared.html" if request.headers.get("HX-Request") else "messaging/shared.html"
        response = render(request, page, context, status=status)
        if status == 429 and failed[0].retry_after is not None:
            response["Retry-After"] = str(failed[0].retry_after)
        return response
    names = ", ".join(answer.name_shown for answer in sent)
    messages.success(request, _("Sent to %(names)s.") % {"names": names})
    return SeeOther(reverse("video", args=[pk]))


def not_sent(request: MailboxRequest, pk: int, form: ShareForm, sentence: str) -> HttpResponse:
    """Something is wrong with what was asked for; all of it is kept."""
    if wants_json(request):
        return JsonResponse({"error": "invalid", "text": sentence}, status=422)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/rejected.html", {"error": sentence}, status=422)
    if form.is_valid():
        form.add_error(None, sentence)
    return show(request, pk, form, 422)
