"""What every request of an account passes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


def own_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Speak the language that the account has chosen, on every device; otherwise LocaleMiddleware has decided.

    Files say nothing, and to ask whose they are would cost queries and make them differ by cookie.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not request.path.startswith(settings.MEDIA_URL) and request.user.is_authenticated:
            language = request.user.language
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return get_response(request)

    return middleware
