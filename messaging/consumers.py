"""The socket: it only puts out. Writes come over HTTP, where every guard stands."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from messaging import bus, live, pulse
from messaging.presence import note_active
from messaging.standing import Standing, find_neighbours, live_sessions, read_standings

FRAME_LIMIT = 64 * 1024
NEIGHBOURS = 100
TOO_LARGE = 1009  # RFC 6455, section 7.4.1
SIGNED_OUT = 4401


class Inbox(AsyncWebsocketConsumer):
    """One tab of one user. `?with=NAME`, once or more, names whose chat, profile or row it shows."""

    user_id: int
    standings: dict[int, Standing]
    due = 0.0  # when the next heartbeat is, by the loop's clock
    changes_at: dt.datetime | None = None  # when time alone may change what the composer says

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket from its first event to its last, however it ends.

        What is meant for a tab that has gone this very moment is dropped: the event that says so is on its way.
        """

        async def put_out(message: Any) -> None:
            with suppress(RuntimeError, OSError):
                await send(message)

        try:
            await super().__call__(scope, receive, put_out)
        finally:
            pulse.leave(self)

    async def connect(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        bus.remember_loop(asyncio.get_running_loop())
        self.user_id, self.password, self.session_key = user.pk, user.password, self.scope["session"].session_key
        await self.find_neighbours()
        self.groups = [live.user_group(self.user_id), *map(live.about_group, self.neighbours)]
        for group in self.groups:
            await self.channel_layer.group_add(group, self.channel_name)
        # Read after joining: what changes from here on is pushed, what changed before is found by the tab's first sync.
        self.standings = await read_standings(self.watched)
        await self.accept()
        pulse.join(self)
        self._put_off()
        if await note_active([self.user_id]):
            live.ask_again(live.about_group(self.user_id))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is expected; what is too large to be an accident ends the connection."""
        if len(text_data or bytes_data or "") > FRAME_LIMIT:
            await self.close(TOO_LARGE)

    async def frame(self, event: dict[str, str]) -> None:
        """Pass on a pushed fragment."""
        await self.send(text_data=event["html"])
        self._put_off()

    async def ask(self, event: dict[str, str]) -> None:
        """Pass on that a fact has changed; from now on time may change the answer at another moment."""
        await self.find_neighbours()
        await self.frame(event)

    async def recheck(self, event: dict[str, str]) -> None:
        """A session of this user has ended: close if it was this one."""
        self.compare(await read_standings(self.watched))
        await self.close_if_ended(await live_sessions([self.session_key]))

    async def beat(self, *, asks: bool) -> None:
        """Send the empty frame, which tells the tab where its mailbox stands."""
        await self.send(text_data=live.heartbeat(self.standings[self.user_id].counter, asks=asks))
        self._put_off()

    async def close_if_ended(self, sessions: set[str]) -> bool:
        """Close the socket unless its session is among those that stand and its user still is who opened it."""
        own = self.standings.get(self.user_id)
        ended = self.session_key not in sessions or not own or not own.is_active or own.password != self.password
        if ended:
            await self.close(SIGNED_OUT)
        return ended

    async def find_neighbours(self) -> None:
        """Note whom the tab shows, and when it has to ask again by itself."""
        names = parse_qs(self.scope["query_string"].decode("latin-1")).get("with", [])[:NEIGHBOURS]
        self.neighbours, self.changes_at = await find_neighbours(self.user_id, names)

    @property
    def watched(self) -> set[int]:
        """The users whose standing matters to this tab."""
        return {self.user_id, *self.neighbours}

    @property
    def is_overtaken(self) -> bool:
        """Whether a birthday or the end of a suspension has come since the tab last asked."""
        return self.changes_at is not None and self.changes_at <= timezone.now()

    def compare(self, standings: dict[int, Standing]) -> tuple[bool, bool]:
        """Note where everybody stands now; answers whether the own mailbox has moved, and whether any fact has."""
        before, self.standings = self.standings, {pk: standings[pk] for pk in self.watched if pk in standings}
        pairs = {pk: (before.get(pk), self.standings.get(pk)) for pk in self.watched}
        was, now = pairs[self.user_id]
        moved = was is not None and now is not None and was.counter != now.counter
        return moved, any((was and was.facts) != (now and now.facts) for was, now in pairs.values())

    def _put_off(self) -> None:
        self.due = asyncio.get_running_loop().time() + pulse.HEARTBEAT
