"""What a supervisor or a load balancer asks."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds that the channel layer may take


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as requests are answered at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database and the channel layer answer, else 503 with the name of what does not."""
    parts: dict[str, Callable[[HttpRequest], None]] = {"database": ask_database, "channel layer": ask_channel_layer}
    for name, ask in parts.items():
        try:
            ask(request)
        except Exception:
            logger.exception("The %s does not answer.", name)
            return HttpResponse(f"{name} does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def ask_database(request: HttpRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_channel_layer(request: HttpRequest) -> None:
    """Send to a group that nobody is in, on the loop the sockets live on: another would open a connection each time."""
    sending = get_channel_layer().group_send("nobody", {"type": "ready"})
    loop = getattr(request, "scope", {}).get("state", {}).get("loop")
    if loop is None:
        async_to_sync(asyncio.wait_for)(sending, PATIENCE)
    else:
        asyncio.run_coroutine_threadsafe(asyncio.wait_for(sending, PATIENCE), loop).result()
