"""Telling what one has read."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from messaging import live
from messaging.actions.sides import lock_side, set_unread, stamp_sides
from messaging.models import Message, Participant
from messaging.seen import may_tell_seen


def mark_read(*, user: User, peer_id: int, seq: int) -> Participant:
    """Note that `user` has seen the chat up to `seq`; never backwards, never past the end. Answers her side.

    The other is told, if both show it, once the user has ever answered.

    Raises Participant.DoesNotExist where there is no such chat.
    """
    with transaction.atomic():
        side = lock_side(user, peer_id)
        seq = min(seq, side.thread.last_seq)
        if seq <= side.read_seq:
            return side
        side.read_seq = seq
        set_unread(side, _unread_after(user, side))
        seen = side.has_written and may_tell_seen(*_as_they_are(user.pk, peer_id))
        if seen:
            side.seen_seq = max(side.seen_seq, seq)
        side.save(update_fields=["read_seq", "unread", "seen_seq"])
        stamps = stamp_sides(side.thread, user.pk, *([peer_id] if seen else []))
        transaction.on_commit(lambda: live.chat_read(side, stamps), robust=True)
    return side


def _as_they_are(*user_ids: int) -> list[User]:
    """The users as they stand under the lock: either may just have turned a switch."""
    users = User.objects.in_bulk(user_ids)
    return [users[pk] for pk in user_ids]


def _unread_after(user: User, side: Participant) -> int:
    """How many of the other's messages stand after the read mark: at most as many as were unread before."""
    if side.read_seq >= side.thread.last_seq:
        return 0
    later = Message.objects.for_user(user).filter(thread=side.thread_id, seq__gt=side.read_seq)
    return later.exclude(sender=user).count()
