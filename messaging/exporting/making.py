"""Writes an export: from the account to its chats, each part through the same doors as the pages of the site."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import IO

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Count, F, Max, Sum
from django.utils import translation

from accounts.models import User
from messaging.exporting import parts
from messaging.exporting.archive import Archive
from messaging.exporting.chats import write_chats
from messaging.models import Deletion, Participant

READ_ME = "index.html"
STYLES = {"tokens.css": "css/tokens.css", "style.css": "css/export.css"}
ROUNDS = 3


class KeepsChanging(Exception):
    """Something was deleted each time while it was written, so that it would have told of it."""


def write_export(user: User, file: IO[bytes], note: Callable[[int], object] = lambda _percent: None) -> int:
    """Write everything of `user` into `file`, in her language, with `note` told of the percent done; answers the
    number of messages. What she deletes meanwhile is not in it: it is written anew. Raises KeepsChanging."""
    for _round in range(ROUNDS):
        file.seek(0)
        file.truncate()
        before = deleted_by(user)
        with translation.override(user.language or settings.LANGUAGE_CODE):
            count = _write(user, file, note)
        if deleted_by(user) == before:
            return count
    raise KeepsChanging


def deleted_by(user: User) -> str:
    """What changes with each deletion of `user`'s, and with nothing else: an export from before tells too much."""
    cleared = Participant.objects.for_user(user).aggregate(all=Sum("cleared_seq"))["all"] or 0
    single = Deletion.objects.filter(user=user).aggregate(count=Count("seq"), latest=Max("created_at"))
    return f"{cleared} {single['count']} {single['latest'] or ''}"


def _write(user: User, file: IO[bytes], note: Callable[[int], object]) -> int:
    with closing(Archive(file, f"paperplane-{user.username}")) as archive:
        return _fill(archive, user, note)


def _fill(archive: Archive, user: User, note: Callable[[int], object]) -> int:
    progress = Progress(user, note)
    account = parts.account(archive, user)
    told = {
        "people": parts.people(user),
        "videos": parts.videos(archive, user),
        "pictures": parts.pictures(archive, user),
        "activity": parts.acts(user),
    }
    chats = write_chats(archive, user, progress.passed)
    context = {"user": user, "account": account, "chats": chats}
    archive.json("account.json", account)
    for name, part in told.items():
        archive.json(f"{name}.json", part)
        archive.page(f"{name}.html", f"export/{name}.html", context | part)
    archive.page(READ_ME, "export/index.html", context)
    for name, path in STYLES.items():
        archive.shipped(name, str(finders.find(path)))
    return sum(chat["count"] for chat in chats)


class Progress:
    """How far it is, by the messages that were passed: told whenever another percent is done."""

    def __init__(self, user: User, note: Callable[[int], object]) -> None:
        spans = Participant.objects.for_user(user).aggregate(all=Sum(F("thread__last_seq") - F("cleared_seq")))
        self.all, self.done, self.percent, self.note = spans["all"] or 1, 0, 0, note

    def passed(self, messages: int) -> None:
        self.done += messages
        percent = min(99, self.done * 100 // self.all)
        if percent > self.percent:
            self.percent = percent
            self.note(percent)
