"""`manage.py build_emoji DIR`: writes the list of the picker's emoji anew, after a new Unicode."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import emoji
from django.core.management.base import BaseCommand, CommandError

from messaging.emojis import DATA, GROUPS, LANGUAGES

# emojibase's numbers of Unicode's groups, in the order of GROUPS; its 2 holds bare skin tones and hair.
NUMBERS = (0, 1, 3, 4, 5, 6, 7, 8, 9)
SELECTOR = "\ufe0f"
FULLY_QUALIFIED = 2
LIGHT = "\U0001f3fb"

# What the `emoji` package knows already and emojibase does not yet: each follows a neighbour of its kind.
NEWER = {
    "cracking face": "distorted face",
    "leftwards thumb sign": "thumbs down",
    "rightwards thumb sign": "leftwards thumb sign",
    "monarch butterfly": "butterfly",
    "pickle": "cucumber",
    "lighthouse": "castle",
    "meteor": "comet",
    "net with handle": "fishing pole",
    "eraser": "pencil",
}

Row = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Writes messaging/data/emoji.json anew: which emoji there are is known to the installed package `emoji`, their "
        "groups, order, names and keywords are read from DIR, where the package `emojibase-data` was unpacked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        emoji.config.load_language("ru")
        try:
            told = {code: json.loads((options["directory"] / code / "data.json").read_text()) for code in LANGUAGES}
        except OSError as error:
            raise CommandError(f"{error.filename} can't be read: {error.strerror}.") from error
        groups = {slug: rows_of(told, number) for slug, number in zip(GROUPS, NUMBERS, strict=True)}
        for name, neighbour in NEWER.items():
            add(groups, name, neighbour)
        listed = {row["emoji"] for rows in groups.values() for row in rows}
        if left := {one for one in known() if not is_toned(one)} - {one.replace(SELECTOR, "") for one in listed}:
            raise CommandError(f"NEWER must say where these stand: {' '.join(sorted(left))}")
        DATA.write_text(json_of(groups), encoding="utf-8")
        self.stdout.write(f"{len(listed)} emoji, and their skin tones.")


def known() -> dict[str, str]:
    """Every fully-qualified emoji of the `emoji` package, by what it is without selectors."""
    full = (one for one, told in emoji.EMOJI_DATA.items() if told["status"] == FULLY_QUALIFIED)
    return {one.replace(SELECTOR, ""): one for one in full}


def is_toned(one: str) -> bool:
    return any(LIGHT <= character <= "\U0001f3ff" for character in one)


def rows_of(told: dict[str, list[Row]], number: int) -> list[Row]:
    """One group as emojibase tells it, in Unicode's order."""
    by_code = {code: {one["hexcode"]: one for one in rows} for code, rows in told.items()}
    members = sorted((one for one in told["en"] if one.get("group") == number), key=lambda one: int(one["order"]))
    return [_row({code: by_code[code][one["hexcode"]] for code in LANGUAGES}) for one in members]


def _row(told: dict[str, Row]) -> Row:
    full, one = known(), told["en"]
    skins = {str(skin["tone"]): full[skin["emoji"].replace(SELECTOR, "")] for skin in one.get("skins", ())}
    return {
        "emoji": full[one["emoji"].replace(SELECTOR, "")],
        "since": one["version"],
        "toned": skins.get("1", ""),
        "paired": skins.get("[1, 2]", ""),
        "names": {code: told[code]["label"] for code in LANGUAGES},
        "words": {code: " ".join(told[code].get("tags", ())) for code in LANGUAGES},
    }


def add(groups: dict[str, list[Row]], name: str, neighbour: str) -> None:
    """Put an emoji that emojibase may lack after its neighbour, under the names that the `emoji` package has for it."""
    one = emoji.emojize(f":{name.replace(' ', '_')}:")
    for rows in groups.values():
        names = [row["names"]["en"] for row in rows]
        if neighbour not in names or name in names:
            continue
        told = emoji.EMOJI_DATA[one]
        toned = f"{one}{LIGHT}" if f"{one}{LIGHT}" in emoji.EMOJI_DATA else ""
        shown = {code: told[code].strip(":").replace("_", " ") for code in LANGUAGES}
        row = {"emoji": one, "since": told["E"], "toned": toned, "paired": "", "names": shown}
        rows.insert(names.index(neighbour) + 1, row | {"words": dict.fromkeys(LANGUAGES, "")})


def json_of(groups: dict[str, list[Row]]) -> str:
    """A line for each emoji, so that a new Unicode shows in a diff as what it is."""
    parts = []
    for slug, rows in groups.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        parts.append(f'"{slug}": [\n{lines}\n]')
    return "{\n" + ",\n".join(parts) + "\n}\n"
