"""Files of the storage that go for good, and the count of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Freed:
    """How many files were taken away, and how many bytes they held."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: Freed) -> Freed:
        return Freed(self.files + other.files, self.bytes + other.bytes)


def remove(names: Iterable[str | None]) -> Freed:
    """Take files away; one that is gone already counts for nothing, one that stays is left to `purge_deleted`."""
    freed = Freed()
    for name in filter(None, names):
        try:
            size = default_storage.size(name)
            default_storage.delete(name)
        except FileNotFoundError:
            continue
        except OSError:
            logger.exception("%s could not be removed.", name)
            continue
        freed += Freed(1, size)
    return freed


def weigh(names: Iterable[str | None]) -> Freed:
    """How many files these are, and how large."""
    found = (name for name in filter(None, names) if default_storage.exists(name))
    return sum((Freed(1, default_storage.size(name)) for name in found), Freed())
