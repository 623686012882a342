"""GIFs: one's own, and those that others made public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SeeOther, wants_json
from messaging import actions
from messaging.forms import GifForm, GifTagsForm
from messaging.gif_providers import Unreachable, provider, search
from messaging.gifs import GifPage, own, public
from messaging.models import Gif
from messaging.people import at_hand
from messaging.refusals import Refused
from messaging.views.guard import MailboxRequest, cursor, messenger, said
from messaging.views.picker import show_tab
from messaging.views.state import refused_change
from social.models import Video

BUSY_FOR = 2  # seconds


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was kept."""

    status: int
    code: str
    sentence: str
    retry_after: int | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@messenger
def gifs(request: MailboxRequest) -> HttpResponse:
    if request.method == "POST":
        return upload(request)
    return show_tab(request, "gifs", found(request) | {"form": GifForm()})


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
@messenger
def gif(request: MailboxRequest, pk: int) -> HttpResponse:
    """One of one's own: to look at, to describe, to take away."""
    kept = get_object_or_404(Gif.objects.kept_by(request.user), pk=pk)
    if request.method == "PUT":
        return change(request, kept)
    if request.method == "DELETE":
        return remove(request, kept)
    form = GifTagsForm(initial={"tags": kept.tags, "public": kept.is_public})
    return render(request, "messaging/gif.html", about(request, kept) | {"form": form})


def about(request: MailboxRequest, kept: Gif) -> dict[str, Any]:
    """A GIF, where it is from, and whom it can be sent to."""
    people = at_hand(request.user)
    return {"gif": kept, "source": source_of(request, kept), "people": people, "client_id": uuid4()}


def source_of(request: MailboxRequest, kept: Gif) -> Video | None:
    """The video that it was cut out of, as long as the reader may watch that."""
    return Video.objects.visible_to(request.user).select_related("author").filter(gifs=kept.pk).first()


def found(request: MailboxRequest) -> dict[str, Any]:
    """The first page of both lists, or the page of one of them that goes on from a cursor."""
    words, of, before = request.GET.get("q", ""), request.GET.get("of", ""), cursor(request)
    mine = own(request.user, words, before) if of != "public" else GifPage([])
    others = public(request.user, words, before) if of != "mine" else GifPage([])
    return {"mine": mine, "public": others, "of": of, "provider": provider()}


@require_safe
@messenger
def outside_gifs(request: MailboxRequest) -> HttpResponse:
    """What the outside service finds; without one there is no such page."""
    service = provider()
    if service is None:
        raise Http404
    words, error = request.GET.get("q", "").strip(), ""
    try:
        hits = search(words, get_language() or settings.LANGUAGE_CODE)
    except Unreachable:
        hits, error = [], _("%(name)s does not answer now. Try again in a moment.") % {"name": service.name}
    return show_tab(request, "outside", {"hits": hits, "error": error, "provider": service})


def upload(request: MailboxRequest) -> HttpResponse:
    form = GifForm(request.POST, request.FILES)
    if not form.is_valid():
        return not_kept(request, form, trouble_with(form))
    told = form.cleaned_data
    try:
        added = actions.add_gif(
            owner=request.user, film=told["file"], tags=told["tags"], is_public=told["public"], is_kept=not told["once"]
        )
    except Refused as refused:
        return refused_change(request, refused)
    except actions.Full as full:
        text = _("You keep %(limit)d GIFs. Take one away first.") % {"limit": full.limit}
        return not_kept(request, form, Trouble(422, "full", text))
    except actions.TooManyUploads as many:
        text = _("You have uploaded many GIFs within an hour. Try again later.")
        return not_kept(request, form, Trouble(429, "too_many", text, many.retry_after))
    return kept_now(request, added)


def trouble_with(form: GifTagsForm) -> Trouble:
    errors = [error for errors in form.errors.as_data().values() for error in errors]
    sentence = next(str(message) for message in errors[0].messages)
    is_busy = any(error.code == "busy" for error in errors)
    return Trouble(503, "busy", sentence, BUSY_FOR) if is_busy else Trouble(422, "invalid", sentence)


def kept_now(request: MailboxRequest, added: Gif) -> HttpResponse:
    if wants_json(request):
        told = {"id": added.pk, "width": added.width, "height": added.height}
        return JsonResponse(told | {"url": reverse("gif_media", args=[added.pk])}, status=201)
    if request.headers.get("HX-Request"):
        added.mine = True
        return render(request, "messaging/live/gif.html", {"gif": added, "picks": True}, status=201)
    return SeeOther(request.get_full_path())


def not_kept(request: MailboxRequest, form: GifTagsForm, trouble: Trouble, gif: Gif | None = None) -> HttpResponse:
    """Why an upload, or with `gif` a change of that one, came to nothing; what was typed stays."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"error": trouble.code, "text": trouble.sentence}, status=trouble.status)
    elif request.headers.get("HX-Request"):
        response = render(request, "messaging/live/rejected.html", {"error": trouble.sentence}, status=trouble.status)
    elif gif:
        response = render(request, "messaging/gif.html", about(request, gif) | {"form": form}, status=trouble.status)
    else:
        if form.is_valid():
            form.add_error("file", trouble.sentence)
        response = show_tab(request, "gifs", found(request) | {"form": form}, trouble.status)
    if trouble.retry_after is not None:
        response["Retry-After"] = str(trouble.retry_after)
    return response


def change(request: MailboxRequest, kept: Gif) -> HttpResponse:
    form = GifTagsForm(said(request))
    if not form.is_valid():
        return not_kept(request, form, trouble_with(form), kept)
    told = form.cleaned_data
    try:
        changed = actions.change_gif(owner=request.user, pk=kept.pk, tags=told["tags"], is_public=told["public"])
    except Refused as refused:
        return refused_change(request, refused)
    except Gif.DoesNotExist:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"id": changed.pk, "tags": changed.tags, "public": changed.is_public})
    if request.headers.get("HX-Request"):
        changed.mine = True
        return render(request, "messaging/live/gif.html", {"gif": changed, "picks": True})
    return SeeOther(reverse("gifs"))


def remove(request: MailboxRequest, kept: Gif) -> HttpResponse:
    try:
        actions.remove_gif(owner=request.user, pk=kept.pk)
    except Gif.DoesNotExist:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"id": kept.pk, "removed": True})
    if request.headers.get("HX-Request"):
        return render(request, "messaging/live/gif.html", {"gif": kept, "gone": True})
    return SeeOther(reverse("gifs"))
