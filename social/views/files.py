"""The files of a video: who may watch it is asked each time."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.media import send_file
from accounts.ranges import part_of
from social.models import Audience, Video

MP4, JPEG = "video/mp4", "image/jpeg"
# What everybody may see a browser may keep, if it asks each time whether that still holds.
ASK_AGAIN, PRIVATE = "private, no-cache", "private, no-store"
SMALL = "480"


@require_safe
def video_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The film, 720 pixels across, or with `?size=480` the smaller one; whole or in part."""
    video = watched(request, pk)
    name = video.small_file.name if request.GET.get("size") == SMALL else ""
    return send(request, video, name or video.file.name, MP4)


@require_safe
def video_poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    video = watched(request, pk)
    return send(request, video, video.poster.name, JPEG)


@require_safe
def video_preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Three silent seconds."""
    video = watched(request, pk)
    return send(request, video, video.preview.name, MP4)


@require_safe
def video_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The film as a file to keep, if its author allows that. Raises PermissionDenied if not."""
    video = watched(request, pk)
    if not video.may_be_kept_by(request.user):
        raise PermissionDenied(_("The author of this video allows no downloads."))
    response = send(request, video, video.file.name, MP4)
    response["Content-Disposition"] = f'attachment; filename="paperplane-{video.author.username}-{video.pk}.mp4"'
    return response


def watched(request: HttpRequest, pk: int) -> Video:
    """Video `pk`, if whoever asks may watch it now. Raises Http404."""
    user = request.user if request.user.is_authenticated else None
    return get_object_or_404(Video.objects.visible_to(user).select_related("author"), pk=pk)


def send(request: HttpRequest, video: Video, name: str | None, content_type: str) -> HttpResponseBase:
    """The file `name` of `video`; 304 where the browser has it already. Raises Http404 where there is none."""
    if not name:
        raise Http404
    if video.audience != Audience.EVERYONE:
        return part_of(request, send_file(name, content_type=content_type, cache_control=PRIVATE))
    # A file never changes under its name.
    etag = quote_etag(name.rpartition("/")[2])
    if known := get_conditional_response(request, etag=etag):
        known["Cache-Control"] = ASK_AGAIN
        return known
    response = send_file(name, content_type=content_type, cache_control=ASK_AGAIN)
    response["ETag"] = etag
    return part_of(request, response)
