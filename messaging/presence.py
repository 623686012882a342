"""Typing and active now: each has a switch, who hides hers sees nobody's, and none of it crosses a block.

Nothing of it is ever written to the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from channels.db import database_sync_to_async
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from messaging import bus, live, permissions
from messaging.permissions import Facts

# Longer than a heartbeat, which renews it, so that it does not flicker.
ACTIVE_FOR = dt.timedelta(seconds=60)


def tell_typing(user: User, peer: User) -> None:
    """Show `peer` that `user` is typing to her, if she may write there and both show it."""
    if user.shows_typing and peer.shows_typing and permissions.ask(user.pk, peer.pk) is None:
        bus.push(live.user_group(peer.pk), f'<live-frame data-typing="{user.username}"></live-frame>')


def active_until(user: User, peer: User, facts: Facts) -> dt.datetime | None:
    """Until when `peer` counts as active for `user`; None when she is not, or when that is none of `user`'s business.

    It is told among those who have a dialogue, and to those whom `peer` follows.
    """
    near = facts.recipient_has_written or facts.recipient_follows
    apart = facts.sender_blocks or facts.recipient_blocks
    if not near or apart or not (user.shows_activity and peer.shows_activity):
        return None
    until: dt.datetime | None = cache.get(_key(peer.pk))
    return until if until and until > timezone.now() else None


@database_sync_to_async
def note_active(user_ids: Iterable[int]) -> list[int]:
    """Count `user_ids` as active for a while; answers those who were not before."""
    known = cache.get_many([_key(pk) for pk in user_ids])
    until = timezone.now() + ACTIVE_FOR
    cache.set_many({_key(pk): until for pk in user_ids}, ACTIVE_FOR.total_seconds())
    return [pk for pk in user_ids if _key(pk) not in known]


def _key(user_id: int) -> str:
    return f"active-{user_id}"
