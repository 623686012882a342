"""What the search stores: written in the transaction that writes the message, under its locks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.prepared import insert
from messaging.models import Message, SearchEntry
from messaging.search.words import pieces


def words_for(text: str, *user_ids: int) -> str:
    """The words of `text` as they are stored for the sides of `user_ids`; empty where there is nothing to find."""
    words = sorted({piece.word for piece in pieces(text)})
    return " ".join(owned(user_id, word) for user_id in user_ids for word in words)


def owned(user_id: int, word: str) -> str:
    """`word` as one user's: nobody else's search can meet it, and a search costs what its own user has."""
    return f"{user_id}x{word}"


def enter(message: Message, *user_ids: int) -> None:
    """Let those of `user_ids` find a new message by its words; a sticker or a GIF has none."""
    if words := words_for(message.text, *user_ids):
        _add(message.thread_id, message.seq, words)


_add = insert(SearchEntry, {"thread_id": int, "seq": int, "words": str})


def leave(message: Message, user_id: int) -> None:
    """Let a message no longer be found from the side of `user_id`."""
    for entry in SearchEntry.objects.filter(thread=message.thread_id, seq=message.seq):
        entry.words = " ".join(word for word in entry.words.split() if not word.startswith(owned(user_id, "")))
        if entry.words:
            entry.save(update_fields=["words"])
        else:
            entry.delete()


def erase(thread_id: int, seqs: QuerySet[Message, Any]) -> None:
    """Forget the words of messages that are being erased."""
    SearchEntry.objects.filter(thread=thread_id, seq__in=seqs).delete()
