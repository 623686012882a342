"""The emoji of the picker: every one that Unicode has, by its groups, under its name in the reader's language.

The list is a file that `build_emoji` writes; docs/pictures.md says from what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data" / "emoji.json"
LANGUAGES = ("en", "ru")
COLUMNS = 8

# Unicode's groups in its order, each with the emoji that stands for it.
GROUPS: dict[str, tuple[Promise, str]] = {
    "smileys": (_("Smileys and feelings"), "😀"),
    "people": (_("People and gestures"), "👋"),
    "nature": (_("Animals and nature"), "🐻"),
    "food": (_("Food and drink"), "🍔"),
    "travel": (_("Travel and places"), "✈️"),
    "activities": (_("Activities"), "⚽"),
    "objects": (_("Objects"), "💡"),
    "symbols": (_("Symbols"), "🔣"),
    "flags": (_("Flags"), "🏁"),
}


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji as a reader finds it; `since` is the version of Unicode's emoji that brought it.

    `toned` is its lightest form, `paired` that of a light and a medium light person; both are empty where there is
    none. Every other tone takes the place of the one there.
    """

    character: str
    name: str
    words: str
    toned: str
    paired: str
    since: float


@dataclass(frozen=True, slots=True)
class Group:
    """A group of emoji in rows, as the picker shows them; `sign` stands for it where there is no room for its title."""

    slug: str
    title: Promise
    sign: str
    emoji: list[Emoji]

    @property
    def rows(self) -> list[list[Emoji]]:
        return [self.emoji[start : start + COLUMNS] for start in range(0, len(self.emoji), COLUMNS)]


@cache
def groups(language: str) -> list[Group]:
    """All emoji, under their names in `language` where there are any; their English names find them everywhere."""
    code = language.partition("-")[0]
    code = code if code in LANGUAGES else "en"
    told = json.loads(DATA.read_text(encoding="utf-8"))
    return [
        Group(slug, title, sign, [_emoji(row, code) for row in told[slug]]) for slug, (title, sign) in GROUPS.items()
    ]


def _emoji(row: dict[str, Any], code: str) -> Emoji:
    finds = [row["words"][code]]
    if code != "en":
        finds += [row["names"]["en"], row["words"]["en"]]
    words = dict.fromkeys(" ".join(finds).split())
    return Emoji(row["emoji"], row["names"][code], " ".join(words), row["toned"], row["paired"], row["since"])
