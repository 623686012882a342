"""What an account that is being erased has in the community: taken back piece by piece, as its owner would.

Each piece is a transaction of its own, so that whoever dies over it leaves nothing half done; doing it again goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from social.actions import unblock, unfollow
from social.actions_uploads import forget, give_up
from social.actions_videos import remove_video, set_video_like
from social.models import Block, Follow, State, Video, VideoLike, VideoUpload


def forget_relations(user: User, note: Callable[[], object]) -> None:
    """Undo who follows and who blocks whom, both ways; `note` is told of each."""
    for row in list(Follow.objects.filter(Q(follower=user) | Q(followed=user))):
        unfollow(follower_id=row.follower_id, followed_id=row.followed_id)
        note()
    for ban in list(Block.objects.filter(Q(blocker=user) | Q(blocked=user))):
        unblock(blocker_id=ban.blocker_id, blocked_id=ban.blocked_id)
        note()


def forget_videos(user: User, note: Callable[[], object]) -> None:
    """Take back her videos, those on their way and the hearts she gave to others'; `note` is told of each."""
    for upload in VideoUpload.objects.filter(owner=user):
        give_up(upload)
        note()
    for video in Video.objects.posted_by(user):
        if video.state == State.READY:
            remove_video(author=user, video_id=video.pk)
        else:
            forget(video)
        note()
    Video.objects.filter(author=user).exclude(caption="").update(caption="")
    for video_id in list(VideoLike.objects.filter(user=user).values_list("video", flat=True)):
        set_video_like(user=user, video_id=video_id, liked=False)
        note()


def has_anything_left(user: User) -> bool:
    """Whether something came in while the rest was taken away."""
    return any(rows.exists() for rows in _rows(user)) or VideoUpload.objects.filter(owner=user).exists()


def weight(user: User) -> int:
    """About how many steps `forget_relations` and `forget_videos` will take."""
    return sum(rows.count() for rows in _rows(user))


def _rows(user: User) -> tuple[QuerySet[Any], ...]:
    return (
        Follow.objects.filter(Q(follower=user) | Q(followed=user)),
        Block.objects.filter(Q(blocker=user) | Q(blocked=user)),
        Video.objects.posted_by(user),
        VideoLike.objects.filter(user=user),
    )
