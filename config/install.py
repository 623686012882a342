"""What lets a browser install the site, and what it shows without a connection. Nothing here tells of a user."""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# What `js/offline.js` imports, and itself.
OFFLINE_SCRIPTS = ("js/offline.js", "js/session.js", "js/storage.js", "js/waiting.js", "js/words.js")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the reader's language."""
    svg, png = "image/svg+xml", "image/png"
    icons = [
        {"src": static("img/favicon.svg"), "sizes": "any", "type": svg},
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": png},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": png},
        {"src": static("img/maskable-512.png"), "sizes": "512x512", "type": png, "purpose": "maskable"},
    ]
    told = {
        "id": "/",
        "name": "Paperplane",
        "short_name": "Paperplane",
        "description": _("Private messages between people who follow each other."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("chats"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#ffffff",
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the shell; a release with other static files makes a new one."""
    version = getattr(staticfiles_storage, "manifest_hash", "") or "1"
    context = {"version": version, "offline": reverse("offline"), "shell": shell(), "static_url": settings.STATIC_URL}
    return render(request, "service_worker.js", context, content_type="text/javascript; charset=utf-8")


def shell() -> list[str]:
    """The addresses of what the offline page is made of; all else that is static is kept once it was used."""
    sheets = sorted(f"css/{path.name}" for path in (settings.BASE_DIR / "static" / "css").glob("*.css"))
    return [static(path) for path in ("img/logo.svg", *OFFLINE_SCRIPTS, *sheets)]


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for a page that can't be reached."""
    return HttpResponse(render_to_string("offline.html"))
