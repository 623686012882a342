"""Deleted is gone: whatever the site can answer is searched for what one side has deleted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from accounts.models import User
from messaging import actions, search
from messaging.exporting.making import write_export
from messaging.models import Message, SearchEntry
from tests.addresses import Route, routes
from tests.factories import make_video, send, share
from tests.messaging import pictures

WORDS = {"text": "canarytextword", "caption": "canarycaptionword"}
STICKER = "canarysticker"
HTMX = {"hx-request": "true"}
WAYS = [{}, HTMX]
MORE_WAYS = {
    "chat": [HTMX | {"hx-target": "pane"}, {"accept": "application/json"}],
    "media": [{"range": "bytes=0-15"}, {"range": "bytes=-16"}],
    "gif_media": [{"range": "bytes=0-15"}],
}
QUERIES = {
    "chat": ["?before=100", "?after=0", "?around=3", "?newest=1", "?reply=1"],
    # Not the whole word: what was typed is said again.
    "search": [f"?q={word[:-2]}" for word in WORDS.values()],
    "sync": ["?stamp=0", "?stamp=0&with=alice&revision=0", "?stamp=0&with=bob&revision=0"],
    "media": ["?poster"],
    "new_chat": ["?q=bob"],
}
# A new address that needs something to be asked with is not forgotten: the test fails until it is told what.
ASKED_WITH: dict[str, dict[str, Any]] = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "avatar": {"file": "none.webp"},
    "sticker_file": {"file": "none.webp"},
    "video_upload": {"pk": UUID(int=1)},
    "emoji": {"language": "en", "version": "0"},
}
# A tab that has it still is told to take it away: the id of an empty element.
GONE = re.compile(rb'<article id="m-[-0-9a-f]+" data-gone></article>')


@dataclass
class Canary:
    """What Bob has sent to Alice: of each kind, by the seq, what it would be known by."""

    marks: dict[int, list[bytes]] = field(default_factory=dict)
    pks: list[int] = field(default_factory=list)

    def plant(self, message: Message, *marks: bytes) -> None:
        self.marks[message.seq] = [*marks, message.dom_id.encode()]

    def in_(self, told: bytes) -> set[int]:
        """The seqs of those messages of which `told` tells."""
        told = GONE.sub(b"", told)
        return {seq for seq, marks in self.marks.items() if any(mark in told for mark in marks)}


@pytest.fixture
def canary(alice: User, bob: User, media: object) -> Canary:
    planted = Canary()
    planted.plant(send(bob, alice, WORDS["text"]).message, WORDS["text"].encode())
    sticker = pictures.add_sticker(static_path=f"stickers/{STICKER}.svg", slug=STICKER)
    planted.plant(pictures.send_picture(bob, alice, sticker).message, STICKER.encode())
    film = pictures.film()
    # Of nobody's collection: it is there for its message alone.
    gif = pictures.add_gif(bob, film=film, is_kept=False)
    planted.plant(pictures.send_picture(bob, alice, gif).message, film.moving, film.moving[:16])
    # The video is its author's to show, here or elsewhere; what was said with it belongs to the message.
    video = make_video(bob)
    planted.plant(share(bob, alice, video, WORDS["caption"]).message, WORDS["caption"].encode())
    # The picker offers what is not retired, whoever has sent it.
    sticker.pack.retired_at = timezone.now()
    sticker.pack.save()
    actions.set_like(user=alice, peer=bob, seq=1, liked=True)
    planted.pks = [sticker.pk, gif.pk, video.pk]
    return planted


def addresses(route: Route, peer: str, canary: Canary) -> Iterator[str]:
    """Everything that can be asked of a route about the chat with `peer`."""
    if route.name in ASKED_WITH:
        known = [ASKED_WITH[route.name]]
    elif "seq" in route.parameters:
        known = [{"name": peer, "seq": seq, "number": 0} for seq in canary.marks]
    elif "pk" in route.parameters:
        known = [{"pk": pk} for pk in {1, *canary.pks}]
    else:
        known = [{"name": peer}]
    for parameters in known:
        address = route.address(parameters)
        assert address, f"ASKED_WITH does not say how to ask for {route.name}"
        yield from (address + query for query in ["", *QUERIES.get(route.name, [])])


def whole(response: HttpResponseBase) -> bytes:
    """Headers and body, of an answer that is streamed too."""
    return repr(response.headers).encode() + response.getvalue()


def told_to(user: User, peer: str, canary: Canary, *, in_chats: bool = False) -> dict[int, set[str]]:
    """Of which messages the site tells `user`, and where: every address it has is asked, or with `in_chats` only those
    that are there to tell of messages."""
    client = Client()
    client.force_login(user)
    where: dict[int, set[str]] = {seq: set() for seq in canary.marks}
    for route in routes():
        is_of_chats = route.path.startswith(("messages/", "sync"))
        if in_chats and not is_of_chats:
            continue
        for address in addresses(route, peer, canary):
            for headers in [*WAYS[: 1 + is_of_chats], *MORE_WAYS.get(route.name, [])]:
                response = client.get(address, headers=headers)
                assert response.status_code < 500, address
                for seq in canary.in_(whole(response)):
                    where[seq].add(route.name)
    return where


def deleted_one_by_one(user: User, peer: User) -> None:
    for seq in Message.objects.for_user(user).order_by("seq").values_list("seq", flat=True):
        actions.delete_message(user=user, peer=peer, seq=seq)


def deleted_as_a_chat(user: User, peer: User) -> None:
    actions.delete_chat(user=user, peer=peer)


@pytest.mark.parametrize("delete", [deleted_one_by_one, deleted_as_a_chat])
def test_what_one_side_deleted_is_nowhere_on_it_and_everywhere_on_the_other(
    alice: User,
    bob: User,
    canary: Canary,
    pushed: list[tuple[str, dict[str, Any]]],
    committed: Callable[[], Any],
    delete: Callable[[User, User], None],
) -> None:
    seen = told_to(alice, "bob", canary, in_chats=True)
    assert all({"chat", "message", "sync"} <= places for places in seen.values()), seen
    assert {"search", "transcript"} <= seen[1] & seen[4], seen
    assert "media" in seen[3], seen

    with committed():
        delete(alice, bob)
    with committed():
        # He sees it still, and answers it: she gets the answer without what it answers.
        send(bob, alice, "as I said", reply_to=1)
        actions.set_like(user=bob, peer=alice, seq=1, liked=True)
    assert told_to(alice, "bob", canary) == {seq: set() for seq in canary.marks}
    frames = "".join(event["html"] for group, event in pushed if group == f"user-{alice.pk}")
    assert "as I said" in frames
    assert canary.in_(frames.encode()) == set()
    his = told_to(bob, "alice", canary, in_chats=True)
    assert all({"chat", "message", "sync"} <= places for places in his.values()), his

    with committed():
        delete(bob, alice)
    assert told_to(bob, "alice", canary) == {seq: set() for seq in canary.marks}
    assert not any(search.find_messages(one, word).hits for one in (alice, bob) for word in WORDS.values())
    assert not SearchEntry.objects.filter(words__contains="canary").exists()
    assert not Message.objects.filter(text__contains="canary").exists()
    assert canary.marks[3][0] not in b"".join(file.read_bytes() for file in media_files())


@pytest.mark.parametrize("delete", [deleted_one_by_one, deleted_as_a_chat])
def test_the_export_of_a_side_never_holds_what_that_side_deleted(
    alice: User, bob: User, canary: Canary, delete: Callable[[User, User], None]
) -> None:
    assert canary.in_(unzipped(alice)) == set(canary.marks)
    delete(alice, bob)
    assert canary.in_(unzipped(alice)) == set()
    assert canary.in_(unzipped(bob)) == set(canary.marks)


def unzipped(user: User) -> bytes:
    """All that an export tells, the names of its files included; the ids of articles are not in it."""
    file = io.BytesIO()
    write_export(user, file)
    with ZipFile(file) as archive:
        return b"\0".join([name.encode() + b"\0" + archive.read(name) for name in archive.namelist()])


def media_files() -> Iterator[Path]:
    """Every file that is kept."""
    return (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
