"""Every write on the way of a video from its author's disk to the worker."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.age import MESSAGING_AGE
from accounts.files import remove
from accounts.mailboxes import lock_users
from accounts.models import Suspension, User
from social import works
from social.actions import NotAllowed
from social.media import files, intake
from social.models import State, Video, VideoUpload

UPLOADS = 3  # of one person at a time; one more gives up the oldest
POSTS = 30
POSTS_WITHIN = dt.timedelta(hours=1)
KEPT_FOR = dt.timedelta(days=1)


class OutOfStep(Exception):
    """A piece does not begin where the file ends. `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class TooManyVideos(Exception):
    """More videos than an hour allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def begin(*, owner: User, name: str, size: int) -> VideoUpload:
    """Expect a file of `size` bytes. Raises ValidationError for one that is empty or too large, and NotAllowed."""
    if size <= 0:
        raise ValidationError(intake.why_not("empty"), code="empty")
    if size > settings.PAPERPLANE_VIDEO_BYTES:
        raise ValidationError(intake.why_not("too_large"), code="too_large")
    _check_suspension(owner)
    oldest = VideoUpload.objects.filter(owner=owner).order_by("-touched_at")[UPLOADS - 1 :]
    for upload in list(oldest):
        give_up(upload)
    return VideoUpload.objects.create(
        owner=owner, name=name[:255], size=size, file=files.new_name(files.UPLOADS, ".part")
    )


def append(upload: VideoUpload, offset: int, data: bytes) -> VideoUpload:
    """Add the piece that begins at `offset`. Written first, counted after: what is counted is there.

    Raises OutOfStep, ValidationError for more than was announced, and DiskFull, which gives the upload up.
    """
    if offset != upload.received:
        raise OutOfStep(upload.received)
    if offset + len(data) > upload.size:
        raise ValidationError(_("This file is larger than it was said to be. Choose it again."), code="too_large")
    try:
        files.write_at(upload.file.name or "", offset, data)
    except files.DiskFull:
        give_up(upload)
        raise
    received = offset + len(data)
    counted = VideoUpload.objects.filter(pk=upload.pk, received=offset)
    if not counted.update(received=received, touched_at=timezone.now()):
        # Another tab was faster, or the upload was given up meanwhile.
        now = VideoUpload.objects.filter(pk=upload.pk).values_list("received", flat=True).first()
        if now is None:
            remove([upload.file.name])
        raise OutOfStep(now or 0)
    upload.received = received
    return upload


def give_up(upload: VideoUpload) -> None:
    """Forget a file that was not posted."""
    VideoUpload.objects.filter(pk=upload.pk).delete()
    remove([upload.file.name])


def post(*, upload: VideoUpload, caption: str, audience: str, allow_download: bool) -> Video:
    """Make a video of a whole upload and leave it to the worker; nobody else sees it before that has done its work.

    Raises ValidationError for what can't be shown, with the upload given up unless that passes; NotAllowed, and
    TooManyVideos.
    """
    owner = upload.owner
    try:
        with Path(default_storage.path(upload.file.name or "")).open("rb") as file:
            intake.look(file)
    except ValidationError as error:
        if error.code != "busy":
            give_up(upload)
        raise
    with transaction.atomic():
        lock_users(owner.pk)
        _check_suspension(owner)
        _check_pace(owner)
        deleted, _rows = VideoUpload.objects.filter(pk=upload.pk, received=upload.size).delete()
        if not deleted:
            raise NotAllowed(_("This video has been posted already."))
        video = Video.objects.create(
            author=owner,
            source=upload.file.name,
            caption=caption,
            audience=audience,
            allow_download=allow_download and may_allow_download(owner),
        )
        works.tell(video)
    return video


def forget(video: Video) -> None:
    """Take away one's own video that nobody has seen yet; whoever works on it notices and stops."""
    unseen = Video.objects.filter(pk=video.pk, removed_at=None).exclude(state=State.READY)
    ended = {"removed_at": timezone.now(), "state": State.FAILED, "failure": "forgotten", "source": "", "taken_by": ""}
    with transaction.atomic():
        lock_users(video.author_id)
        if not unseen.update(**ended):
            return
        works.tell(video)
    remove([video.source.name])


def may_allow_download(author: User) -> bool:
    """Whether it is hers to decide who keeps her videos: under 16 nobody may."""
    return author.age >= MESSAGING_AGE


def _check_suspension(owner: User) -> None:
    if Suspension.objects.filter(user=owner).in_force(timezone.now()).exists():
        raise NotAllowed(_("You can't post anything while your account is suspended."))


def _check_pace(owner: User) -> None:
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    since = timezone.now() - POSTS_WITHIN
    recent = Video.objects.filter(author=owner, created_at__gt=since).order_by("-pk")
    moments = list(recent.values_list("created_at", flat=True)[:POSTS])
    if len(moments) == POSTS:
        raise TooManyVideos(max(round((moments[-1] - since).total_seconds()), 1))
