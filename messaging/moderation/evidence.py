"""The sealed copy of what was reported: made as the report is made, shown to moderators, erased when its time ends."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.files import remove
from accounts.models import User
from messaging import log
from messaging.models import Exhibit, Gif, Message, Report, Sticker, Thing
from messaging.moderation.subjects import Subject
from social.models import Video

NEAR = 5  # messages before and after the one that was reported
DIRECTORY = "evidence"
SEALED = ("report_id", "thread_id", "seq", "author_id", "kind", "is_reported", "name", "text", "quote", "hearts")
SEALED_TOO = ("thing_id", "static_path", "width", "height")


def seal(report: Report, subject: Subject) -> list[Exhibit]:
    """Keep, within the report's transaction, what its reporter sees now: the thing, and of a chat up to five messages
    before and after it. A file that was kept for nothing goes."""
    exhibits: list[Exhibit] = []
    try:
        for exhibit in _exhibits(report.reporter, subject):
            exhibits.append(exhibit)
            exhibit.report = report
            exhibit.seal = _seal_of(exhibit)
        return Exhibit.objects.bulk_create(exhibits)
    except BaseException:
        remove(files_of(exhibits))
        raise


def is_intact(exhibit: Exhibit) -> bool:
    """Whether it still says what was sealed; neither a hand in the database nor another key leaves that so."""
    return hmac.compare_digest(exhibit.seal, _seal_of(exhibit))


def files_of(exhibits: Iterable[Exhibit]) -> list[str]:
    """The files that these hold, in the storage."""
    return [name for one in exhibits for name in (one.file.name, one.poster.name) if name]


def _exhibits(reporter: User, subject: Subject) -> Iterator[Exhibit]:
    match subject.thing:
        case Thing.MESSAGE:
            yield from _of_chat(reporter, subject)
        case Thing.ACCOUNT:
            yield _of_account(User.objects.get(pk=subject.thing_id))
        case Thing.VIDEO:
            yield _of_video(Video.objects.select_related("author").get(pk=subject.thing_id), is_reported=True)
        case Thing.GIF:
            yield _of_gif(Gif.objects.get(pk=subject.thing_id), is_reported=True)
        case Thing.STICKERS:
            for sticker in Sticker.objects.filter(pack=subject.thing_id, withdrawn_at=None).select_related("pack"):
                yield _of_sticker(sticker, is_reported=True)


def _of_chat(reporter: User, subject: Subject) -> Iterator[Exhibit]:
    """In their order; a chat's other messages are not the moderators' business."""
    peer = subject.about
    assert peer is not None  # noqa: S101 (a message has a sender)
    visible = Message.objects.for_user(reporter).filter(thread=subject.thing_id)
    before = list(visible.filter(seq__lte=subject.seq).order_by("-seq")[: NEAR + 1])
    after = list(visible.filter(seq__gt=subject.seq).order_by("seq")[:NEAR])
    for message in log.for_reader(reporter, peer, before[::-1] + after):
        exhibit = _of_message(message)
        exhibit.thread_id, exhibit.seq, exhibit.author = message.thread_id, message.seq, message.sender
        exhibit.is_reported, exhibit.sent_at = message.seq == subject.seq, message.sent_at
        exhibit.hearts = message.liked + message.liked_by_peer
        if message.quote:
            exhibit.quote = message.quote.text[:160] or message.quote.get_kind_display()
        yield exhibit


def _of_message(message: Message) -> Exhibit:
    if message.sticker:
        return _of_sticker(message.sticker)
    if message.gif:
        return _of_gif(message.gif)
    if message.video_id:
        # Of a video that the reporter may not watch she has seen a notice, and so does the moderator.
        exhibit = _of_video(message.film) if message.film else Exhibit(kind=Exhibit.Kind.VIDEO)
        exhibit.text = message.text
        return exhibit
    return Exhibit(kind=Exhibit.Kind.TEXT, text=message.text)


def _of_account(user: User) -> Exhibit:
    return Exhibit(
        kind=Exhibit.Kind.ACCOUNT,
        author=user,
        is_reported=True,
        thing_id=user.pk,
        name=user.name_shown,
        text=user.bio,
        file=_held(user.avatar.name),
        sent_at=timezone.now(),
    )


def _of_video(video: Video, *, is_reported: bool = False) -> Exhibit:
    return Exhibit(
        kind=Exhibit.Kind.VIDEO,
        author=video.author,
        is_reported=is_reported,
        thing_id=video.pk,
        name=video.caption[:160],
        file=_held(video.small_file.name or video.file.name),
        poster=_held(video.poster.name),
        width=video.width,
        height=video.height,
        sent_at=video.created_at,
    )


def _of_gif(gif: Gif, *, is_reported: bool = False) -> Exhibit:
    return Exhibit(
        kind=Exhibit.Kind.GIF,
        author_id=gif.owner_id,
        is_reported=is_reported,
        thing_id=gif.pk,
        name=gif.tags,
        file=_held(gif.file.name),
        poster=_held(gif.poster.name),
        width=gif.width,
        height=gif.height,
        sent_at=gif.created_at,
    )


def _of_sticker(sticker: Sticker, *, is_reported: bool = False) -> Exhibit:
    """A drawing of the project stays where it is; an uploaded one may go."""
    return Exhibit(
        kind=Exhibit.Kind.STICKER,
        is_reported=is_reported,
        thing_id=sticker.pk,
        name=sticker.name,
        static_path=sticker.static_path,
        file=_held(sticker.file.name),
        sent_at=timezone.now(),
    )


def _held(name: str | None) -> str:
    """A second name for a file, under which it outlives the first; its bytes are not copied where the disk can help.

    Answers "" where there is no such file any more.
    """
    if not name:
        return ""
    held = f"{DIRECTORY}/{secrets.token_urlsafe(16)}{Path(name).suffix}"
    try:
        source, target = Path(default_storage.path(name)), Path(default_storage.path(held))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
        # As young as its report, whose row may not be written yet: `purge_deleted` spares young files.
        os.utime(target)
    except FileNotFoundError:
        return ""
    except OSError:
        with default_storage.open(name) as file:
            return default_storage.save(held, file)
    return held


def _seal_of(exhibit: Exhibit) -> str:
    told = {name: getattr(exhibit, name) for name in SEALED + SEALED_TOO}
    told |= {"files": files_of([exhibit]), "sent_at": exhibit.sent_at.isoformat()}
    content = json.dumps(told, sort_keys=True, default=str).encode()
    return hmac.new(f"evidence{settings.SECRET_KEY}".encode(), content, hashlib.sha256).hexdigest()
