"""What every request asks for and what hardly ever changes: remembered by this process for up to a second.

A change made by this process is heeded at once; one made by another, within that second. Nothing that a write rests on
comes from here: the rule reads its facts anew under the locks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction

SECONDS = 1.0
SIZE = 10_000

V = TypeVar("V")


class Memory(Generic[V]):
    """Values by key, each for at most a second after it was read."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, V]] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], V | None]) -> V | None:
        """What is remembered under `key`, or else what `read` answers; that there is nothing is not remembered."""
        kept, now = self._kept.get(key), time.monotonic()
        if kept and kept[0] > now:
            return kept[1]
        changes = self._changes
        value = read()
        # What a transaction sees may never come to be; what was read before a change says nothing after it.
        if settings.PAPERPLANE_REMEMBER and value is not None and not transaction.get_connection().in_atomic_block:
            with self._lock:
                if changes == self._changes:
                    if len(self._kept) >= SIZE:
                        self._kept.clear()
                    self._kept[key] = (now + SECONDS, value)
        return value

    def forget(self, *keys: Hashable) -> None:
        """`keys`, or without any everything: now and, in a transaction, once more when all can see its changes."""
        self._drop(keys)
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(lambda: self._drop(keys), robust=True)

    def clear(self) -> None:
        """Everything, whether or not there is a database."""
        self._drop(())

    def _drop(self, keys: tuple[Hashable, ...]) -> None:
        with self._lock:
            self._changes += 1
            if not keys:
                self._kept.clear()
            for key in keys:
                self._kept.pop(key, None)


# Accounts by id and by name: see accounts.known. Whoever changes one goes through its model, which says so here.
users: Memory[Any] = Memory()
