"""Hearts: one per person per message, one's own messages included."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from messaging import live, permissions
from messaging.actions.noticing import note_message_like
from messaging.actions.sides import lock_side, next_revision, stamp_sides, who_sees
from messaging.models import Like, Message
from messaging.refusals import Refused


def set_like(*, user: User, peer: User, seq: int, liked: bool) -> Message:
    """Bring about that `user` likes message `seq` of her chat with `peer`, or does not; asking twice is no mistake.

    A like is refused where a message would be; taking one back never is. Raises Refused, and Participant.DoesNotExist
    or Message.DoesNotExist for what she can't see.
    """
    with transaction.atomic():
        side = lock_side(user, peer.pk)
        message = Message.objects.for_user(user).get(thread=side.thread_id, seq=seq)
        if liked and (refusal := permissions.ask(user.pk, peer.pk)):
            raise Refused(refusal)
        if _toggle(message, user, liked=liked):
            note_message_like(message, user.pk, liked=liked)
            message.revision = next_revision(side.thread)
            message.save(update_fields=["revision"])
            stamps = stamp_sides(side.thread, *who_sees(message, user, peer))
            transaction.on_commit(lambda: live.message_changed(message, stamps), robust=True)
    return message


def _toggle(message: Message, user: User, *, liked: bool) -> bool:
    """Whether that changed anything."""
    if liked:
        return Like.objects.get_or_create(thread_id=message.thread_id, seq=message.seq, user=user)[1]
    hearts = Like.objects.filter(thread=message.thread_id, seq=message.seq, user=user)
    return bool(hearts.delete()[0])
