"""What changes a video for those who watch it: its author's choices, and hearts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mailboxes import lock_users
from accounts.models import Suspension, User
from social import erasing
from social.actions import NotAllowed
from social.models import Video, VideoLike
from social.signals import video_changed, video_erased, video_liked

DOWNLOADS_FROM = 16  # years of age from which an author may allow downloads and GIFs


def set_video_like(*, user: User, video_id: int, liked: bool) -> bool:
    """Bring about that `user` likes a video, or does not; asking twice is no mistake. Answers whether that is new.

    Taking back a heart that she gave is always allowed. Otherwise raises Video.DoesNotExist for what she may not
    watch, and NotAllowed while she is suspended.
    """
    author_id = Video.objects.values_list("author", flat=True).get(pk=video_id)
    with transaction.atomic():
        lock_users(user.pk, author_id)
        if liked:
            Video.objects.visible_to(user).get(pk=video_id)
            if Suspension.objects.filter(user=user).in_force(timezone.now()).exists():
                raise NotAllowed(_("You can't like anything while your account is suspended."))
            changed = VideoLike.objects.get_or_create(video_id=video_id, user=user)[1]
        else:
            changed = bool(VideoLike.objects.filter(video_id=video_id, user=user).delete()[0])
            if not changed:
                Video.objects.visible_to(user).get(pk=video_id)
        if changed:
            # Both are written under the author's lock, so that the number is that of the rows.
            step = 1 if liked else -1
            Video.objects.filter(pk=video_id).update(likes_count=F("likes_count") + step)
            transaction.on_commit(lambda: _tell_liked(video_id, user.pk, liked=liked), robust=True)
    return changed


def change_video(*, author: User, video_id: int, caption: str, audience: str, allow_download: bool) -> Video:
    """Describe one's own video anew and choose who may watch it. Raises Video.DoesNotExist."""
    with transaction.atomic():
        lock_users(author.pk)
        video = Video.objects.filter(author=author, removed_at=None).get(pk=video_id)
        is_seen_by_others = video.audience != audience
        video.caption, video.audience = caption, audience
        video.allow_download = allow_download and author.age >= DOWNLOADS_FROM
        video.save(update_fields=["caption", "audience", "allow_download"])
        if is_seen_by_others:
            transaction.on_commit(lambda: _tell_changed(video_id), robust=True)
    return video


def remove_video(*, author: User, video_id: int) -> None:
    """Take one's own video away, for everybody and for ever; asking twice is no mistake. Raises Video.DoesNotExist.

    Its row stays for the chats it was shared into, which show a notice in its place. Its files go after the commit,
    or with the next sweep where that was cut short.
    """
    with transaction.atomic():
        lock_users(author.pk)
        video = Video.objects.filter(author=author).get(pk=video_id)
        if video.removed_at is not None:
            return
        video.removed_at = timezone.now()
        video.save(update_fields=["removed_at"])
        transaction.on_commit(lambda: _tell_changed(video_id), robust=True)
        transaction.on_commit(lambda: _erase(video_id), robust=True)


def _erase(video_id: int) -> None:
    freed = erasing.erase(erasing.unerased().filter(pk=video_id))
    video_erased.send_robust(sender=None, freed=freed)


def _tell_changed(video_id: int) -> None:
    video_changed.send_robust(sender=None, video_id=video_id)


def _tell_liked(video_id: int, actor_id: int, *, liked: bool) -> None:
    video_liked.send_robust(sender=None, video_id=video_id, actor_id=actor_id, liked=liked)
