"""A GIF out of a video: which seconds, what stands on it, and where it is kept."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, wants_json
from messaging import actions
from messaging.pictures.intake import cut_out
from messaging.refusals import Refused
from messaging.views.guard import MailboxRequest, messenger
from messaging.views.state import refused_change
from social.models import Video

SHORTEST, LONGEST = 0.5, 6
BUSY_FOR = 2  # seconds
WORDS = 60


class MakerForm(forms.Form):
    """Both in seconds."""

    start = forms.FloatField(label=gettext_lazy("Start"), min_value=0, initial=0)
    length = forms.FloatField(label=gettext_lazy("Length"), min_value=SHORTEST, max_value=LONGEST, initial=2)
    caption = forms.CharField(label=gettext_lazy("Caption"), required=False, max_length=WORDS)

    def __init__(self, *args: object, video: Video, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.seconds = (video.duration_ms or 0) / 1000
        for name, most in (("start", max(self.seconds - SHORTEST, 0)), ("length", min(LONGEST, self.seconds))):
            attrs = {"min": 0 if name == "start" else SHORTEST, "max": round(max(most, SHORTEST), 1), "step": "0.1"}
            self.fields[name].widget = forms.NumberInput(attrs={"type": "range"} | attrs)

    def clean_start(self) -> float:
        start: float = self.cleaned_data["start"]
        if start >= self.seconds:
            raise ValidationError(_("The video is over by then."))
        return start

    def clean_caption(self) -> str:
        caption = " ".join(self.cleaned_data["caption"].split())
        if not caption.isprintable():
            raise ValidationError(_("Leave out invisible control characters."), code="control")
        return caption


@require_http_methods(["GET", "HEAD", "POST"])
@messenger
def video_gif(request: MailboxRequest, pk: int) -> HttpResponse:
    """Where a GIF is cut out of a video, if its author allows that. Raises PermissionDenied if not."""
    video = get_object_or_404(Video.objects.visible_to(request.user).select_related("author"), pk=pk)
    if not video.may_be_kept_by(request.user):
        raise PermissionDenied(_("The author of this video allows no GIFs."))
    if request.method != "POST":
        return show(request, video, MakerForm(video=video))
    form = MakerForm(request.POST, video=video)
    if not form.is_valid():
        return show(request, video, form, 422)
    try:
        made = actions.add_gif(owner=request.user, film=cut_out(video, **form.cleaned_data))
    except Refused as refused:
        return refused_change(request, refused)
    except (ValidationError, actions.Full, actions.TooManyUploads) as error:
        return not_made(request, video, form, error)
    if wants_json(request):
        told = {"id": made.pk, "width": made.width, "height": made.height}
        return JsonResponse(told | {"url": reverse("gif_media", args=[made.pk])}, status=201)
    return SeeOther(reverse("gif", args=[made.pk]))


def show(request: MailboxRequest, video: Video, form: MakerForm, status: int = 200) -> HttpResponse:
    if wants_json(request) and status >= 400:
        sentence = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": "invalid", "text": str(sentence)}, status=status)
    return render(request, "messaging/video_gif.html", {"video": video, "form": form}, status=status)


def not_made(request: MailboxRequest, video: Video, form: MakerForm, error: Exception) -> HttpResponse:
    status, retry_after, sentence = 422, 0, ""
    if isinstance(error, actions.Full):
        sentence = _("You keep %(limit)d GIFs. Take one away first.") % {"limit": error.limit}
    elif isinstance(error, actions.TooManyUploads):
        sentence = _("You have uploaded many GIFs within an hour. Try again later.")
        status, retry_after = 429, error.retry_after
    elif isinstance(error, ValidationError):
        sentence = error.messages[0]
        status, retry_after = (503, BUSY_FOR) if error.code == "busy" else (422, 0)
    form.add_error("length", sentence)
    response = show(request, video, form, status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
