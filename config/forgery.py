"""A request whose token is not ours: forged, or sent by a page that has grown old."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.csrf import csrf_failure


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with a page that says so. A script is told by the header `Paperplane-Stale` that this is no answer to what it
    sent, and by the cookie which token counts now."""
    response = csrf_failure(request, reason)
    get_token(request)
    response["Paperplane-Stale"] = "token"
    return response
