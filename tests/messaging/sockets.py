"""Sockets as a browser would open them, on the whole ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.asgi import application
from tests.messaging.frames import Element, frame_in

PATIENCE = 60  # seconds that a busy machine may take for anything


class Socket(WebsocketCommunicator):
    """One tab's socket."""

    async def until(self, wanted: Callable[[Element], Any]) -> Element:
        """The first frame that is `wanted`; others, such as heartbeats, are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = frame_in(await self.receive_from(PATIENCE))
                if wanted(frame):
                    return frame

    async def closed_with(self) -> int:
        """The code with which the server closes it; frames before that are passed over."""
        async with asyncio.timeout(PATIENCE):
            while (event := await self.receive_output(PATIENCE))["type"] != "websocket.close":
                pass
        return int(event["code"])


def session_of(user: User) -> str:
    """The cookie of a new session."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def socket_for(session: str | None, query: str = "", **headers: str | None) -> Socket:
    """A socket that is not open yet. `headers` replace those of a page of the site; None leaves one out."""
    told = {"host": "testserver", "origin": "http://testserver"} | headers
    if session:
        told["cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
    sent = [(name.encode(), value.encode()) for name, value in told.items() if value is not None]
    return Socket(application, f"/ws/{query}", headers=sent)


@asynccontextmanager
async def opened(*tabs: str | tuple[str, str]) -> AsyncIterator[list[Socket]]:
    """Open sockets for sessions, each with its query or none, and close them in the end."""
    sockets = [socket_for(tab) if isinstance(tab, str) else socket_for(*tab) for tab in tabs]
    try:
        for socket in sockets:
            assert (await socket.connect(PATIENCE))[0]
        yield sockets
    finally:
        for socket in sockets:
            await socket.disconnect(timeout=PATIENCE)


def do(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Awaitable[Any]:
    """Act as a request does: in a thread, while the loop goes on."""
    doing: Awaitable[Any] = database_sync_to_async(act)(*args, **kwargs)
    return doing


def has_article(frame: Element) -> Element | None:
    return frame.find("article")


def is_empty(frame: Element) -> bool:
    """Whether it is a heartbeat."""
    return not frame.children and "data-stamp" in frame.attrs


def asks(frame: Element) -> bool:
    return "data-ask" in frame.attrs
