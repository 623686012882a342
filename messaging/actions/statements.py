"""What a send asks of the database, each put into SQL once."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from accounts.models import Mailbox
from accounts.prepared import insert, select, update
from messaging.models import Message, Participant, Thread

_SIDE = [field.attname for field in Participant._meta.concrete_fields]  # noqa: SLF001  (the documented way to fields)
_BOX = [field.attname for field in Mailbox._meta.concrete_fields]  # noqa: SLF001


class Chat(NamedTuple):
    """The thread of two users as it stands under their locks, with both sides by their user's id. `is_retry` where
    a message already has the client id that is asked about."""

    thread_id: int
    last_seq: int
    revision: int
    is_retry: bool
    sides: dict[int, Participant]


def chat_between(one_id: int, other_id: int, client_id: UUID) -> Chat | None:
    """The chat of these two, or None where they have never written; one query."""
    rows = _chat(*sorted((one_id, other_id)), client_id)
    if not rows:
        return None
    sides = [Participant.from_db("default", _SIDE, row[3:]) for row in rows]
    last_seq, revision, is_retry = rows[0][:3]
    return Chat(sides[0].thread_id, last_seq, revision, bool(is_retry), {side.user_id: side for side in sides})


def mailboxes_of(one_id: int, other_id: int) -> dict[int, Mailbox]:
    """The mailboxes of these two; one query."""
    return {row[0]: Mailbox.from_db("default", _BOX, row) for row in _mailboxes(one_id, other_id)}


_chat = select(
    lambda low, high, client_id: Participant.objects.filter(thread__low=low, thread__high=high).values_list(
        "thread__last_seq",
        "thread__revision",
        Exists(Message.objects.filter(thread=OuterRef("thread"), client_id=client_id)),
        *_SIDE,
    ),
    int,
    int,
    UUID,
)
_mailboxes = select(lambda one, other: Mailbox.objects.filter(pk__in=[one, other]).values_list(*_BOX), int, int)

# Which thread, and its last message and change from now on.
move_thread = update(
    lambda thread, last_seq, revision: (
        Thread.objects.filter(pk=thread),
        {"last_seq": last_seq, "revision": revision},
    ),
    int,
    int,
    int,
)
# Whose counters go up by one, as accounts.mailboxes asks for with every change.
count_change = update(
    lambda one, other: (Mailbox.objects.filter(pk__in=[one, other]), {"counter": F("counter") + 1}), int, int
)
count_unread_chat = update(lambda user: (Mailbox.objects.filter(pk=user), {"unread_chats": F("unread_chats") + 1}), int)
# Which side, its stamp, the message it shows now, and how many are unread.
move_side = update(
    lambda side, stamp, seq, unread: (
        Participant.objects.filter(pk=side),
        {"order": stamp, "stamp": stamp, "preview_seq": seq, "unread": unread},
    ),
    int,
    int,
    int,
    int,
)
_MESSAGE = {
    "thread_id": int,
    "seq": int,
    "client_id": UUID,
    "sender_id": int,
    "kind": str,
    "text": str,
    "sticker_id": int,
    "gif_id": int,
    "video_id": int,
    "reply_to": int,
    "revision": int,
    "sent_at": dt.datetime,
}
_add_message = insert(Message, _MESSAGE)


def add_message(message: Message) -> None:
    """Store a new message."""
    _add_message(*(getattr(message, name) for name in _MESSAGE))
