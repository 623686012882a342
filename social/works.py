"""What is told to the author of videos that are in the works: how far each is, why it failed, and that it plays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.mailboxes import advance
from accounts.models import Mailbox, User
from social.models import State, Video
from social.signals import video_worked

LATEST = 6
FRESH = dt.timedelta(hours=1)  # a video that is ready is told of for so long


def latest(author: User) -> list[Video]:
    """Her videos that are in the works or have failed, and those finished within the hour; the newest first."""
    found = list(Video.objects.posted_by(author).order_by("-pk")[:LATEST])
    return [video for video in found if is_news(video)]


def told_to(author: User) -> dict[str, Any]:
    """Her latest videos as `social/_video_work_rows.html` takes them, and where her mailbox stood before they were
    read."""
    stamp = Mailbox.objects.values_list("counter", flat=True).get(pk=author.pk)
    return {"videos": latest(author), "works_stamp": stamp}


def is_news(video: Video) -> bool:
    """Whether there is anything to be told of it: it is on its way, or came to its end lately."""
    fresh = timezone.now() - FRESH
    return video.removed_at is None and (
        video.state != State.READY or (video.ready_at is not None and video.ready_at > fresh)
    )


def tell(video: Video) -> None:
    """Have its author told, once this is committed, that it stands otherwise now; under her lock."""
    author_id, video_id = video.author_id, video.pk
    stamp = advance(author_id)[author_id]
    transaction.on_commit(
        lambda: video_worked.send_robust(sender=None, author_id=author_id, video_id=video_id, stamp=stamp), robust=True
    )
