"""How fast one person may go. What is counted is shared by all processes, through the cache.

The figures are far above what hands can do and far below what a program would; each window begins at a moment of its
own for everybody, so that not all are let in again at once. Sign-in and sign-up keep allauth's own limits.
"""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django_ratelimit.core import get_usage


class Pace(NamedTuple):
    """So many of one thing in a window: `rate` is `number/unit`, of s, m, h or d."""

    name: str
    rate: str


SENDS = Pace("sends", "120/m")
HEARTS = Pace("hearts", "240/m")
FOLLOWS = Pace("follows", "200/h")
SEARCHES = Pace("searches", "120/m")
SOCKETS = Pace("sockets", "120/m")
PIECES = Pace("pieces", "600/m")  # of uploads; each has at most 4 MB


class TooFast(Exception):
    """More than the pace allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def keep(pace: Pace, user_id: int) -> None:
    """Count one for `user_id`. Raises TooFast beyond the pace."""
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    usage = get_usage(
        None, group=f"pace-{pace.name}", key=lambda _group, _request: str(user_id), rate=pace.rate, increment=True
    )
    if usage and usage["should_limit"]:
        raise TooFast(max(usage["time_left"], 1))
