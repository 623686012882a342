"""An outside GIF service for tests: two GIFs, and every way to fail."""

from __future__ import annotations

from messaging.gif_providers import Outside, Unreachable
from tests.messaging import pictures

PATH = "tests.messaging.gif_service.Service"


class Service:
    name = "Giffery"

    def search(self, words: str, language: str) -> list[Outside]:
        if words == "down":
            raise Unreachable
        hits = [
            Outside("duck-1", "https://media.giffery.example/duck-1.gif", 200, 100, "a duck"),
            Outside("dog-2", "https://media.giffery.example/dog-2.gif", 100, 100),
        ]
        return [hit for hit in hits if words in hit.title or not words]

    def film(self, id: str) -> bytes:  # noqa: A002
        if id == "lost":
            raise Unreachable
        return b"<html>" if id == "page" else pictures.moving()
