"""GIFs from an outside service: off by default, and never named here. docs/pictures.md shows how to write one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

# Whoever asks an outside service holds a request thread until it answers; the others are for the messages.
AT_ONCE = threading.BoundedSemaphore(1)
PATIENCE = 1.0  # seconds to wait for one's turn


class Unreachable(Exception):
    """The service did not answer, or not in a way that can be used."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A GIF of the service. Its reader's browser loads `preview_url` from there, and nobody else's anything."""

    id: str
    preview_url: str
    width: int
    height: int
    title: str = ""


class GifProvider(Protocol):
    """What PAPERPLANE_GIF_PROVIDER names: a class without arguments. Its methods answer within a few seconds or raise
    Unreachable."""

    name: str

    def search(self, words: str, language: str) -> list[Outside]:
        """What the service finds for `words`, or what it recommends without any."""

    def film(self, id: str) -> bytes:  # noqa: A002 (it is what the service calls it)
        """The GIF or animated WebP itself, of at most 4 MB."""


def provider() -> GifProvider | None:
    """The service in use, or None. Raises ImportError for a name that leads nowhere."""
    path: str = settings.PAPERPLANE_GIF_PROVIDER
    return _made(path) if path else None


@cache
def _made(path: str) -> GifProvider:
    made: GifProvider = import_string(path)()
    return made


def search(words: str, language: str) -> list[Outside]:
    """Ask the service, when it is our turn. Raises Unreachable, also where none is in use."""
    service = _in_turn()
    try:
        return service.search(words, language)
    finally:
        AT_ONCE.release()


def film(outside_id: str) -> bytes:
    """A GIF of the service, when it is our turn. Raises Unreachable, also where none is in use."""
    service = _in_turn()
    try:
        return service.film(outside_id)
    finally:
        AT_ONCE.release()


def _in_turn() -> GifProvider:
    service = provider()
    if service is None or not AT_ONCE.acquire(timeout=PATIENCE):
        raise Unreachable
    return service
