"""What keeps the sockets of one process honest: the heartbeat, and a watch on the database for writes of others."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

from messaging import metrics
from messaging.presence import note_active
from messaging.standing import live_sessions, read_standings

if TYPE_CHECKING:
    from messaging.consumers import Inbox

logger = logging.getLogger(__name__)

HEARTBEAT = 25.0  # seconds without a frame, at most
TICK = 1.0
WATCH = 0.2
REST = 0.5  # after a look; with WATCH before the next, another process is heard within a second

_sockets: set[Inbox] = set()
_tasks: list[asyncio.Task[None]] = []


def join(socket: Inbox) -> None:
    """Serve `socket` from now on; the tasks run while there is one."""
    _sockets.add(socket)
    metrics.SOCKETS.inc()
    if not _tasks:
        _tasks.append(asyncio.create_task(_keep(_beat)))
        if connection.vendor == "sqlite":
            _tasks.append(asyncio.create_task(_keep(_watch)))


def leave(socket: Inbox) -> None:
    """Serve it no longer; with the last one the tasks end."""
    if socket in _sockets:
        _sockets.remove(socket)
        metrics.SOCKETS.dec()
    if not _sockets:
        for task in _tasks:
            task.cancel()
        _tasks.clear()


async def _keep(work: Callable[[], Awaitable[None]]) -> None:
    """Go on with `work` whatever happens to the database: a pulse that stops is noticed by nobody."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("The pulse missed a beat.")
        await asyncio.sleep(TICK)


async def _beat() -> None:
    """Every second, see to the sockets that have had no frame for a while or whose answer time has changed."""
    while True:
        await asyncio.sleep(TICK)
        now = asyncio.get_running_loop().time()
        if due := [socket for socket in _sockets if socket.due <= now or socket.is_overtaken]:
            await _see_to(due)


async def _see_to(due: list[Inbox]) -> None:
    """Close the sockets whose session has ended and tell the others where they stand; two queries for all of them."""
    standings = await read_standings({pk for socket in due for pk in socket.watched})
    sessions = await live_sessions({socket.session_key for socket in due})
    await note_active({socket.user_id for socket in due})
    for socket in due:
        _moved, asks = socket.compare(standings)
        with suppress(Exception):  # a socket that is just going away
            if await socket.close_if_ended(sessions):
                continue
            if socket.is_overtaken:
                asks = True
                await socket.find_neighbours()
            await socket.beat(asks=asks)


async def _watch() -> None:
    """Notice commits of the worker and of commands: they can reach no socket of this process themselves."""
    path = Path(connection.settings_dict["NAME"]).as_uri()
    with closing(sqlite3.connect(f"{path}?mode=ro", uri=True)) as database:
        seen = None
        while True:
            version = database.execute("PRAGMA data_version").fetchone()[0]
            # Also at the first look: a commit may have come after the first socket read where its people stand.
            if version != seen:
                await _tell_who_moved()
                # Our own writes change the version too: many a second are looked at once.
                await asyncio.sleep(REST)
            seen = version
            await asyncio.sleep(WATCH)


async def _tell_who_moved() -> None:
    sockets = list(_sockets)
    standings = await read_standings({pk for socket in sockets for pk in socket.watched})
    for socket in sockets:
        moved, asks = socket.compare(standings)
        with suppress(Exception):  # a socket that is just going away
            own = standings.get(socket.user_id)
            if not own or not own.is_active:
                await socket.recheck({})
            elif moved or asks:
                if asks:
                    await socket.find_neighbours()
                await socket.beat(asks=asks)
