"""Every write between two accounts: under both their locks, told to the apps above after commit."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.mailboxes import count_fact, lock_users
from accounts.models import Suspension, User
from social.models import Block, Follow
from social.signals import relation_changed


class NotAllowed(Exception):
    """The act is not possible as things stand. `sentence` tells the user why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def follow(*, follower_id: int, followed_id: int) -> bool:
    """Subscribe; answers whether that is new. Raises NotAllowed for oneself, across a block, while suspended, and for
    an account that is closed."""
    if follower_id == followed_id:
        raise NotAllowed(_("You can't follow yourself."))
    with transaction.atomic():
        lock_users(follower_id, followed_id)
        if _blocked_either_way(follower_id, followed_id):
            raise NotAllowed(_("You can't follow this account while one of you has blocked the other."))
        if Suspension.objects.filter(user_id=follower_id).in_force(timezone.now()).exists():
            raise NotAllowed(_("You can't follow anybody while your account is suspended."))
        if User.objects.filter(pk__in=(follower_id, followed_id), is_active=True).count() < 2:
            raise NotAllowed(_("This account is closed."))
        _row, created = Follow.objects.get_or_create(follower_id=follower_id, followed_id=followed_id)
        if created:
            _announce(follower_id, followed_id, "follow")
    return created


def unfollow(*, follower_id: int, followed_id: int) -> bool:
    """Unsubscribe; answers whether there was something to undo."""
    with transaction.atomic():
        lock_users(follower_id, followed_id)
        deleted, _rows = Follow.objects.filter(follower_id=follower_id, followed_id=followed_id).delete()
        if deleted:
            _announce(follower_id, followed_id, "unfollow")
    return bool(deleted)


def block(*, blocker_id: int, blocked_id: int) -> bool:
    """Put an account on the Blacklist; follows go, both ways. Answers whether that is new. Raises NotAllowed for
    oneself."""
    if blocker_id == blocked_id:
        raise NotAllowed(_("You can't block yourself."))
    with transaction.atomic():
        lock_users(blocker_id, blocked_id)
        _row, created = Block.objects.get_or_create(blocker_id=blocker_id, blocked_id=blocked_id)
        pair = (blocker_id, blocked_id)
        Follow.objects.filter(follower_id__in=pair, followed_id__in=pair).delete()
        if created:
            _announce(blocker_id, blocked_id, "block")
    return created


def unblock(*, blocker_id: int, blocked_id: int) -> bool:
    """Take an account off the Blacklist; answers whether it stood there. Follows do not come back."""
    with transaction.atomic():
        lock_users(blocker_id, blocked_id)
        deleted, _rows = Block.objects.filter(blocker_id=blocker_id, blocked_id=blocked_id).delete()
        if deleted:
            _announce(blocker_id, blocked_id, "unblock")
    return bool(deleted)


def _blocked_either_way(one: int, other: int) -> bool:
    return Block.objects.filter(blocker_id__in=(one, other), blocked_id__in=(one, other)).exists()


def _announce(actor_id: int, other_id: int, verb: str) -> None:
    count_fact(actor_id, other_id)

    def send() -> None:
        relation_changed.send_robust(sender=None, actor_id=actor_id, other_id=other_id, verb=verb)

    transaction.on_commit(send, robust=True)
