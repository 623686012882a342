"""The files of stickers and GIFs: kept under names that nobody can guess."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store(directory: str, content: bytes) -> str:
    """Keep a WebP; answers its name in the storage."""
    return default_storage.save(f"{directory}/{secrets.token_urlsafe(16)}.webp", ContentFile(content))
