"""What a crash left behind: files that no row names, GIFs that nobody can reach, and films of videos taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.files import Freed, remove, weigh
from accounts.models import User, small_avatar
from messaging.erasing import BATCH, GRACE, forget, unneeded
from messaging.models import Exhibit, Gif, Sticker
from messaging.moderation.evidence import DIRECTORY
from social import erasing as films_erasing
from social import working

Note = Callable[[str, int, int], object]


def unnoticed(_what: str, _done: int, _total: int) -> None:
    """For whom nobody waits."""


def purge(*, dry_run: bool = False, note: Note = unnoticed) -> Freed:
    """Take all of it away; answers how much that was, or with `dry_run` how much it would be. `note` is told that so
    many of so many GIFs, videos or files are done."""
    gifs = list(unreachable_gifs())
    names = [*orphan_files(), *working.orphans()]
    films = list(films_erasing.unerased())
    if dry_run:
        names += [name for gif in gifs for name in (gif.file.name or "", gif.poster.name or "")]
        return weigh(names) + sum((weigh(films_erasing.files_of(video)) for video in films), Freed())
    freed = Freed()
    for start in range(0, len(gifs), BATCH):
        freed += forget([gif.pk for gif in gifs[start : start + BATCH]])
        note("GIFs", min(start + BATCH, len(gifs)), len(gifs))
    for done, film in enumerate(films, 1):
        freed += films_erasing.erase([film])
        note("videos", done, len(films))
    for start in range(0, len(names), BATCH):
        freed += remove(names[start : start + BATCH])
        note("files", min(start + BATCH, len(names)), len(names))
    return freed


def unreachable_gifs() -> Iterator[Gif]:
    """GIFs that were removed, or meant for one message, and that no message shows; the latest of them may still be
    on their way into one."""
    return unneeded(Gif.objects.filter(created_at__lt=timezone.now() - GRACE)).iterator()


def orphan_files() -> Iterator[str]:
    """Files that no row names, but for the latest, whose row may not be written yet."""
    before = timezone.now() - GRACE
    for directory in ("gifs", "gif_posters", "stickers", "avatars", DIRECTORY):
        names = files_in(directory)
        # The rows are read after the directory: a file that is named by now is no orphan.
        known = set(named_in(directory)) if names else set()
        yield from (name for name in names if name not in known and is_older(name, before))


def files_in(directory: str) -> list[str]:
    try:
        return [f"{directory}/{name}" for name in default_storage.listdir(directory)[1]]
    except FileNotFoundError:
        return []


def named_in(directory: str) -> Iterator[str]:
    """The files of `directory` that rows name."""
    match directory:
        case "gifs":
            yield from Gif.objects.values_list("file", flat=True).iterator()
        case "gif_posters":
            yield from Gif.objects.values_list("poster", flat=True).iterator()
        case "stickers":
            for names in Sticker.objects.values_list("file", "poster").iterator():
                yield from names
        case _ if directory == DIRECTORY:
            for names in Exhibit.objects.values_list("file", "poster").iterator():
                yield from names
        case "avatars":
            for name in User.objects.exclude(avatar="").values_list("avatar", flat=True).iterator():
                yield from (name, small_avatar(name))


def is_older(name: str, moment: dt.datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False
