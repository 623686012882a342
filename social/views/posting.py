"""A new video: its pieces as they come, the form that posts it, and how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pace
from accounts.http import SeeOther, SignedInRequest, signed_in, wants_json
from accounts.uploads import UPLOAD_BYTES
from social import actions_uploads as uploads
from social import works
from social.actions import NotAllowed
from social.forms import VideoForm
from social.media import files, intake
from social.models import State, Video, VideoUpload

OFFSET = "Upload-Offset"
BUSY_FOR = 2  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_video(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, VideoForm(owner=request.user))
    form = VideoForm(request.POST, request.FILES, owner=request.user)
    if not form.is_valid():
        return show(request, form, 422)
    told = form.cleaned_data
    try:
        upload = told["upload"] or taken_in(request, told["file"])
        video = uploads.post(
            upload=upload,
            caption=told["caption"],
            audience=told["audience"],
            allow_download=told["allow_download"],
        )
    except (ValidationError, NotAllowed, uploads.TooManyVideos, files.DiskFull) as error:
        return not_posted(request, form, error)
    if wants_json(request):
        return JsonResponse({"id": video.pk, "state": video.state}, status=201)
    return SeeOther(reverse("video_new"))


def taken_in(request: SignedInRequest, file: Any) -> VideoUpload:
    """A video that came whole, with a plain form."""
    upload = uploads.begin(owner=request.user, name=file.name, size=file.size)
    return uploads.append(upload, 0, file.read())


def not_posted(request: SignedInRequest, form: VideoForm, error: Exception) -> HttpResponse:
    status, _code, sentence, retry_after = trouble(error)
    form.add_error("file", sentence)
    response = show(request, form, status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def trouble(error: Exception) -> tuple[int, str, str, int]:
    """Status, code, sentence and seconds to wait for what went wrong."""
    if isinstance(error, files.DiskFull):
        return 507, "full", intake.why_not("full"), 0
    if isinstance(error, uploads.TooManyVideos):
        return 429, "too_many", intake.why_not("too_many"), error.retry_after
    if isinstance(error, NotAllowed):
        return 403, "not_allowed", str(error.sentence), 0
    if isinstance(error, ValidationError):
        busy = error.code == "busy"
        status = 503 if busy else 413 if error.code == "too_large" else 422
        return status, error.code or "invalid", error.messages[0], BUSY_FOR if busy else 0
    raise error


def show(request: SignedInRequest, form: VideoForm, status: int = 200) -> HttpResponse:
    if wants_json(request) and status >= 400:
        errors = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
        return JsonResponse({"error": "invalid", "text": errors[0]}, status=status)
    context = {
        "form": form,
        "most_megabytes": settings.PAPERPLANE_VIDEO_BYTES // 1024**2,
        "most_seconds": settings.PAPERPLANE_VIDEO_SECONDS,
        "plain_bytes": UPLOAD_BYTES,
    }
    return render(request, "social/video_new.html", context | works.told_to(request.user), status=status)


@require_POST
@signed_in
def forget_video(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away a video that failed, or stop one that is in the works."""
    video = get_object_or_404(Video.objects.posted_by(request.user).exclude(state=State.READY), pk=pk)
    uploads.forget(video)
    if request.headers.get("HX-Request"):
        return render(request, "social/live/video_works.html", works.told_to(request.user))
    return SeeOther(reverse("video_new"))


@require_POST
@signed_in
def begin_upload(request: SignedInRequest) -> HttpResponse:
    """Expect a file of `size` bytes; answers where its pieces go."""
    size, name = request.POST.get("size", ""), request.POST.get("name", "")
    try:
        upload = uploads.begin(
            owner=request.user, name=name, size=int(size[:18]) if size.isdecimal() and size.isascii() else 0
        )
    except (ValidationError, NotAllowed, OSError) as error:
        return refused(error)
    return told_of(upload, 201)


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
@signed_in
def upload(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A file that comes in pieces: how much of it is here, one more piece from `Upload-Offset` on, or no more."""
    found = get_object_or_404(VideoUpload.objects.select_related("owner"), owner=request.user, pk=pk)
    if request.method == "DELETE":
        uploads.give_up(found)
        return HttpResponse(status=204)
    if request.method != "PUT":
        return told_of(found)
    pace.keep(pace.PIECES, request.user.pk)
    offset = request.headers.get(OFFSET, "")
    if not (offset.isdecimal() and offset.isascii()):
        return JsonResponse({"error": "no_offset", "text": f"{OFFSET} must be a number."}, status=400)
    try:
        return told_of(uploads.append(found, int(offset[:18]), request.body))
    except uploads.OutOfStep as wrong:
        found.received = wrong.received
        return told_of(found, 409)
    except (ValidationError, files.DiskFull) as error:
        return refused(error)


def told_of(found: VideoUpload, status: int = 200) -> JsonResponse:
    told = {"id": str(found.pk), "received": found.received, "size": found.size}
    url = reverse("video_upload", args=[found.pk])
    return JsonResponse(told | {"url": url}, status=status, headers={OFFSET: str(found.received)})


def refused(error: Exception) -> JsonResponse:
    if isinstance(error, OSError) and error.errno in files.FULL:
        error = files.DiskFull()
    status, code, sentence, _retry_after = trouble(error)
    return JsonResponse({"error": code, "text": sentence}, status=status)
