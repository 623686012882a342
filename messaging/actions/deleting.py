"""Deleting for one's own side, for ever; and erasing what both sides have deleted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from messaging import erasing, live, search
from messaging.actions.sides import lock_side, next_revision, set_unread, stamp_sides
from messaging.models import Deletion, Like, Message, Participant


def delete_message(*, user: User, peer: User, seq: int) -> None:
    """Take message `seq` of the chat with `peer` from `user`'s side; asking twice is no mistake.

    Raises Participant.DoesNotExist or Message.DoesNotExist for what never stood there.
    """
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        message = Message.objects.get(thread=side.thread_id, seq=seq)
        if not Message.objects.for_user(user).filter(pk=message.pk).exists():
            return
        revision = next_revision(side.thread)
        Deletion.objects.create(thread=side.thread, seq=seq, user=user, revision=revision)
        search.leave(message, user.pk)
        # What quotes it is drawn anew, without the quote.
        Message.objects.filter(thread=side.thread_id, reply_to=seq).update(revision=revision)
        _close_ranks(user, side, message)
        stamps = stamp_sides(side.thread, user.pk)
        erase(side.thread_id, seq=seq)
        transaction.on_commit(lambda: live.message_deleted(user, peer, message, stamps[user.pk]), robust=True)


def delete_chat(*, user: User, peer: User) -> None:
    """Take all that the chat with `peer` holds now from `user`'s side; a new message brings it back with only that.

    Raises Participant.DoesNotExist where there is no such chat.
    """
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        if side.preview_seq is None:
            return
        empty(side)
        stamps = stamp_sides(side.thread, user.pk)
        erase(side.thread_id)
        transaction.on_commit(lambda: live.chat_deleted(user, peer, stamps[user.pk]), robust=True)


def empty(side: Participant) -> None:
    """Take all that the chat holds now from `side`, under its locks."""
    side.cleared_seq = side.read_seq = side.thread.last_seq
    side.cleared_revision = next_revision(side.thread)
    side.preview_seq = side.pinned_at = None
    set_unread(side, 0)
    side.save()
    Deletion.objects.filter(thread=side.thread_id, user=side.user_id).delete()


def erase(thread_id: int, **which: int) -> int:
    """Empty the messages of a thread that neither side has any more, under its locks; a tombstone keeps their ids.

    What they alone had shown goes after the commit. Answers how many those were.
    """
    gone = Message.objects.filter(thread=thread_id, erased_at=None, **which)
    for side in Participant.objects.filter(thread=thread_id):
        deleted = Deletion.objects.filter(thread=thread_id, seq=OuterRef("seq"), user=side.user_id)
        gone = gone.filter(Q(seq__lte=side.cleared_seq) | Exists(deleted))
    gif_ids = set(gone.exclude(gif=None).values_list("gif", flat=True))
    Like.objects.filter(thread=thread_id, seq__in=gone.values("seq")).delete()
    search.erase(thread_id, gone.values("seq"))
    emptied = {"text": "", "sticker": None, "gif": None, "video": None, "reply_to": None}
    erased = gone.update(erased_at=timezone.now(), **emptied)
    if erased:
        transaction.on_commit(lambda: erasing.settle(erased, gif_ids), robust=True)
    return erased


def _close_ranks(user: User, side: Participant, message: Message) -> None:
    """Without `message`, another may be the newest, and one less may be unread."""
    if side.preview_seq == message.seq:
        visible = Message.objects.for_user(user).filter(thread=side.thread_id)
        side.preview_seq = visible.order_by("-seq").values_list("seq", flat=True).first()
    if side.read_seq < message.seq and message.sender_id != user.pk:
        set_unread(side, max(side.unread - 1, 0))
    side.save(update_fields=["preview_seq", "unread"])
