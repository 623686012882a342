"""Accounts, their mailboxes, and what stands between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.mailboxes import lock_users
from accounts.models import Leaving, Mailbox, User
from messaging.models import Act, Participant
from messaging.upkeep.integrity.findings import Finding
from social.models import Block, Follow, Video, VideoLike


def check_accounts(fix: bool) -> Iterator[Finding]:
    """Every account has a mailbox; one that was erased has nothing that could have stayed."""
    for user in User.objects.filter(mailbox=None).iterator():
        if fix:
            Mailbox.objects.get_or_create(user=user)
        yield Finding(str(user), "has no mailbox", mended=fix)
    left = Q(is_staff=True) | Q(is_superuser=True) | ~Q(message_privacy="nobody") | Q(last_login__isnull=False)
    erased = User.objects.filter(erased_at__isnull=False).exclude(Exists(Leaving.objects.filter(user=OuterRef("pk"))))
    for user in erased.filter(left).iterator():
        yield Finding(str(user), "was erased and is not empty")


def check_mailboxes(fix: bool) -> Iterator[Finding]:
    """The badge, the activity that was not seen, and a counter that no chat is ahead of."""
    for pk in _suspect_mailboxes():
        with transaction.atomic():
            lock_users(pk)
            yield from _judge_mailbox(pk, fix)


def _counted() -> QuerySet[Any]:
    """Mailboxes with what their numbers should be."""
    sides = Participant.objects.filter(user=OuterRef("pk")).order_by().values("user")
    unread = sides.filter(unread__gt=0, muted_at=None).annotate(n=Count("pk")).values("n")
    newest = sides.annotate(n=Greatest(Max("stamp"), Max("order"))).values("n")
    acts = Act.objects.filter(owner=OuterRef("pk")).order_by().values("owner").annotate(n=Count("pk")).values("n")
    return Mailbox.objects.annotate(
        unread_counted=Coalesce(Subquery(unread), 0),
        newest=Coalesce(Subquery(newest), 0),
        acts_counted=Coalesce(Subquery(acts), 0),
    )


def _suspect_mailboxes() -> list[int]:
    wrong = ~Q(unread_chats=F("unread_counted")) | Q(counter__lt=F("newest")) | Q(unseen_acts__gt=F("acts_counted"))
    return list(_counted().filter(wrong).values_list("pk", flat=True))


def _judge_mailbox(pk: int, fix: bool) -> Iterator[Finding]:
    box = _counted().select_related("user").get(pk=pk)
    right = {
        "unread_chats": box.unread_counted,
        "counter": max(box.counter, box.newest),
        "unseen_acts": min(box.unseen_acts, box.acts_counted),
    }
    for name, value in right.items():
        if (is_now := getattr(box, name)) != value:
            yield Finding(str(box.user), f"{name} is {is_now} and should be {value}", mended=fix)
    if fix:
        Mailbox.objects.filter(pk=pk).update(**right | {"counter": right["counter"] + 1})


def check_relations(fix: bool) -> Iterator[Finding]:
    """Nobody follows across a block."""
    pair = Q(blocker=OuterRef("follower"), blocked=OuterRef("followed"))
    back = Q(blocker=OuterRef("followed"), blocked=OuterRef("follower"))
    for row in Follow.objects.filter(Exists(Block.objects.filter(pair | back))):
        with transaction.atomic():
            lock_users(row.follower_id, row.followed_id)
            both = (row.follower_id, row.followed_id)
            if not Block.objects.filter(blocker__in=both, blocked__in=both).exists():
                continue
            if fix:
                Follow.objects.filter(pk=row.pk).delete()
        yield Finding(f"subscription {row.pk}", "stands across a block", mended=fix)


def check_videos(fix: bool) -> Iterator[Finding]:
    """The hearts of a video are counted."""
    hearts = VideoLike.objects.filter(video=OuterRef("pk")).order_by().values("video").annotate(n=Count("pk"))
    counted: QuerySet[Any] = Video.objects.annotate(counted=Coalesce(Subquery(hearts.values("n")), 0))
    for pk, author_id in counted.exclude(likes_count=F("counted")).values_list("pk", "author"):
        with transaction.atomic():
            lock_users(author_id)
            video = counted.get(pk=pk)
            if video.likes_count == video.counted:
                continue
            if fix:
                Video.objects.filter(pk=pk).update(likes_count=video.counted)
        yield Finding(f"video {pk}", f"counts {video.likes_count} likes and has {video.counted}", mended=fix)
