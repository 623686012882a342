"""Channel layers for tests: one that keeps what is sent, one that is out of order."""

from __future__ import annotations

from typing import Any, ClassVar

from channels.layers import BaseChannelLayer


class RecordingLayer(BaseChannelLayer):
    """Delivers nothing and remembers what was to be sent, as (group, event)."""

    extensions: ClassVar = ["groups"]
    sent: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.sent.append((group, message))


class BrokenLayer(BaseChannelLayer):
    """What a layer looks like whose server is down."""

    extensions: ClassVar = ["groups"]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionError("The channel layer is down.")
