"""Ordinary messages: mere words that answer nothing. Nearly all are, so what stays the same of them is drawn once."""

from __future__ import annotations

from messaging.models import Kind, Message, Participant
from messaging.outline import Outline

_PERSON = ("username", "name_shown", "erased_at", "avatar", "small_avatar_url", "tint")
_MESSAGE = (
    *("mine", "run", "dom_id", "seq", "seq_key", "revision", "sender.username", "moment", "clock", "text", "words"),
    *("big_emoji", "reply_to", "sticker_id", "gif_id", "video_id", "liked", "liked_by_peer"),
)
_CHAT = ("listed_in", "sort_key", "stamp", "preview_seq", "pinned_at", "muted_at", "unread", "has_written")
_LAST = ("mine", "moment", "day", "text", "preview")

# The frame of one in a chat that has begun, among those its reader has accepted.
ORDINARY = Outline(
    "messaging/live/message.html",
    values=[
        *("user.username", "change.prev", "change.stamp", "asks", "stamp", "unread_chats", "unseen_acts"),
        *(f"{owner}.{name}" for owner in ("peer", "chat.peer") for name in _PERSON),
        *(f"message.{name}" for name in _MESSAGE),
        *(f"chat.{name}" for name in _CHAT),
        *(f"chat.last.{name}" for name in _LAST),
    ],
    choices=["chat.last.kind"],
    lists={"messages": "message"},
)


# The same as it stands on a page, among others.
ARTICLE = Outline(
    "messaging/_message.html",
    values=[*(f"peer.{name}" for name in _PERSON), *(f"message.{name}" for name in _MESSAGE)],
    choices=["pending", "failed", "alone"],
)

# A chat in the list, but for the one that is open.
ROW = Outline(
    "messaging/_chat_row.html",
    values=[
        *(f"chat.peer.{name}" for name in _PERSON),
        *(f"chat.{name}" for name in _CHAT),
        *(f"chat.last.{name}" for name in _LAST),
    ],
    choices=["chat.last.kind", "current"],
)


def is_ordinary(message: Message, chat: Participant, *, asks: bool) -> bool:
    """Whether the frame that pushes `message` is one that ORDINARY can fill in."""
    return is_plain(message) and chat.has_written and not asks


def is_plain(message: Message) -> bool:
    """Whether `message` is one that ARTICLE can fill in."""
    return message.kind == Kind.TEXT and message.reply_to is None


def is_plain_row(chat: Participant, current: str | None) -> bool:
    """Whether `chat` is one that ROW can fill in, in the list of a page that has the chat with `current` open."""
    return bool(chat.last and chat.last.text) and chat.peer.username != current
