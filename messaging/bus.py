"""The way from a worker thread to the sockets: a fragment is handed to the server's event loop and not waited for."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextvars import Context
from functools import cache
from typing import Protocol
from uuid import uuid4

from channels.layers import BaseChannelLayer, InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds a push may take: beyond that it is late enough for the heartbeat to heal

# What comes back through the channel layer from this process has been handed out already.
PROCESS = uuid4().hex

Event = dict[str, str]

_server_loop: asyncio.AbstractEventLoop | None = None


class Listener(Protocol):
    """A socket of this process."""

    def take(self, event: Event) -> None:
        """Do with `event` what its type says; called on the loop, and not to wait for anything."""


_listeners: dict[str, set[Listener]] = {}


def remember_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Name the loop that this process's sockets live on; the server does so as it works."""
    global _server_loop  # noqa: PLW0603 (a process has one)
    _server_loop = loop


def is_shared() -> bool:
    """Whether there is a channel layer that reaches other processes."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)


def join(group: str, listener: Listener) -> None:
    """Have `listener` taken into account from now on; called on the loop, as all that touches the register."""
    _listeners.setdefault(group, set()).add(listener)


def leave(group: str, listener: Listener) -> None:
    """Forget `listener`."""
    if group in _listeners:
        _listeners[group].discard(listener)
        if not _listeners[group]:
            del _listeners[group]


def push(group: str, html: str) -> None:
    """Send `html` to every socket of `group`, in whatever process it lives."""
    push_all({group: html})


def push_all(frames: Mapping[str, str]) -> None:
    """Send each group its own; to wake the loop once costs as much as to draw half a frame."""
    _tell([(group, {"type": "frame", "html": html}) for group, html in frames.items()])


def tell(group: str, event: Event) -> None:
    """Hand `event` to every socket of `group`: straight to those of this process, through the channel layer to those
    of others. Never raises: the socket is a hint, the database is the truth.

    A command on the embedded default reaches no socket; there the servers watch the database instead.
    """
    _tell([(group, event)])


def _tell(events: Sequence[tuple[str, Event]]) -> None:
    serving = _server_loop if _server_loop and _server_loop.is_running() else None
    layer = get_channel_layer()
    try:
        if serving:
            # Not in the context of whoever writes: what a socket does about it is its own.
            serving.call_soon_threadsafe(_hand_out, events, context=Context())
        if not isinstance(layer, InMemoryChannelLayer):
            for group, event in events:
                _publish(layer, group, event | {"process": PROCESS}, serving)
    except RuntimeError:
        logger.warning("A push to %s was lost: the event loop is closed.", ", ".join(group for group, _event in events))


def _hand_out(events: Sequence[tuple[str, Event]]) -> None:
    for group, event in events:
        for listener in list(_listeners.get(group, ())):
            listener.take(event)


def _publish(layer: BaseChannelLayer, group: str, event: Event, serving: asyncio.AbstractEventLoop | None) -> None:
    sending = _send(layer, group, event)
    try:
        future = asyncio.run_coroutine_threadsafe(sending, serving or _own_loop())
    except RuntimeError:
        sending.close()
        raise
    future.add_done_callback(_log_failure)
    if not serving:
        _wait(future)


async def _send(layer: BaseChannelLayer, group: str, event: Event) -> None:
    """A channel layer that stands still must not pile up whatever was pushed meanwhile."""
    async with asyncio.timeout(PATIENCE):
        await layer.group_send(group, event)


def _log_failure(future: Future[None]) -> None:
    if not future.cancelled() and (error := future.exception()):
        logger.warning("A push was lost: %r", error)


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
