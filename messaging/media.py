"""Private pictures: read by whom a question to the database lets in, and kept in no cache."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.media import send_file
from accounts.ranges import part_of
from messaging.models import Gif

PRIVATE = "private, no-store"


def send_gif(request: HttpRequest, gif: Gif | None) -> HttpResponseBase:
    """The GIF, or with `?poster` its first picture; whole or in part. Who may have it was asked before.

    Raises Http404 where there is none.
    """
    if gif is None:
        raise Http404
    name = gif.poster.name if "poster" in request.GET else gif.file.name
    if not name:
        raise Http404
    response = send_file(name, content_type="image/webp", cache_control=PRIVATE)
    response["Content-Disposition"] = f'inline; filename="paperplane-{gif.pk}.webp"'
    return part_of(request, response)
