"""What the actions on a chat share: its two sides under lock, and how a change is stamped for those who see it."""

from __future__ import annotations

from django.db.models import F

from accounts.mailboxes import Stamp, advance, lock_users
from accounts.models import Mailbox, User
from messaging.models import Message, Participant, Thread


def lock_side(user: User, peer_id: int) -> Participant:
    """`user`'s side of the chat with `peer_id`, thread and all, with both users locked.

    Raises Participant.DoesNotExist where there is no such chat.
    """
    lock_users(user.pk, peer_id)
    return Participant.objects.for_user(user).select_related("thread").get(peer=peer_id)


def next_revision(thread: Thread) -> int:
    """Count one more change in `thread`; answers its revision, which stamps what has changed."""
    thread.revision += 1
    thread.save(update_fields=["revision"])
    return thread.revision


def stamp_sides(thread: Thread, *user_ids: int) -> dict[int, Stamp]:
    """Mark the chat as changed for those of its two users who can see the change."""
    stamps = advance(*user_ids)
    for user_id, stamp in stamps.items():
        Participant.objects.filter(thread=thread, user=user_id).update(stamp=stamp.stamp)
    return stamps


def who_sees(message: Message, *users: User) -> list[int]:
    """The ids of those of `users` on whose side `message` stands."""
    return [user.pk for user in users if Message.objects.for_user(user).filter(pk=message.pk).exists()]


def set_unread(side: Participant, unread: int) -> None:
    """Note how many unread messages `side` has, and keep its owner's badge in step; a muted chat counts for none."""
    counted, counts = side.unread > 0, unread > 0
    side.unread = unread
    if counted != counts and side.muted_at is None:
        step = 1 if counts else -1
        Mailbox.objects.filter(pk=side.user_id).update(unread_chats=F("unread_chats") + step)
