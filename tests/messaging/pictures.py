"""Stickers and GIFs for tests: as people send them, and as nobody should."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from messaging import actions
from messaging.actions import Sent
from messaging.models import Gif, Kind, Sticker, StickerPack
from messaging.payload import Payload
from messaging.pictures.intake import Film


def frames(count: int, size: tuple[int, int] = (96, 64), mode: str = "RGB") -> list[Image.Image]:
    """A ball that rolls."""
    pictures = []
    for number in range(count):
        picture = Image.new(mode, size, "navy" if mode == "RGB" else None)
        left = number * size[0] // max(count, 1)
        ImageDraw.Draw(picture).ellipse((left, 8, left + 24, 32), fill="orange")
        pictures.append(picture)
    return pictures


def saved(pictures: list[Image.Image], kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:], **({"duration": 80} | options))
    return file.getvalue()


def moving(kind: str = "GIF", count: int = 6, size: tuple[int, int] = (96, 64), **options: Any) -> bytes:
    return saved(frames(count, size), kind, **options)


def still(kind: str = "PNG", size: tuple[int, int] = (200, 100), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    frames(1, size, mode)[0].save(file, kind)
    return file.getvalue()


def gif_bomb(side: int = 4000, count: int = 60) -> bytes:
    """A GIF of `count` frames of `side` by `side` pixels in less than a megabyte."""
    blank = [Image.new("P", (side, side), number % 2) for number in range(2)]
    one = saved(blank, "GIF", optimize=False)
    start = one.index(b"\x21\xf9")
    first, rest = one[:start], one[start:-1]
    return first + rest * (count // 2) + b"\x3b"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def film(size: int = 100) -> Film:
    """A GIF that was taken in already; its files hold so many bytes each."""
    return Film(moving=uuid4().bytes + bytes(size - 16), poster=bytes(size), width=320, height=240)


def add_gif(owner: User, **fields: Any) -> Gif:
    return actions.add_gif(**({"owner": owner, "film": film()} | fields))


def add_sticker(slug: str = "wave", pack: StickerPack | None = None, **fields: Any) -> Sticker:
    pack = pack or StickerPack.objects.get_or_create(slug="cats", defaults={"title": "Cats"})[0]
    return Sticker.objects.create(**({"pack": pack, "slug": slug, "static_path": f"stickers/{slug}.svg"} | fields))


def send_picture(sender: User, recipient: User, picture: Gif | Sticker, **fields: Any) -> Sent:
    """Send a sticker or a GIF the way the site does."""
    kind = Kind.GIF if isinstance(picture, Gif) else Kind.STICKER
    payload = Payload(**({"client_id": uuid4(), "kind": kind, f"{kind}_id": picture.pk} | fields))
    return actions.send_message(sender_id=sender.pk, recipient_id=recipient.pk, payload=payload)


def sticker_form(pack: StickerPack, upload: bytes | None = None, pk: int | str = "", **fields: Any) -> dict[str, Any]:
    """The admin's form of a pack with one sticker in it, as a browser sends it."""
    told = {"slug": "leap", "words": "leap jump", "position": "3", "id": pk, "pack": pack.pk} | fields
    form = {"slug": pack.slug, "title": pack.title, "cover": "", "position": "0"}
    form |= {"stickers-TOTAL_FORMS": "1", "stickers-INITIAL_FORMS": "1" if pk else "0"}
    form |= {f"stickers-0-{name}": value for name, value in told.items()}
    return form | ({"stickers-0-upload": SimpleUploadedFile("leap.png", upload)} if upload is not None else {})


def files() -> dict[str, int]:
    """What lies in MEDIA_ROOT: the size of every file by its name."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.stat().st_size for path in root.rglob("*") if path.is_file()}
