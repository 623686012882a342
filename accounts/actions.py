"""Every write about an account. What somebody else can notice is written under the owner's lock, told after commit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.mailboxes import announce_account, lock_users
from accounts.models import Leaving, MessagePrivacy, Notice, Suspension, User
from accounts.signals import sessions_ended


def set_message_privacy(*, user_id: int, value: str) -> None:
    """Choose who may start writing to `user_id`. Raises ValueError for a value that is no choice."""
    privacy = MessagePrivacy(value)
    with transaction.atomic():
        lock_users(user_id)
        User.objects.filter(pk=user_id).update(message_privacy=privacy)
        announce_account([user_id])


def set_presence(*, user_id: int, shows_seen: bool, shows_typing: bool, shows_activity: bool) -> None:
    """Choose what others may see of `user_id`: what was read, that a message is being written, that she is here."""
    switches = {"shows_seen": shows_seen, "shows_typing": shows_typing, "shows_activity": shows_activity}
    with transaction.atomic():
        lock_users(user_id)
        User.objects.filter(pk=user_id).update(**switches)
        announce_account([user_id])


def suspend(*, user_id: int, until: dt.datetime, reason: str, by_id: int | None = None) -> Suspension:
    """Stop `user_id` from sending, liking, following and posting until a moment; the user still reads and deletes."""
    with transaction.atomic():
        lock_users(user_id)
        suspension = Suspension.objects.create(user_id=user_id, by_id=by_id, reason=reason, until=until)
        announce_account([user_id])
    return suspension


def lift_suspensions(*, user_id: int) -> int:
    """End what suspends `user_id` now; answers how many suspensions that were."""
    now = timezone.now()
    with transaction.atomic():
        lock_users(user_id)
        lifted = Suspension.objects.filter(user_id=user_id, lifted_at=None, until__gt=now).update(lifted_at=now)
        announce_account([user_id])
    return lifted


def warn(*, user_id: int, words: str, by_id: int | None = None) -> Notice:
    """Have `user_id` read and acknowledge `words` before anything else."""
    with transaction.atomic():
        lock_users(user_id)
        notice = Notice.objects.create(user_id=user_id, by_id=by_id, words=words)
        User.objects.filter(pk=user_id, must_read_since=None).update(must_read_since=notice.created_at)
        announce_account([user_id])
    return notice


def acknowledge(*, user_id: int, pk: int) -> None:
    """Note that the user has read one of her notices; asking twice is no mistake. Raises Notice.DoesNotExist."""
    with transaction.atomic():
        lock_users(user_id)
        own = Notice.objects.filter(user=user_id)
        notice = own.get(pk=pk)
        if notice.acknowledged_at is None:
            notice.acknowledged_at = timezone.now()
            notice.save(update_fields=["acknowledged_at"])
        waiting = own.filter(acknowledged_at=None).order_by("id").first()
        User.objects.filter(pk=user_id).update(must_read_since=waiting.created_at if waiting else None)


def set_active(*, user_id: int, active: bool) -> None:
    """Deactivate an account (no sign-in, its sessions and sockets end) or open it again; one that is leaving stays
    closed, and this then says whether it opens if its owner keeps it. One that was erased never opens."""
    with transaction.atomic():
        lock_users(user_id)
        is_leaving = Leaving.objects.filter(user=user_id).update(reopens=active)
        User.objects.filter(pk=user_id, erased_at=None).update(is_active=active and not is_leaving)
        announce_account([user_id])
        if not active:
            announce_ended_sessions(user_id=user_id)


def correct_birthdate(*, user_id: int, birthdate: dt.date) -> None:
    """Put a wrong birthdate right; the setting chosen at sign-up stays."""
    with transaction.atomic():
        lock_users(user_id)
        User.objects.filter(pk=user_id).update(birthdate=birthdate)
        announce_account([user_id])


def set_language(*, user_id: int, code: str) -> None:
    """Speak `code` to `user_id` from now on: on every page, in mails and in what is pushed."""
    User.objects.filter(pk=user_id).update(language=code)


def end_welcome(*, user_id: int) -> None:
    """The first steps were taken or skipped: they are not offered again."""
    User.objects.filter(pk=user_id, welcomed_at=None).update(welcomed_at=timezone.now())


def announce_ended_sessions(*, user_id: int) -> None:
    """Tell, once committed, that a session of `user_id` is over, so that its sockets close."""
    transaction.on_commit(lambda: _send_ended(user_id), robust=True)


def _send_ended(user_id: int) -> None:
    sessions_ended.send_robust(sender=None, user_id=user_id)
