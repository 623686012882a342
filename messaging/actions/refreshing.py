"""Cards of videos that have to be drawn anew: who may watch a video is asked as its card is drawn, and has changed."""

from __future__ import annotations

from django.db import transaction

from accounts.mailboxes import lock_users
from accounts.models import User
from messaging import live
from messaging.actions.sides import next_revision, stamp_sides
from messaging.models import Message, Thread
from messaging.models.messages import MessageQuerySet

BATCH = 100


def refresh_cards(cards: MessageQuerySet, after: int = 0) -> int | None:
    """Stamp the `cards`, messages that show a video, in the next threads after thread `after`, and push them.

    One thread, and so one pair, per transaction. Answers the thread to go on after, or None when all are done.
    """
    threads = cards.filter(thread__gt=after, erased_at=None).order_by("thread").values_list("thread", flat=True)
    batch = list(threads.distinct()[:BATCH])
    for thread_id in batch:
        _refresh(cards, thread_id)
    return batch[-1] if len(batch) == BATCH else None


def _refresh(cards: MessageQuerySet, thread_id: int) -> None:
    low_id, high_id = Thread.objects.values_list("low", "high").get(pk=thread_id)
    with transaction.atomic():
        lock_users(low_id, high_id)
        thread = Thread.objects.get(pk=thread_id)
        seqs = list(cards.filter(thread=thread_id, erased_at=None).values_list("seq", flat=True))
        shown = Message.objects.filter(thread=thread_id, seq__in=seqs)
        seen_by = [pk for pk in (low_id, high_id) if shown.for_user(User(pk=pk)).exists()]
        if not seen_by:
            return
        shown.update(revision=next_revision(thread))
        stamps = stamp_sides(thread, *seen_by)
        transaction.on_commit(lambda: live.messages_changed(thread_id, seqs, stamps), robust=True)
