"""A socket is opened by our own pages alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings


class SameOrigin:
    """Refuses (403) a handshake whose Origin is missing, null, or not scheme, host and port of the site itself.

    Browsers send the cookie with a foreign page's handshake too, and there is no other guard against that.
    """

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if is_own(scope):
            await self.application(scope, receive, send)
        else:
            await send({"type": "websocket.close"})


def is_own(scope: dict[str, Any]) -> bool:
    """Whether the handshake comes from a page of this site, or from a trusted origin of the settings."""
    headers: dict[str, str] = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    origin = headers.get("origin", "")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    scheme = "https" if scope.get("scheme") == "wss" or _proxied_https(headers) else "http"
    return "host" in headers and origin == f"{scheme}://{headers['host']}"


def _proxied_https(headers: dict[str, str]) -> bool:
    """Whether the proxy named in the settings says that the browser came over TLS."""
    proxy = settings.SECURE_PROXY_SSL_HEADER
    if not proxy:
        return False
    name, value = proxy
    return headers.get(name.removeprefix("HTTP_").replace("_", "-").lower()) == value
