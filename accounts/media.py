"""Serves what users uploaded, as what it is and nothing else."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

AVATAR = re.compile(r"[A-Za-z0-9_-]+\.webp")
FOR_EVER = "public, max-age=31536000, immutable"
# Opened by itself in a tab, a file may load, run and send nothing.
ALONE = "default-src 'none'; sandbox"


@require_safe
def avatar(request: HttpRequest, file: str) -> HttpResponseBase:
    """An account's picture. A new one gets a new name, so what was once fetched never changes."""
    if not AVATAR.fullmatch(file):
        raise Http404
    return send_file(f"avatars/{file}", content_type="image/webp", cache_control=FOR_EVER)


def send_file(name: str, *, content_type: str, cache_control: str) -> HttpResponseBase:
    """The file `name` of the storage; read by the proxy where the settings say that it can. Raises Http404."""
    response: HttpResponseBase
    if settings.PAPERPLANE_ACCEL_REDIRECT:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.PAPERPLANE_ACCEL_REDIRECT}{name}"
    else:
        try:
            response = FileResponse(default_storage.open(name), content_type=content_type)
        except FileNotFoundError as missing:
            raise Http404 from missing
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    return response
