"""Typing and active now: each has a switch, who hides hers sees nobody's, and none of it crosses a block.

Nothing of it is ever written to the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from channels.db import database_sync_to_async
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from messaging import bus, live, permissions
from messaging.models import Participant
from messaging.permissions import Facts
from social.models import Follow
from social.people import visible_to

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
    if not _may_know(user, peer, facts):
        return None
    until: dt.datetime | None = cache.get(_key(peer.pk))
    return until if until and until > timezone.now() else None


def active_among(user: User, names: Iterable[str]) -> list[str]:
    """Those called `names` who are active now and show it to `user`, as `active_until` has it; one query."""
    if not user.shows_activity:
        return []
    wrote = Participant.objects.filter(user=OuterRef("pk"), peer=user, has_written=True)
    people = visible_to(user).filter(username__in=names, shows_activity=True)
    near = people.filter(Exists(wrote) | Exists(Follow.objects.filter(follower=OuterRef("pk"), followed=user)))
    keys = {_key(pk): name for pk, name in near.values_list("pk", "username")}
    now = timezone.now()
    return sorted(keys[key] for key, until in cache.get_many(keys).items() if until > now)


def _may_know(user: User, peer: User, facts: Facts) -> bool:
    near = facts.recipient_has_written or facts.recipient_follows
    apart = facts.sender_blocks or facts.recipient_blocks
    return near and not apart and user.shows_activity and peer.shows_activity


@database_sync_to_async
def may_know(user_id: int, peer_id: int) -> bool:
    """Whether it is any business of `user_id` that `peer_id` is active; two queries."""
    users = User.objects.in_bulk([user_id, peer_id])
    if len(users) < 2:
        return False
    return _may_know(users[user_id], users[peer_id], permissions.facts_between(user_id, peer_id))


@database_sync_to_async
def note_active(user_ids: Iterable[int]) -> list[int]:
    """Count `user_ids` as active for a while; answers those who were not before."""
    known = cache.get_many([_key(pk) for pk in user_ids])
    until = timezone.now() + ACTIVE_FOR
    cache.set_many({_key(pk): until for pk in user_ids}, ACTIVE_FOR.total_seconds())
    return [pk for pk in user_ids if _key(pk) not in known]


def _key(user_id: int) -> str:
    return f"active-{user_id}"
