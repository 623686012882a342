"""The pages of a video: to watch, to like, and for its author to change and to remove."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import pace
from accounts.http import SeeOther, SignedInRequest, back_to, signed_in, wants_json
from accounts.models import User
from social import actions, actions_videos, feed
from social.models import Video
from social.models.videos import CAPTION_LENGTH, Audience


class VideoForm(forms.Form):
    """What its author says of a video."""

    caption = forms.CharField(
        label=_("Caption"), required=False, max_length=CAPTION_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(label=_("Who can watch"), choices=Audience.choices, widget=forms.RadioSelect)
    allow_download = forms.BooleanField(label=_("Allow downloads and GIFs"), required=False)

    def clean_caption(self) -> str:
        caption = " ".join(self.cleaned_data["caption"].split())
        if any(not character.isprintable() and character != "\u200d" for character in caption):
            raise ValidationError(_("Leave out invisible control characters."), code="control")
        return caption


def reader_of(request: HttpRequest) -> User | None:
    """Who is watching; None for somebody signed out."""
    return request.user if request.user.is_authenticated else None


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def video(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One video. What may not be watched, whatever the reason, is not found."""
    if request.method == "PUT":
        return change(request, pk)
    if request.method == "DELETE":
        return remove(request, pk)
    shown = watched(request, pk)
    start, came_from = request.GET.get("t", ""), request.GET.get("from", "")
    context: dict[str, Any] = {
        "video": shown,
        "start": int(start[:5]) if start.isascii() and start.isdecimal() else 0,
        "came_from": came_from if request.user.is_authenticated else "",
        "is_public": shown.audience == Audience.EVERYONE,
        "absolute_url": request.build_absolute_uri(reverse("video", args=[pk])),
        "poster_url": request.build_absolute_uri(reverse("video_poster", args=[pk])),
        "file_url": request.build_absolute_uri(reverse("video_file", args=[pk])),
    }
    return render(request, "social/video.html", context)


def watched(request: HttpRequest, pk: int) -> Any:
    """The video that a page is about, as its reader sees it. Raises Http404."""
    reader = reader_of(request)
    return get_object_or_404(feed.told(Video.objects.visible_to(reader), reader), pk=pk)


@require_http_methods(["PUT", "DELETE"])
@signed_in
def like(request: SignedInRequest, pk: int) -> HttpResponse:
    status, sentence = 200, ""
    if request.method == "PUT":
        pace.keep(pace.HEARTS, request.user.pk)
    try:
        actions_videos.set_video_like(user=request.user, video_id=pk, liked=request.method == "PUT")
    except Video.DoesNotExist:
        raise Http404 from None
    except actions.NotAllowed as refused:
        status, sentence = 403, str(refused.sentence)
    if request.method == "DELETE" and not Video.objects.visible_to(request.user).filter(pk=pk).exists():
        return unseen(request)
    shown = watched(request, pk)
    if wants_json(request):
        told = {"liked": shown.liked, "likes": shown.likes_count}
        return JsonResponse(told | ({"text": sentence} if sentence else {}), status=status)
    if request.headers.get("HX-Request"):
        return render(request, "social/live/video_like.html", {"video": shown, "error": sentence}, status=status)
    if sentence:
        context = {"person": shown.author, "error": sentence}
        return render(request, "social/refused.html", context, status=status)
    return back_to(request, reverse("video", args=[pk]))


def unseen(request: SignedInRequest) -> HttpResponse:
    """A heart was taken back from what its owner may no longer watch: there is nothing to show."""
    if wants_json(request):
        return JsonResponse({"liked": False})
    if request.headers.get("HX-Request"):
        return HttpResponse("<live-frame></live-frame>")
    return back_to(request, reverse("home"))


@require_safe
@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author's page of one video."""
    own = get_object_or_404(Video.objects.filter(author=request.user, removed_at=None), pk=pk)
    initial = {"caption": own.caption, "audience": own.audience, "allow_download": own.allow_download}
    return show_form(request, own, VideoForm(initial=initial))


def show_form(request: SignedInRequest, own: Video, form: VideoForm, status: int = 200) -> HttpResponse:
    if request.user.age < actions_videos.DOWNLOADS_FROM:
        form.fields["allow_download"].disabled = True
        form.fields["allow_download"].help_text = _("From 16 years of age on.")
    return render(request, "social/video_edit.html", {"video": own, "form": form}, status=status)


@signed_in
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(Video.objects.filter(author=request.user, removed_at=None), pk=pk)
    form = VideoForm(request.POST or QueryDict(request.body))
    if not form.is_valid():
        if wants_json(request):
            errors = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"error": "invalid", "text": errors[0]}, status=422)
        return show_form(request, own, form, 422)
    try:
        changed = actions_videos.change_video(author=request.user, video_id=pk, **form.cleaned_data)
    except Video.DoesNotExist:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"id": changed.pk, "caption": changed.caption, "audience": changed.audience})
    return SeeOther(reverse("video", args=[pk]))


@signed_in
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        actions_videos.remove_video(author=request.user, video_id=pk)
    except Video.DoesNotExist:
        raise Http404 from None
    if wants_json(request):
        return JsonResponse({"id": pk, "removed": True})
    return SeeOther(reverse("me"))
