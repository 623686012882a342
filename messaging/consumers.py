"""The socket: it only puts out. Writes come over HTTP, where every guard stands."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels import DEFAULT_CHANNEL_LAYER
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from accounts import pace
from messaging import bus, live, metrics, pulse
from messaging.presence import may_know, note_active
from messaging.standing import Standing, find_neighbours, live_sessions, read_standings

FRAME_LIMIT = 64 * 1024
NEIGHBOURS = 100
OUTBOX = 200  # frames that may wait for one tab
TOO_LARGE, TOO_SLOW = 1009, 1013  # RFC 6455, section 7.4.1, and the IANA's register of close codes
SIGNED_OUT = 4401

logger = logging.getLogger(__name__)


class Inbox(AsyncWebsocketConsumer):
    """One tab of one user. `?with=NAME`, once or more, names whose chat, profile or row it shows."""

    user_id: int
    standings: dict[int, Standing]
    due = 0.0  # when the next heartbeat is, by the loop's clock
    changes_at: dt.datetime | None = None  # when time alone may change what the composer says
    _is_full = False
    _is_sending = True  # nothing can be sent before the handshake is over, and then what has come meanwhile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listens_to: list[str] = []
        self._outbox: deque[str] = deque()
        self._works: set[asyncio.Task[Any]] = set()

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
            for group in self.listens_to:
                bus.leave(group, self)

    @property
    def channel_layer_alias(self) -> str:
        """No channel layer where there is no other process to hear from."""
        return DEFAULT_CHANNEL_LAYER if bus.is_shared() else ""

    async def dispatch(self, message: Any) -> None:
        """Events of this process come by `take`; what the channel layer brings back of them is passed over."""
        if message.get("process") != bus.PROCESS:
            await super().dispatch(message)

    async def connect(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        try:
            await asyncio.to_thread(pace.keep, pace.SOCKETS, user.pk)
        except pace.TooFast:
            # A closing of the handshake: the page tries again, later each time.
            await self.close()
            return
        bus.remember_loop(asyncio.get_running_loop())
        self.user_id, self.password, self.session_key = user.pk, user.password, self.scope["session"].session_key
        await self.find_neighbours()
        self.listens_to = [live.user_group(self.user_id), *map(live.about_group, self.neighbours)]
        for group in self.listens_to:
            bus.join(group, self)
            if self.channel_layer is not None:
                self.groups.append(group)
                await self.channel_layer.group_add(group, self.channel_name)
        # Read after joining: what changes from here on is pushed, what changed before is found by the tab's first sync.
        self.standings = await read_standings(self.watched)
        await self.accept()
        self._begin(self._send_all())
        pulse.join(self)
        self._put_off()
        if await note_active([self.user_id]):
            live.came(self.user_id)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is expected; what is too large to be an accident ends the connection."""
        if len(text_data or bytes_data or "") > FRAME_LIMIT:
            await self.close(TOO_LARGE)

    def take(self, event: dict[str, str]) -> None:
        """Pass on what this process pushes: a fragment at once, all else as soon as the database has answered."""
        if event["type"] == "frame":
            self.put_out(event["html"])
        else:
            self._begin(getattr(self, event["type"])(event))

    async def frame(self, event: dict[str, str]) -> None:
        """Pass on a fragment that another process pushes."""
        self.put_out(event["html"])

    def put_out(self, html: str, kind: str = "push") -> None:
        """Send `html` after all that waits to be sent. A tab that takes nothing any more is closed in place of keeping
        ever more for it: once it is back it asks for what it has missed."""
        if self._is_full:
            return
        if len(self._outbox) >= OUTBOX:
            self._is_full = True
            self._outbox.clear()
            self._begin(self.close(TOO_SLOW))
            return
        self._outbox.append(html)
        metrics.FRAMES.labels(kind).inc()
        self._put_off()
        if not self._is_sending:
            self._is_sending = True
            self._begin(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._outbox:
                await self.send(text_data=self._outbox.popleft())
        finally:
            self._is_sending = False

    def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._works.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._works.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("A socket could not take what it was told.", exc_info=error)

    async def ask(self, event: dict[str, str]) -> None:
        """Pass on that a fact has changed; from now on time may change the answer at another moment."""
        await self.find_neighbours()
        self.put_out(event["html"])

    async def came(self, event: dict[str, str]) -> None:
        """Somebody whom the tab shows is active again: it asks, if that is any business of its reader's."""
        if await may_know(self.user_id, int(event["who"])):
            self.put_out(event["html"])

    async def recheck(self, event: dict[str, str]) -> None:
        """A session of this user has ended: close if it was this one."""
        self.compare(await read_standings(self.watched))
        await self.close_if_ended(await live_sessions([self.session_key]))

    async def beat(self, *, asks: bool) -> None:
        """Send the empty frame, which tells the tab where its mailbox stands."""
        self.put_out(live.heartbeat(self.standings[self.user_id].counter, asks=asks), "heartbeat")

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
        if not self.neighbours and self.standings.get(self.user_id) == standings.get(self.user_id):
            return False, False  # as with nearly all, each time
        before, self.standings = self.standings, {pk: standings[pk] for pk in self.watched if pk in standings}
        pairs = {pk: (before.get(pk), self.standings.get(pk)) for pk in self.watched}
        was, now = pairs[self.user_id]
        moved = was is not None and now is not None and was.counter != now.counter
        return moved, any((was and was.facts) != (now and now.facts) for was, now in pairs.values())

    def _put_off(self) -> None:
        self.due = asyncio.get_running_loop().time() + pulse.HEARTBEAT
