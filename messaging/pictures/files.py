"""The files of stickers and GIFs: kept under names that nobody can guess, and taken away for good."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Freed:
    """How many files were taken away, and how many bytes they held."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: Freed) -> Freed:
        return Freed(self.files + other.files, self.bytes + other.bytes)


def store(directory: str, content: bytes) -> str:
    """Keep a WebP; answers its name in the storage."""
    return default_storage.save(f"{directory}/{secrets.token_urlsafe(16)}.webp", ContentFile(content))


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
