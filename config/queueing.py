"""Who is let in while more is asked of a process than it can answer.

What waits too long is asked for twice, and then everybody waits longer still: whoever finds no room is told so early.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from prometheus_client import Gauge

# So many requests may be under way or wait for a thread.
ADMITTED = 64
# A send is made again by the browser that made it, so it need not wait: once another request of a crowd has waited so
# long for a thread, in seconds, the next send is turned away. A few who wait for a service that stands still are no
# crowd: they are answered as soon as it is given up.
CROWD = 24
SEND_PATIENCE = 0.3
SEND = re.compile(r"/messages/@[^/]+/")
# Before people who write to each other are turned away, those are who have not signed in: a crowd of them, or of
# programs that read none of what they ask for, must not take the places of a conversation. What a page is made of is
# given out as ever: it costs little, and half of it is worth nothing.
STRANGERS = 16
SESSION = f"{settings.SESSION_COOKIE_NAME}=".encode()
# What watches over a server must not take a crowd for its end.
ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
UNDER_WAY = Gauge(
    "paperplane_requests_under_way", "Requests that are answered now or wait for it.", multiprocess_mode="livesum"
)


class Queue:
    """The requests under way in a process, and since when those wait that have no thread yet, the oldest first."""

    def __init__(self) -> None:
        self.admitted = 0
        self._waiting: deque[float] = deque()

    def is_full_for(self, scope: dict[str, Any]) -> bool:
        """Whether the request of this ASGI scope is to be turned away."""
        if scope["path"] in ALWAYS:
            return False
        if self.admitted >= ADMITTED:
            return True
        if self.admitted >= STRANGERS and is_of_a_stranger(scope):
            return True
        if self.admitted < CROWD or scope["method"] != "POST" or not SEND.fullmatch(scope["path"]):
            return False
        try:
            return time.monotonic() - self._waiting[0] > SEND_PATIENCE
        except IndexError:  # it got its thread between two looks, or nobody waits
            return False

    @contextmanager
    def place(self) -> Iterator[Callable[..., Any]]:
        """Hold a place for as long as the block lasts. What it gives calls its first argument with the others, and is
        to be called by the thread that has been waited for; threads take what waits in turn."""
        self.admitted += 1
        UNDER_WAY.inc()
        self._waiting.append(time.monotonic())
        try:
            yield self._begin
        finally:
            self.admitted -= 1
            UNDER_WAY.dec()

    def _begin(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self._waiting.popleft()
        return work(*arguments)


def is_of_a_stranger(scope: dict[str, Any]) -> bool:
    """Whether an ASGI scope asks for a page and shows no sign of a session. The sign is not looked into: that is what
    the request would have to wait for."""
    if scope["path"].startswith(settings.STATIC_URL):
        return False
    return not any(name == b"cookie" and SESSION in value for name, value in scope["headers"])
