"""What the film worker does: one video at a time, taken up again if whoever had it is gone.

The row is the job: what is in the works and in nobody's hands is to be done. A worker notes every few seconds that it
is still there, so that a job of one that was killed comes back, on the same machine at once and from another one after
two minutes. Nothing is shown of a video before all of it is there: its files are named by the one write that makes it
ready.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import sandbox
from accounts.files import remove, weigh
from accounts.mailboxes import lock_users
from accounts.uploads import code_of
from social import metrics, works
from social.actions_uploads import KEPT_FOR, give_up
from social.erasing import erase, files_of, unerased
from social.media import files, intake
from social.models import State, Video, VideoUpload
from social.models.videos import VideoQuerySet

ATTEMPTS = 3
SILENCE = dt.timedelta(minutes=2)
GRACE = dt.timedelta(hours=1)

logger = logging.getLogger(__name__)

# What else is to be looked after every few minutes: the apps above add theirs when they are ready.
chores: list[Callable[[], object]] = []


class TakenAway(Exception):
    """The video is no longer this worker's: it was taken back, or another one has it."""


def me() -> str:
    """What this worker calls itself: its machine and process."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def take() -> Video | None:
    """The oldest video that nobody works on, now in our hands."""
    waiting = Video.objects.filter(free(), state=State.PROCESSING, removed_at=None)
    for video in waiting.order_by("pk")[:5]:
        mine = waiting.filter(pk=video.pk)
        if change(video, mine, taken_at=timezone.now(), taken_by=me(), attempts=F("attempts") + 1, progress=0):
            return Video.objects.get(pk=video.pk)
    return None


def change(video: Video, where: VideoQuerySet, **fields: object) -> bool:
    """Write how `video` stands, if it is still among `where`, and have its author told. Answers whether it was."""
    with transaction.atomic():
        lock_users(video.author_id)
        changed = bool(where.update(**fields))
        if changed:
            works.tell(video)
    return changed


def free() -> Q:
    return Q(taken_at=None) | Q(taken_at__lt=timezone.now() - SILENCE)


def release_the_dead() -> int:
    """Let go of what workers of this machine held that are no more; answers how many that were."""
    host, freed = me().rpartition(":")[0], 0
    held = Video.objects.filter(state=State.PROCESSING, taken_at__isnull=False, taken_by__startswith=f"{host}:")
    for pk, holder in held.values_list("pk", "taken_by"):
        process = holder.rpartition(":")[2]
        if holder == me() or not Path("/proc", process).exists():
            freed += Video.objects.filter(pk=pk, taken_by=holder, state=State.PROCESSING).update(
                taken_at=None, taken_by=""
            )
    return freed


def work(video: Video) -> None:
    """Bring `video`, which is in our hands, to its end: ready, or failed for a reason."""
    if video.attempts > ATTEMPTS:
        logger.error("Video %s was given up: %d workers ended over it.", video.pk, ATTEMPTS)
        finish(video, State.FAILED, failure="interrupted")
        return
    try:
        with Path(default_storage.path(video.source.name or "")).open("rb") as source:
            films = intake.make(source, lambda percent: note(video, percent))
        keep(video, films)
    except TakenAway:
        return
    except sandbox.SandboxError as error:
        finish(video, State.FAILED, failure=code_of(error))
    except FileNotFoundError:
        finish(video, State.FAILED, failure="interrupted")
    except (files.DiskFull, OSError) as error:
        logger.exception("Video %s could not be written.", video.pk)
        full = isinstance(error, files.DiskFull) or error.errno in files.FULL
        finish(video, State.FAILED, failure="full" if full else "interrupted")


def note(video: Video, percent: int) -> None:
    """Say how far it is, and that we are still here. Raises TakenAway."""
    mine = Video.objects.filter(pk=video.pk, taken_by=me(), state=State.PROCESSING, removed_at=None)
    if not change(video, mine, progress=percent, taken_at=timezone.now()):
        raise TakenAway


def keep(video: Video, films: intake.Films) -> None:
    """Store what was made and show it. Raises DiskFull, with nothing kept."""
    stored: list[str] = []
    try:
        for content, ending in zip(astuple(films)[:4], (".mp4", ".mp4", ".mp4", ".jpg"), strict=True):
            stored.append(files.store(content, ending) if content else "")
        film, small, preview, poster = stored
        shown = finish(
            video, State.READY, file=film, small_file=small, preview=preview, poster=poster,
            width=films.width, height=films.height, duration_ms=films.duration_ms,
            ready_at=timezone.now(), progress=100,
        )  # fmt: skip
    except BaseException:
        remove(stored)
        raise
    if not shown:
        remove(stored)


def let_go(video: Video) -> None:
    """Leave `video` to the next worker, as if it had never been in our hands."""
    mine = Video.objects.filter(pk=video.pk, taken_by=me(), state=State.PROCESSING)
    mine.update(taken_at=None, taken_by="", attempts=F("attempts") - 1)


def finish(video: Video, state: State, **fields: object) -> bool:
    """Write how it ended, if it is still ours; then the upload goes. Answers whether it was."""
    mine = Video.objects.filter(pk=video.pk, taken_by=me(), state=State.PROCESSING, removed_at=None)
    ended = change(video, mine, state=state, source="", taken_at=None, taken_by="", **fields)
    if ended:
        if video.taken_at:
            metrics.MAKING.labels(state).observe((timezone.now() - video.taken_at).total_seconds())
        remove([video.source.name])
    return ended


def sweep(*, dry_run: bool = False) -> int:
    """Take away what nobody came back for: uploads a day after their last piece, what is left of videos that were taken
    away, and files that no row names, once they are an hour old. Answers how many files went, or would go."""
    old = list(VideoUpload.objects.filter(touched_at__lt=timezone.now() - KEPT_FOR))
    if dry_run:
        names = [name for video in unerased() for name in files_of(video)]
        return len(old) + weigh([*names, *orphans()]).files
    for upload in old:
        give_up(upload)
    freed = erase(unerased()) + remove(orphans())
    return len(old) + freed.files


def orphans() -> list[str]:
    """Files of videos that no row names; the latest may be on their way into one."""
    before = timezone.now() - GRACE
    found = []
    for directory in (files.UPLOADS, files.VIDEOS):
        try:
            names = [f"{directory}/{name}" for name in default_storage.listdir(directory)[1]]
        except FileNotFoundError:
            continue
        # The rows are read after the directory: a file that is named by now is no orphan.
        known = named(directory) if names else set()
        found += [name for name in names if name not in known and is_older(name, before)]
    return found


def named(directory: str) -> set[str]:
    if directory == files.UPLOADS:
        uploads = VideoUpload.objects.values_list("file", flat=True)
        return {*uploads, *Video.objects.exclude(source="").values_list("source", flat=True)}
    columns = Video.objects.values_list("file", "small_file", "poster", "preview")
    return {name for names in columns.iterator() for name in names if name}


def is_older(name: str, moment: dt.datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False
