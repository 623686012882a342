"""The films of videos that their authors took away: the row stays for the chats it was shared into, the files go."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from accounts.files import Freed, remove
from social.models import Video
from social.models.videos import FILES, VideoQuerySet


def unerased() -> VideoQuerySet:
    """Videos taken away whose files are still named: what a crash left, or what is just being done."""
    return Video.objects.filter(~Q(**dict.fromkeys(FILES, "")), removed_at__isnull=False)


def erase(videos: Iterable[Video]) -> Freed:
    """Take away the files of `videos`, which were taken away themselves; answers how much that was.

    The names go after the files: whoever is killed in between leaves a row that `unerased` finds again. GIFs that were
    cut out of a video are files of their own, and stay with who made them.
    """
    freed = Freed()
    for video in videos:
        freed += remove(files_of(video))
        Video.objects.filter(pk=video.pk, removed_at__isnull=False).update(**dict.fromkeys(FILES, ""))
    return freed


def files_of(video: Video) -> list[str]:
    """The names of all its files."""
    return [getattr(video, field).name or "" for field in FILES]
