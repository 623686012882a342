"""Sticker packs as they come in a directory: a pack.json beside the pictures."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.validators import validate_slug
from django.db import transaction

from accounts.files import remove
from messaging.models import Sticker, StickerPack
from messaging.pictures.files import store
from messaging.pictures.intake import Drawing, drawing

STATIC = Path(settings.STATICFILES_DIRS[0])
SHIPPED = STATIC / "stickers"


Translations = dict[str, dict[str, str]]


class WrongPack(Exception):
    """The directory holds no pack that can be taken in; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sticker of a pack.json; `translations` are its `name` and `words` in other languages."""

    slug: str
    words: str
    translations: Translations
    path: Path


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack.json; `cover` is the slug of one of its stickers, `translations` its `title` in other languages."""

    slug: str
    title: str
    translations: Translations
    cover: str
    entries: list[Entry]


def shipped_packs() -> list[Path]:
    """The directories of the packs that come with the project."""
    return sorted(path.parent for path in SHIPPED.glob("*/pack.json"))


def read_pack(directory: Path) -> Pack:
    """The pack that `directory` holds. Raises WrongPack."""
    try:
        told = json.loads((directory / "pack.json").read_text(encoding="utf-8"))
        entries = [_entry(directory, one) for one in told["stickers"]]
        slug, title, cover = _slug(told["slug"]), _text(told["title"], 40), str(told["cover"])
        translations = _translations(told, title=40)
    except OSError as error:
        raise WrongPack(f"{directory}/pack.json can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise WrongPack(f"{directory}/pack.json is wrong: {error}.") from error
    except (KeyError, TypeError) as error:
        raise WrongPack(f"{directory}/pack.json is wrong: it lacks {error}.") from error
    slugs = [entry.slug for entry in entries]
    if len(set(slugs)) != len(slugs) or not slugs:
        raise WrongPack(f"{directory}/pack.json must name one sticker or more, each once.")
    covers = {name: entry.slug for entry in entries for name in (entry.slug, entry.path.name)}
    if cover not in covers:
        raise WrongPack(f"{directory}/pack.json must name one of its stickers as its cover.")
    return Pack(slug, title, translations, covers[cover], entries)


def import_pack(pack: Pack, *, dry_run: bool = False) -> Counter[str]:
    """Bring a pack and its stickers up to date; answers how many are `new`, `changed` and `as before`.

    What ships with the project is named where it stands; any other picture is drawn anew and stored. A sticker that the
    pack no longer names stays, for the chats that show it. Raises WrongPack for a picture that can't be taken in, with
    nothing stored.
    """
    drawn = {entry.slug: _drawn(entry) for entry in pack.entries if not _is_shipped(entry)}
    stored: list[str] = []
    try:
        with transaction.atomic():
            row = StickerPack.objects.filter(slug=pack.slug).first() or StickerPack(slug=pack.slug)
            counts = _bring_up_to_date(row, pack, drawn, stored)
            transaction.set_rollback(dry_run)
    except BaseException:
        remove(stored)
        raise
    if dry_run:
        remove(stored)
    return counts


def _bring_up_to_date(row: StickerPack, pack: Pack, drawn: dict[str, Drawing], stored: list[str]) -> Counter[str]:
    row.title, row.translations = pack.title, pack.translations
    row.save()
    known = {sticker.slug: sticker for sticker in row.stickers.all()}
    counts: Counter[str] = Counter()
    for position, entry in enumerate(pack.entries):
        sticker = known.get(entry.slug) or Sticker(pack=row, slug=entry.slug)
        before = _state(sticker)
        sticker.words, sticker.translations, sticker.position = entry.words, entry.translations, position
        if entry.slug in drawn:
            stored += redraw(sticker, drawn[entry.slug])
        else:
            ship(sticker, entry.path)
        verb = "new" if sticker.pk is None else "as before" if _state(sticker) == before else "changed"
        counts[verb] += 1
        if verb != "as before":
            sticker.save()
        if entry.slug == pack.cover:
            StickerPack.objects.filter(pk=row.pk).exclude(cover=sticker).update(cover=sticker)
    return counts


def ship(sticker: Sticker, path: Path) -> None:
    """Have `sticker`, which is not saved here, shown as a drawing of the project; one that was uploaded for it goes."""
    if sticker.file:
        old = [sticker.file.name, sticker.poster.name]
        transaction.on_commit(lambda: remove(old), robust=True)
    sticker.file.name = sticker.poster.name = ""
    sticker.static_path = path.relative_to(STATIC).as_posix()


def redraw(sticker: Sticker, drawing: Drawing) -> list[str]:
    """Give `sticker`, which is not saved here, another picture, unless it has that one; the old goes after the commit.

    Answers the names of the files that were stored for it.
    """
    if sticker.file and _content(sticker.file.name) == drawing.picture:
        return []
    old = [sticker.file.name, sticker.poster.name]
    transaction.on_commit(lambda: remove(old), robust=True)
    sticker.static_path = ""
    sticker.file.name = store("stickers", drawing.picture)
    sticker.poster.name = store("stickers", drawing.poster) if drawing.poster else ""
    return [sticker.file.name, sticker.poster.name]


def _state(sticker: Sticker) -> tuple[Any, ...]:
    told = sticker.words, sticker.translations, sticker.position
    return *told, sticker.static_path, sticker.file.name, sticker.poster.name


def _content(name: str | None) -> bytes:
    try:
        return bytes(default_storage.open(name or "").read())
    except OSError:
        return b""


def _entry(directory: Path, told: dict[str, Any]) -> Entry:
    path = directory / Path(str(told["file"])).name
    if not path.is_file():
        raise ValueError(f"there is no {path.name} beside it")
    return Entry(_slug(told["slug"]), _text(told["words"], 120), _translations(told, name=40, words=120), path)


def _translations(told: dict[str, Any], **lengths: int) -> Translations:
    """What a pack.json says in other languages: in each of them a text under every name of `lengths`."""
    languages = told.get("translations", {})
    if not isinstance(languages, dict):
        raise ValueError(f"{languages!r} names no languages")  # noqa: TRY004 (the file is wrong, not the caller)
    return {
        str(code): {key: _text(texts[key], most) for key, most in lengths.items()} for code, texts in languages.items()
    }


def _slug(value: Any) -> str:
    try:
        validate_slug(value)
    except ValidationError:
        raise ValueError(f"{value!r} is no slug") from None
    return _text(value, 40)


def _text(value: Any, length: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= length:
        raise ValueError(f"{value!r} must be a text of up to {length} characters")
    return value


def _is_shipped(entry: Entry) -> bool:
    return entry.path.is_relative_to(SHIPPED)


def _drawn(entry: Entry) -> Drawing:
    try:
        with entry.path.open("rb") as file:
            return drawing(File(file))
    except ValidationError as error:
        raise WrongPack(f"{entry.path}: {error.messages[0]}") from error
