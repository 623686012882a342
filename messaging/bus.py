"""The way from a worker thread to the sockets: a fragment is handed to the server's event loop and not waited for."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future
from functools import cache

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds a command waits for its last push, so that it does not end before it is out

_server_loop: asyncio.AbstractEventLoop | None = None


def remember_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Name the loop that this process's sockets live on; the server does so as it works."""
    global _server_loop  # noqa: PLW0603 (a process has one)
    _server_loop = loop


def push(group: str, html: str) -> None:
    """Send `html` to every socket of `group`, in whatever process it lives."""
    tell(group, {"type": "frame", "html": html})


def tell(group: str, event: dict[str, str]) -> None:
    """Hand `event` to every socket of `group`. Never raises: the socket is a hint, the database is the truth.

    A command on the embedded default reaches no socket; there the servers watch the database instead.
    """
    layer = get_channel_layer()
    serving = _server_loop if _server_loop and _server_loop.is_running() else None
    if not serving and isinstance(layer, InMemoryChannelLayer):
        return
    sending = layer.group_send(group, event)
    try:
        future = asyncio.run_coroutine_threadsafe(sending, serving or _own_loop())
    except RuntimeError:
        sending.close()
        logger.warning("A push to %s was lost: the event loop is closed.", group)
        return
    future.add_done_callback(_log_failure)
    if not serving:
        _wait(future)


def _log_failure(future: Future[None]) -> None:
    if not future.cancelled() and (error := future.exception()):
        logger.warning("A push was lost: %s", error)


def _wait(future: Future[None]) -> None:
    try:
        future.result(PATIENCE)
    except Exception:  # noqa: BLE001 (already logged, and a failed push fails no write)
        return


@cache
def _own_loop() -> asyncio.AbstractEventLoop:
    """A loop for a process that serves nothing, such as a command or the worker."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="pushes", daemon=True).start()
    return loop
