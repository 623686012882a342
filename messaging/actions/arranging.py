"""Putting one's own list in order: nobody else can see it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.mailboxes import lock_users
from accounts.models import Mailbox, User
from messaging import live
from messaging.actions.sides import lock_side, next_revision, set_unread, stamp_sides
from messaging.links import touch_links
from messaging.models import Message, Participant


def set_pin(*, user: User, peer: User, pinned: bool) -> Participant:
    """Keep the chat with `peer` at the top of the list, or no longer. Raises Participant.DoesNotExist."""
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        if (side.pinned_at is not None) != pinned:
            side.pinned_at = timezone.now() if pinned else None
            _save(user, side)
    return side


def set_mute(*, user: User, peer: User, muted: bool) -> Participant:
    """Let the chat with `peer` count for no badge, or count again. Raises Participant.DoesNotExist."""
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        if (side.muted_at is not None) != muted:
            side.muted_at = timezone.now() if muted else None
            if side.unread:
                step = -1 if muted else 1
                Mailbox.objects.filter(pk=user.pk).update(unread_chats=F("unread_chats") + step)
            _save(user, side)
    return side


def mark_unread(*, user: User, peer: User) -> Participant:
    """Show the other's newest message as unread until the chat is opened again; without one nothing changes.

    Raises Participant.DoesNotExist.
    """
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        theirs = Message.objects.for_user(user).filter(thread=side.thread_id, sender=peer).order_by("-seq")
        newest = theirs.values_list("seq", flat=True).first()
        if newest and not side.unread:
            side.read_seq = newest - 1
            set_unread(side, 1)
            _save(user, side)
    return side


def relist(*, user: User, peer: User) -> None:
    """Have the chat with `peer`, if there is one that `user` never answered, stand where it belongs now: she has begun
    or ceased to follow, and with that it moves between her chats and her requests."""
    with transaction.atomic():
        lock_users(user.pk, peer.pk)
        unanswered = Participant.objects.for_user(user).listed().filter(peer=peer, has_written=False)
        if side := unanswered.select_related("thread").first():
            seqs = touch_links(side.thread_id, next_revision(side.thread), peer.pk)
            stamps = stamp_sides(side.thread, user.pk)
            transaction.on_commit(lambda: live.chat_changed(user, side, stamps[user.pk]), robust=True)
            if seqs:  # its links lead to a warning, or no longer
                transaction.on_commit(lambda: live.messages_changed(side.thread_id, seqs, stamps), robust=True)


def _save(user: User, side: Participant) -> None:
    side.save(update_fields=["pinned_at", "muted_at", "unread", "read_seq"])
    stamp = stamp_sides(side.thread, user.pk)[user.pk]
    transaction.on_commit(lambda: live.chat_changed(user, side, stamp), robust=True)
