"""Reporting what one can see, and what came of it."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SeeOther, SignedInRequest, signed_in, wants_json
from accounts.models import User
from messaging import actions
from messaging.forms import ReportForm
from messaging.models import Report, Thing
from messaging.moderation import outcomes, subjects
from messaging.moderation.subjects import Subject
from messaging.views.guard import MailboxRequest, cursor, messenger, peer_called, said
from social.models import Block

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
@messenger
def report_message(request: MailboxRequest, name: str, seq: int) -> HttpResponse:
    return reporting(request, Thing.MESSAGE, subjects.thread_with(request.user, peer_called(name)), seq)


@METHODS
@signed_in
def report_account(request: SignedInRequest, name: str) -> HttpResponse:
    return reporting(request, Thing.ACCOUNT, peer_called(name).pk)


@METHODS
@signed_in
def report_video(request: SignedInRequest, pk: int) -> HttpResponse:
    return reporting(request, Thing.VIDEO, pk)


@METHODS
@messenger
def report_gif(request: MailboxRequest, pk: int) -> HttpResponse:
    return reporting(request, Thing.GIF, pk)


@METHODS
@messenger
def report_pack(request: MailboxRequest, pk: int) -> HttpResponse:
    return reporting(request, Thing.STICKERS, pk)


@require_safe
@signed_in
def reports(request: SignedInRequest) -> HttpResponse:
    """What the reader has reported, and what came of it."""
    return render(request, "messaging/reports.html", {"page": outcomes.page(request.user, cursor(request))})


def reporting(request: SignedInRequest, thing: Thing, thing_id: int, seq: int = 0) -> HttpResponse:
    """The form, or what comes of it. What is not there for the reader is not found, whatever the reason."""
    try:
        subject = subjects.find(request.user, thing, thing_id, seq)
        return take(request, subject) if request.method == "POST" else ask(request, subject, ReportForm())
    except ObjectDoesNotExist:
        raise Http404 from None
    except subjects.OwnThing:
        return refused(request, _("You can't report what is your own."), 403)


def take(request: SignedInRequest, subject: Subject) -> HttpResponse:
    form = ReportForm(said(request))
    if not form.is_valid():
        return ask(request, subject, form, 422)
    told = form.cleaned_data
    try:
        made = actions.report(
            reporter=request.user, subject=subject, reason=told["reason"], note=told["note"], blocks=told["block"]
        )
    except actions.TooManyReports as many:
        sentence = _("You have reported a lot within an hour. Try again later, or tell it all in one report.")
        form.add_error(None, sentence)
        response = ask(request, subject, form, 429)
        response["Retry-After"] = str(many.retry_after)
        return response
    return thanks(request, subject, made, blocks=told["block"])


def ask(request: SignedInRequest, subject: Subject, form: ReportForm, status: int = 200) -> HttpResponse:
    if status != 200 and wants_json(request):
        code = "too_many" if status == 429 else "invalid"
        sentence = next(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": code, "text": sentence}, status=status)
    context = {"subject": subject, "form": form, "offers_block": offers_block(request.user, subject)}
    template = "messaging/_report.html" if request.headers.get("HX-Request") else "messaging/report.html"
    return render(request, template, context, status=status)


def thanks(request: SignedInRequest, subject: Subject, made: Report, *, blocks: bool) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"report": made.pk}, status=201)
    if request.headers.get("HX-Request"):
        context = {"subject": subject, "blocked": blocks and subject.about}
        return render(request, "messaging/_reported.html", context, status=201)
    return SeeOther(f"{reverse('reports')}#report-{made.pk}")


def refused(request: SignedInRequest, sentence: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": "own", "text": sentence}, status=status)
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/rejected.html", {"error": sentence}, status=status)
    return render(request, "messaging/not_reported.html", {"error": sentence}, status=status)


def offers_block(user: User, subject: Subject) -> bool:
    return subject.about is not None and not Block.objects.filter(blocker=user, blocked=subject.about).exists()
