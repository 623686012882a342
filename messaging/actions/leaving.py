"""Erasing an account whose time has come: all that is on its own side, and nothing of what others hold.

Each piece is a transaction of its own, and undone rows are not met again: whoever takes this up after a crash goes on
where it stopped. What the account wrote stays with those it wrote to, under "Deleted account".
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from accounts.actions_leaving import anonymise, finish_leaving
from accounts.mailboxes import advance, lock_users
from accounts.models import Mailbox, User
from messaging import live
from messaging.actions.deleting import empty, erase
from messaging.actions.keeping import remove_gif
from messaging.actions.sides import lock_side, next_revision, stamp_sides
from messaging.models import Act, Gif, Like, Message, Participant, StickerFavourite
from social import actions_leaving as social

ROUNDS = 3


class Unfinished(Exception):
    """Something kept coming in; the erasing is to be taken up again."""


def erase_account(user_id: int, note: Callable[[], object] = lambda: None) -> None:
    """Erase a leaving account whose time has come; `note` is told of each piece. Doing it twice is no mistake.

    Raises accounts.actions_leaving.NotLeaving when it was kept meanwhile, or its time has not come.
    """
    anonymise(user_id=user_id)
    user = User.objects.get(pk=user_id)
    for _round in range(ROUNDS):
        social.forget_relations(user, note)
        social.forget_videos(user, note)
        _forget_pictures(user)
        for side in _full_sides(user):
            forget_chat(user=user, peer=side.peer)
            note()
        _forget_acts(user)
        if not social.has_anything_left(user) and not _full_sides(user):
            finish_leaving(user_id=user_id)
            return
    raise Unfinished


def weight(user: User) -> int:
    """About how many pieces that will be."""
    return social.weight(user) + Participant.objects.for_user(user).count()


def forget_chat(*, user: User, peer: User) -> None:
    """Take the chat with `peer` from the side of `user`, and her hearts from his; he sees who is gone."""
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        hearts = Like.objects.filter(thread=side.thread_id, user=user)
        seqs = list(hearts.values_list("seq", flat=True))
        hearts.delete()
        Message.objects.filter(thread=side.thread_id, seq__in=seqs).update(revision=next_revision(side.thread))
        empty(side)
        side.muted_at = None
        side.save(update_fields=["muted_at"])
        thread_id, stamps = side.thread_id, stamp_sides(side.thread, peer.pk)
        erase(thread_id)
        transaction.on_commit(lambda: live.messages_changed(thread_id, seqs, stamps), robust=True)


def _full_sides(user: User) -> list[Participant]:
    """Her chats that hold something yet, or in which she liked something."""
    sides = Participant.objects.for_user(user).select_related("peer")
    liked = Like.objects.filter(user=user).values("thread")
    return list(sides.filter(cleared_seq__lt=F("thread__last_seq")) | sides.filter(thread__in=liked))


def _forget_pictures(user: User) -> None:
    for pk in list(Gif.objects.kept_by(user).values_list("pk", flat=True)):
        remove_gif(owner=user, pk=pk)
    Gif.objects.filter(owner=user).exclude(tags="").update(tags="")
    StickerFavourite.objects.filter(user=user).delete()


def _forget_acts(user: User) -> None:
    """What others did with her things, and what she did with theirs, which they then find one thing less of."""
    with transaction.atomic():
        lock_users(user.pk)
        Act.objects.filter(owner=user).delete()
        Mailbox.objects.filter(pk=user.pk).update(unseen_acts=0)
    for owner_id in set(Act.objects.filter(actor=user).values_list("owner", flat=True)):
        with transaction.atomic():
            lock_users(owner_id)
            Act.objects.filter(owner=owner_id, actor=user).delete()
            left = Act.objects.filter(owner=owner_id).count()
            Mailbox.objects.filter(pk=owner_id, unseen_acts__gt=left).update(unseen_acts=left)
            _tell_acts(owner_id)


def _tell_acts(owner_id: int) -> None:
    stamp = advance(owner_id)[owner_id]
    transaction.on_commit(lambda: live.acts_changed(owner_id, stamp), robust=True)
