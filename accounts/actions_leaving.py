"""Leaving: an account is closed at once, can be kept for a while, and is then erased but for its name.

What the apps above keep of it is erased by `messaging.actions.leaving`, which begins and ends here.
"""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.actions import announce_ended_sessions
from accounts.files import remove
from accounts.mailboxes import announce_account, lock_users
from accounts.models import Export, Leaving, MessagePrivacy, User, small_avatar

GRACE = dt.timedelta(days=14)
NOW = dt.timedelta()
# An account must have a birthdate. This one is nobody's.
NO_BIRTHDATE = dt.date(1900, 1, 1)


class AlreadyErased(Exception):
    """Nothing is left of the account, or it is being erased at this moment."""


class NotLeaving(Exception):
    """There is nothing to take back."""


def leave(*, user_id: int, grace: dt.timedelta = GRACE) -> Leaving:
    """Close an account, to be erased once `grace` is over; asking again while it can still be kept changes nothing but
    brings the day nearer. Its sessions and sockets end. Raises AlreadyErased."""
    now = timezone.now()
    due_at = now + grace
    with transaction.atomic():
        lock_users(user_id)
        user = _not_erased(user_id)
        leaving, created = Leaving.objects.get_or_create(
            user=user, defaults={"asked_at": now, "due_at": due_at, "reopens": user.is_active}
        )
        if not created and due_at < leaving.due_at:
            leaving.due_at = max(due_at, leaving.asked_at)
            leaving.save(update_fields=["due_at"])
        User.objects.filter(pk=user_id).update(is_active=False)
        _end_sessions(user_id)
        announce_account([user_id])
    return leaving


def keep(*, user_id: int) -> bool:
    """Think better of it: the account is as it was, and open unless a moderator has closed it, which is what is
    answered. Raises NotLeaving, and AlreadyErased when it is too late."""
    with transaction.atomic():
        lock_users(user_id)
        user = _not_erased(user_id)
        leaving = Leaving.objects.filter(user=user).first()
        if leaving is None:
            raise NotLeaving
        leaving.delete()
        User.objects.filter(pk=user_id).update(is_active=leaving.reopens)
        announce_account([user_id])
    return leaving.reopens


def anonymise(*, user_id: int) -> None:
    """Begin to erase an account whose time has come: who it was. From here on there is no way back; its name alone
    stays, so that nobody else can ever have it. Doing it twice is no mistake. Raises NotLeaving."""
    with transaction.atomic():
        lock_users(user_id)
        user = User.objects.get(pk=user_id)
        leaving = Leaving.objects.filter(user=user).first()
        if leaving is None or not leaving.is_due:
            raise NotLeaving
        _end_sessions(user_id)
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        files = [export.file.name for export in Export.objects.filter(user=user)]
        Export.objects.filter(user=user).delete()
        if user.avatar:
            files += [user.avatar.name, small_avatar(user.avatar.name or "")]
        _empty(user)
        announce_account([user_id])
        transaction.on_commit(lambda: remove(files), robust=True)


def finish_leaving(*, user_id: int) -> None:
    """All of it is erased: nothing is left to be taken up again."""
    Leaving.objects.filter(user=user_id, user__erased_at__isnull=False).delete()


def _not_erased(user_id: int) -> User:
    user = User.objects.get(pk=user_id)
    if user.erased_at:
        raise AlreadyErased
    return user


def _empty(user: User) -> None:
    """Leave of an account what the messages of others hang on, and nothing that tells of a person."""
    user.groups.clear()
    user.user_permissions.clear()
    told = {"display_name": "", "email": "", "avatar": "", "bio": "", "language": "", "last_login": None}
    rights = {"is_active": False, "is_staff": False, "is_superuser": False, "password": make_password(None)}
    User.objects.filter(pk=user.pk).update(
        **told,
        **rights,
        birthdate=NO_BIRTHDATE,
        message_privacy=MessagePrivacy.NOBODY,
        must_read_since=None,
        erased_at=user.erased_at or timezone.now(),
    )


def _end_sessions(user_id: int) -> None:
    sessions = UserSession.objects.filter(user=user_id)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    announce_ended_sessions(user_id=user_id)
