"""What somebody wants to send, before anybody has asked whether she may."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from messaging.models import Kind, Message


@dataclass(frozen=True, slots=True)
class Payload:
    """The content of a message and the id its sender's browser gave it."""

    client_id: UUID
    kind: Kind
    text: str = ""
    sticker_id: int | None = None
    gif_id: int | None = None
    video_id: int | None = None
    reply_to: int | None = None

    def is_content_of(self, message: Message) -> bool:
        """Whether `message` says the same, so that this is a retry of it and not another one under its id."""
        return all(
            getattr(self, name) == getattr(message, name)
            for name in ("kind", "text", "sticker_id", "gif_id", "video_id", "reply_to")
        )
