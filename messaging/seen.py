"""Seen: how far the other has read, for those who both show it."""

from __future__ import annotations

from accounts.models import User
from messaging.models import Message, Participant
from social.models import Block


def may_tell_seen(reader: User, writer: User) -> bool:
    """Whether `writer` may know what `reader` has read: both show it, and neither has blocked the other."""
    if not (reader.shows_seen and writer.shows_seen):
        return False
    pair = (reader.pk, writer.pk)
    return not Block.objects.filter(blocker__in=pair, blocked__in=pair).exists()


def last_seen(user: User, peer: User) -> Message | None:
    """The newest message of `user`'s own that `peer` has seen, as far as she may know; two queries."""
    if not may_tell_seen(peer, user):
        return None
    theirs = Participant.objects.filter(user=peer, peer=user)
    own = Message.objects.for_user(user).filter(thread__in=theirs.values("thread"), sender=user)
    return own.filter(seq__lte=theirs.values("seen_seq")).order_by("-seq").first()
