"""Somebody at the wire of docs/wire.md: sends, syncs and sockets as a browser would make them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.faults.stack import People

PATIENCE = 15.0  # seconds that a browser waits for an answer, as static/js/request.js does
TOKEN = "a" * 32
# What can become of a request whose answer never comes.
CUT_OFF = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError)


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where none came, and `is_sent` False where the request reached nobody."""

    status: int
    text: str = ""
    retry_after: float | None = None
    is_sent: bool = True

    @property
    def is_accepted(self) -> bool:
        return self.status in {200, 201}

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Wire:
    """All that is asked of one site."""

    def __init__(self, session: aiohttp.ClientSession, people: People) -> None:
        self.session, self.people = session, people

    def headers(self, name: str) -> dict[str, str]:
        cookies = self.people.cookies[name] | {self.people.csrf: TOKEN}
        told = "; ".join(f"{key}={value}" for key, value in cookies.items())
        return {"Cookie": told, "X-CSRFToken": TOKEN, "Accept": "application/json"}

    async def ask(self, method: str, url: str, name: str, **options: Any) -> Answer:
        """One request of `name`. Never raises: a cut-off one has status 0."""
        headers = self.headers(name) | options.pop("headers", {})
        try:
            async with self.session.request(method, url, headers=headers, allow_redirects=False, **options) as response:
                pause = response.headers.get("Retry-After")
                return Answer(response.status, await response.text(), float(pause) if pause else None)
        except aiohttp.ClientConnectorError as reason:
            return Answer(0, repr(reason), is_sent=False)
        except CUT_OFF as reason:
            return Answer(0, repr(reason))

    async def send(self, site: str, sender: str, recipient: str, client_id: str, text: str) -> Answer:
        """Send a text message."""
        return await self.ask(
            "POST", f"{site}/messages/@{recipient}/", sender, data={"client_id": client_id, "text": text}
        )

    async def sync(self, site: str, name: str, **cursors: str | int) -> Answer:
        """What `name` has missed since `cursors` (`with_` for `with`)."""
        query = {key.rstrip("_"): str(value) for key, value in cursors.items()}
        return await self.ask("GET", f"{site}/sync", name, params=query, headers={"HX-Request": "true"})

    @asynccontextmanager
    async def socket(self, site: str, name: str, peer: str = "") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A socket of `name`'s tab that shows `peer`. Raises what `CUT_OFF` lists."""
        headers = {"Cookie": self.headers(name)["Cookie"], "Origin": site}
        query = f"?with={peer}" if peer else ""
        async with self.session.ws_connect(f"{site}/ws/{query}", headers=headers, timeout=_CLOSING) as socket:
            yield socket


_CLOSING = aiohttp.ClientWSTimeout(ws_close=2.0)  # type: ignore[attr-defined]


@asynccontextmanager
async def wire(people: People, *, keeps_alive: bool = True) -> AsyncIterator[Wire]:
    """Connections are used again unless `keeps_alive` is False."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    # Nothing but the headers above: a jar would mix up who is who.
    async with aiohttp.ClientSession(
        timeout=timeout,
        connector=aiohttp.TCPConnector(limit=0, force_close=not keeps_alive),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Wire(session, people)
