"""The picker's emoji: rendered once in each language, and kept by browsers for as long as they like."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from messaging.emojis import groups

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Tab:
    """The tab in one language; `version` is another when anything in it is."""

    html: bytes
    packed: bytes
    version: str


@cache
def tab_in(language: str) -> Tab:
    """The tab in `language`, rendered when it is first asked for."""
    with translation.override(language):
        html = render_to_string("messaging/picker/emoji.html", {"groups": groups(language)}).encode()
    return Tab(html, gzip.compress(html, mtime=0), sha256(html).hexdigest()[:12])


def emoji_url() -> str:
    """Where the reader's browser finds the tab."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return reverse("emoji", args=[language, tab_in(language).version])


@require_safe
def emoji(request: HttpRequest, language: str, version: str) -> HttpResponse:
    """It holds nothing of anybody's, so anybody may have it. Raises Http404 for a language that the site has not.

    A page that was opened before an update asks for an older version: it gets the one there is, not to be kept.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    tab = tab_in(language)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(tab.packed if is_packed else tab.html)
    response["Cache-Control"] = FOR_EVER if version == tab.version else "no-store"
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
