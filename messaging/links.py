"""Links of somebody new: before one opens, its reader is shown where it leads."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from messaging.models import Message, Participant

# What every web address that becomes a link holds.
MARK = "://"


def warned_of(user: User, peer: User, messages: Iterable[Message]) -> bool:
    """Whether `user` is warned of `peer`'s links: she has neither answered nor followed him. One query, and none where
    `messages` hold no address of his."""
    if not any(message.sender_id == peer.pk and MARK in message.text for message in messages):
        return False
    return Participant.objects.for_user(user).filter(peer=peer).requests().exists()


def warning_for(peer: User, message: Message) -> str:
    """Where the links of `message` lead first; the number of each follows."""
    return reverse("message_link", args=[peer.username, message.seq, 0]).removesuffix("0")


def touch_links(thread_id: int, revision: int, sender_id: int) -> list[int]:
    """Stamp, under the locks of both, the messages of `sender_id` whose links lead elsewhere from now on with the
    thread's newest revision. Answers their seqs."""
    linking = Message.objects.filter(thread=thread_id, sender=sender_id, text__contains=MARK, erased_at=None)
    seqs = list(linking.order_by("seq").values_list("seq", flat=True))
    if seqs:
        linking.update(revision=revision)
    return seqs
