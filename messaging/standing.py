"""Where the users of open sockets stand: what a heartbeat compares, and whether a session still holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Mailbox, User
from accounts.names import NAME_PATTERN
from messaging import permissions


class Standing(NamedTuple):
    """A mailbox's counter, the changes of what the rule asks of its user, and what the user's sessions rest on."""

    counter: int
    facts: int
    is_active: bool
    password: str


class Neighbours(NamedTuple):
    """Whom a tab shows, and the moment at which the rule's answer towards one of them may change by itself."""

    ids: tuple[int, ...]
    changes_at: dt.datetime | None


@database_sync_to_async
def read_standings(user_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each of `user_ids`; one query."""
    rows = Mailbox.objects.filter(pk__in=user_ids)
    told = rows.values_list("pk", "counter", "facts", "user__is_active", "user__password")
    return {pk: Standing(counter, facts, is_active, password) for pk, counter, facts, is_active, password in told}


@database_sync_to_async
def live_sessions(keys: Iterable[str]) -> set[str]:
    """Those of the session `keys` that still stand; one query."""
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(sessions.values_list("session_key", flat=True))


@database_sync_to_async
def find_neighbours(user_id: int, names: list[str]) -> Neighbours:
    """Who is called `names`, and when the answer towards one of them may change by itself; two queries."""
    possible = [name for name in names if re.fullmatch(NAME_PATTERN, name)]
    shown = tuple(User.objects.filter(username__in=possible).values_list("pk", flat=True)) if possible else ()
    return Neighbours(shown, permissions.next_change_among(user_id, shown) if shown else None)
