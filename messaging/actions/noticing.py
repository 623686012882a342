"""Telling somebody what others did with her messages and videos, and that she has seen it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.mailboxes import advance, lock_users
from accounts.models import Mailbox
from messaging import live
from messaging.models import Act, Message, Verb
from social.models import Video


def note_message_like(message: Message, actor_id: int, *, liked: bool) -> None:
    """Note, within the like's own transaction and under its locks, a heart on somebody else's message."""
    if message.sender_id == actor_id:
        return
    thing = {"thread_id": message.thread_id, "seq": message.seq, "verb": Verb.MESSAGE_LIKE}
    _note(message.sender_id, actor_id, thing, holds=liked)


def note_on_video(video_id: int, actor_id: int, verb: Verb, *, holds: bool = True) -> None:
    """Note what `actor_id` did, or with `holds` False has undone, with a video of somebody else; it is done already.

    A block that came meanwhile is asked for as it is shown.
    """
    owner_id = Video.objects.values_list("author", flat=True).get(pk=video_id)
    if owner_id == actor_id:
        return
    with transaction.atomic():
        lock_users(owner_id)
        _note(owner_id, actor_id, {"video_id": video_id, "verb": verb}, holds=holds)


def mark_acts_seen(user_id: int) -> None:
    """She has looked: none of it is new any more."""
    with transaction.atomic():
        lock_users(user_id)
        if not Mailbox.objects.filter(pk=user_id, unseen_acts__gt=0).update(unseen_acts=0):
            return
        stamp = advance(user_id)[user_id]
        transaction.on_commit(lambda: live.acts_seen(user_id, stamp), robust=True)


def _note(owner_id: int, actor_id: int, thing: dict[str, object], *, holds: bool) -> None:
    mailbox = Mailbox.objects.filter(pk=owner_id)
    if holds:
        if not Act.objects.get_or_create(**thing, actor_id=actor_id, defaults={"owner_id": owner_id})[1]:
            return
        mailbox.update(unseen_acts=F("unseen_acts") + 1)
    else:
        if not Act.objects.filter(**thing, actor_id=actor_id).delete()[0]:
            return
        mailbox.filter(unseen_acts__gt=0).update(unseen_acts=F("unseen_acts") - 1)
    stamp = advance(owner_id)[owner_id]
    transaction.on_commit(lambda: live.acts_changed(owner_id, stamp), robust=True)
