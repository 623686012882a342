"""The chats of an export, through the one door to messages: what their owner has deleted is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.staticfiles import finders

from accounts.models import User
from messaging import log
from messaging.exporting.archive import Archive, JsonList
from messaging.models import Message, Participant, Sticker
from social.models import Video

PAGE = 1000  # messages on one page
CHUNK = 250

Note = Callable[[int], None]


def write_chats(archive: Archive, user: User, note: Note) -> list[dict[str, Any]]:
    """Each chat as pages and as JSON, with its pictures; answers what the list of chats says of them. `note` is told
    of how many messages it has passed, deleted ones included."""
    sides = Participant.objects.for_user(user).listed().select_related("peer").order_by("-order")
    return [told for side in sides if (told := write_chat(archive, user, side, note))["count"]]


def write_chat(archive: Archive, user: User, side: Participant, note: Note) -> dict[str, Any]:
    # The name of an account that was erased is nobody's any more.
    name = f"deleted-account-{side.thread_id}" if side.peer.erased_at else side.peer.username
    listed, count = JsonList(), 0
    told: dict[str, Any] = {"name": name, "peer": side.peer}
    for number, messages in enumerate(pages_of(user, side, note), 1):
        for message in messages:
            add_media(archive, user, message)
            listed.add(said(message))
        count += len(messages)
        context = {"user": user, "peer": side.peer, "messages": messages, "name": name, "number": number}
        context |= {"previous": page_name(name, number - 1), "next": page_name(name, number + 1)}
        context["is_last"] = len(messages) < PAGE
        archive.page(f"chats/{page_name(name, number)}", "export/chat.html", context)
        told["latest"] = messages[-1].sent_at
    if count:
        listed.write_to(archive, f"chats/{name}.json")
    return told | {"count": count, "page": page_name(name, 1)}


def page_name(name: str, number: int) -> str:
    return f"{name}.html" if number == 1 else f"{name}-{number}.html"


def pages_of(user: User, side: Participant, note: Note) -> Iterator[list[Message]]:
    """The messages that `user` can see in the chat, oldest first, a page at a time."""
    page: list[Message] = []
    for chunk in chunks_of(user, side, note):
        page += chunk
        if len(page) >= PAGE:
            yield page[:PAGE]
            page = page[PAGE:]
    if page:
        yield page


def chunks_of(user: User, side: Participant, note: Note) -> Iterator[list[Message]]:
    visible = Message.objects.for_user(user).filter(thread=side.thread_id).order_by("seq")
    seq = side.cleared_seq
    while chunk := log.for_reader(user, side.peer, visible.filter(seq__gt=seq)[:CHUNK]):
        yield chunk
        note(chunk[-1].seq - seq)
        seq = chunk[-1].seq


def said(message: Message) -> dict[str, Any]:
    """What JSON tells of a message: nothing that a page does not show."""
    told: dict[str, Any] = {
        "seq": message.seq,
        "sent_at": message.sent_at,
        "from": "me" if message.mine else message.sender.name_shown,
        "kind": message.kind,
    }
    if message.text:
        told["text"] = message.text
    if message.quote:
        told["reply_to"] = message.quote.seq
    if message.liked or message.liked_by_peer:
        told["liked_by"] = [who for who, likes in (("me", message.liked), ("them", message.liked_by_peer)) if likes]
    if message.kind != "text":
        told["shows"] = message.exported  # type: ignore[attr-defined]
    return told


def add_media(archive: Archive, user: User, message: Message) -> None:
    """Put what `message` shows into the archive, once, and note on it as `exported` where that is; empty for what is
    not to be had: a video that was taken back, or one whose author allows no downloads."""
    name = ""
    if message.sticker:
        name = sticker_into(archive, message.sticker)
    elif message.gif:
        name = f"media/gifs/{message.gif.pk}.webp"
        name = name if archive.stored(name, message.gif.file.name) else ""
    elif message.film and message.film.may_be_kept_by(user):
        name = film_into(archive, message.film)
    message.exported = name  # type: ignore[attr-defined]


def sticker_into(archive: Archive, sticker: Sticker) -> str:
    if sticker.static_path:
        name = f"media/stickers/{sticker.static_path.replace('/', '-')}"
        path = finders.find(sticker.static_path)
        return name if archive.shipped(name, path if isinstance(path, str) else None) else ""
    name = f"media/stickers/{sticker.pk}.webp"
    return name if archive.stored(name, sticker.file.name) else ""


def film_into(archive: Archive, film: Video) -> str:
    name = f"media/videos/{film.pk}.mp4"
    return name if archive.stored(name, film.file.name) else ""
