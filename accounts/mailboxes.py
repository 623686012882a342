"""The lock under which everything that another user can see is written, and the stamp of each such change."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from accounts.models import Mailbox
from accounts.prepared import Statement, select
from accounts.signals import account_changed


class Stamp(NamedTuple):
    """A user's mailbox counter before and after a change."""

    prev: int
    stamp: int


def lock_users(*user_ids: int) -> None:
    """Hold the mailboxes of `user_ids` until the transaction ends; in the order of their ids, so that two writers
    never wait for each other.

    Nothing else is read by this statement: a fact read while waiting for the lock is older than the lock. Read facts
    in the statements after it. On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).

    Raises Mailbox.DoesNotExist for an unknown id, and TransactionManagementError outside `atomic()`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("lock_users() needs a transaction.")
    wanted = sorted(set(user_ids))
    if [pk for (pk,) in _lock(len(wanted))(*wanted)] != wanted:
        raise Mailbox.DoesNotExist(f"No mailbox for some of {wanted}.")


@lru_cache
def _lock(count: int) -> Statement:
    """The statement that locks so many mailboxes."""
    return select(
        lambda *ids: Mailbox.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"),
        *([int] * count),
    )


def advance(*user_ids: int) -> dict[int, Stamp]:
    """Count one more change in each mailbox, under the lock; answers each one's stamp."""
    boxes = Mailbox.objects.filter(pk__in=user_ids)
    counters = dict(boxes.values_list("pk", "counter"))
    boxes.update(counter=F("counter") + 1)
    return {pk: Stamp(counter, counter + 1) for pk, counter in counters.items()}


def count_fact(*user_ids: int) -> None:
    """Note, under the lock, that something the rule asks of these users has changed."""
    Mailbox.objects.filter(pk__in=user_ids).update(facts=F("facts") + 1)


def announce_account(user_ids: Iterable[int]) -> None:
    """Count the change and tell the apps above about it once it is committed."""
    for user_id in user_ids:
        count_fact(user_id)
        _announce_on_commit(user_id)


def _announce_on_commit(user_id: int) -> None:
    # No functools.partial: Django asks a robust callback that failed for its __qualname__, which a partial lacks.
    transaction.on_commit(lambda: account_changed.send_robust(sender=None, user_id=user_id), robust=True)
