"""Damaged pictures at every door that takes one: a 2xx, a 3xx or a 4xx, no file that nobody names, nobody dead.

A short run is part of the suite. The long one takes ten minutes to half an hour:

    UPLOAD_MUTATIONS=2000 pytest -s tests/messaging/test_mutated_uploads.py

UPLOAD_SEED chooses other damage; the one that a failure names brings it back.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User, small_avatar
from messaging.models import Gif, Sticker, StickerPack
from tests.accounts import samples
from tests.factories import UserFactory
from tests.messaging import pictures

MUTATIONS = int(os.environ.get("UPLOAD_MUTATIONS", "45"))
SEED = int(os.environ.get("UPLOAD_SEED", "20261123"))

VALID = {
    "gif": pictures.moving("GIF"),
    "gif with transparency": pictures.saved(pictures.frames(4, mode="RGBA"), "GIF", disposal=2),
    "still gif": pictures.still("GIF"),
    "png": pictures.still("PNG"),
    "png with transparency": pictures.still("PNG", mode="RGBA"),
    "palette png": samples.drawn(pictures.frames(1)[0].quantize(16)),
    "moving png": pictures.moving("PNG", count=3),
    "webp": pictures.still("WEBP"),
    "lossless webp": samples.drawn(pictures.frames(1)[0], "WEBP", lossless=True),
    "moving webp": pictures.moving("WEBP"),
    "jpeg": samples.turned(),
    "progressive jpeg": samples.drawn(pictures.frames(1)[0], "JPEG", progressive=True),
    "printer's jpeg": samples.drawn(Image.new("CMYK", (64, 64), "teal"), "JPEG"),
}


def flip(data: bytearray, dice: random.Random) -> None:
    for _n in range(dice.choice((1, 1, 2, 4, 16))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def extreme(data: bytearray, dice: random.Random) -> None:
    """Lengths and sizes mostly stand near the beginning."""
    at, width = dice.randrange(min(len(data), 80)), dice.choice((1, 2, 4))
    data[at : at + width] = dice.choice((b"\x00", b"\xff", b"\x7f", b"\x80")) * width


def cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data)) :]


def drop(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    del data[at : at + dice.randint(1, 64)]


def repeat(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = data[at : at + dice.randint(1, 400)] * dice.randint(1, 40)


def insert(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = dice.randbytes(dice.randint(1, 64))


def blank(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    length = min(dice.randint(1, 200), len(data) - at)
    data[at : at + length] = bytes(length)


def graft(data: bytearray, dice: random.Random) -> None:
    other = dice.choice(list(VALID.values()))
    data[dice.randrange(len(data)) :] = other[dice.randrange(len(other)) :]


# What each door takes; one in five comes from anywhere.
WELCOME = {
    "gif": ["gif", "gif with transparency", "moving webp"],
    "sticker": ["png", "png with transparency", "palette png", "moving png", "webp", "lossless webp", "moving webp"],
    "face": ["png", "palette png", "webp", "lossless webp", "jpeg", "progressive jpeg", "printer's jpeg", "still gif"],
}
DAMAGE = (flip, flip, flip, extreme, extreme, cut, drop, repeat, insert, blank, graft)


def damaged(number: int, door: str) -> tuple[str, bytes]:
    """Which picture was damaged, and what is left of it; the same for the same number."""
    dice = random.Random(SEED + number)  # noqa: S311
    name = dice.choice(WELCOME[door] if dice.random() < 0.8 else list(VALID))
    data = bytearray(VALID[name])
    for _n in range(dice.choice((1, 1, 1, 2, 3))):
        if data:
            dice.choice(DAMAGE)(data, dice)
    return name, bytes(data)


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def doors(db: None, media: object) -> list[Callable[[bytes], int]]:
    """Each takes a picture and answers with a status."""
    alice = browser(UserFactory(username="alice"))
    mod = browser(UserFactory(username="mod", is_staff=True, is_superuser=True))
    pack = StickerPack.objects.create(slug="frogs", title="Frogs")

    def gif(content: bytes) -> int:
        return alice.post(reverse("gifs"), {"file": samples.upload(content, "a.gif")}).status_code

    def face(content: bytes) -> int:
        form = {"display_name": "Alice", "bio": "", "avatar": samples.upload(content)}
        return alice.post(reverse("settings_profile"), form).status_code

    def sticker(content: bytes) -> int:
        form = pictures.sticker_form(pack, content, slug=f"s{Sticker.objects.count()}")
        return mod.post(reverse("admin:messaging_stickerpack_change", args=[pack.pk]), form).status_code

    return [gif, face, sticker]


def named() -> set[str]:
    """Every file that a row names."""
    names = {name for names in Gif.objects.values_list("file", "poster") for name in names}
    names |= {name for names in Sticker.objects.values_list("file", "poster") for name in names}
    faces = set(User.objects.exclude(avatar="").values_list("avatar", flat=True))
    return {name for name in names | faces | {small_avatar(face) for face in faces} if name}


def test_damaged_pictures_cost_a_sentence_at_most(doors, committed, caplog):
    statuses: Counter[tuple[str, int]] = Counter()
    for number in range(MUTATIONS):
        door = doors[number % len(doors)]
        name, content = damaged(number, door.__name__)
        with committed():
            status = door(content)
        statuses[door.__name__, status] += 1
        assert status < 500, f"{name}, number {number} of UPLOAD_SEED={SEED}, at {door.__name__}"
        assert set(pictures.files()) == named(), f"{name}, number {number} of UPLOAD_SEED={SEED}, at {door.__name__}"
    died = [record.getMessage() for record in caplog.records if "ended with status -" in record.getMessage()]
    print(f"\n{MUTATIONS} uploads: {dict(sorted(statuses.items()))}; decoders that died: {died}")  # noqa: T201
    assert not died
    for door, content in zip(doors, (VALID["gif"], VALID["jpeg"], VALID["png"]), strict=True):
        with committed():
            assert door(content) in {302, 303}
    assert set(pictures.files()) == named()
