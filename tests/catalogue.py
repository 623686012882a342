"""What is to be translated and what has been, read without the gettext tools: newcomers need none to run the tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "config", "messaging", "social")
TEMPLATES = BASE_DIR / "templates"

# Each may stand with "_lazy" or "_noop" behind it; those with a "p" take the context before the sentence.
FUNCTION = r"(?:_|(n?)(p?)gettext(?:_lazy|_noop)?)"
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?<!\w){FUNCTION}\({STRING}(?:, {STRING})?", re.DOTALL)
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) (".*"(?:\n".*")*)$', re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One sentence of a catalogue; `plural` is empty where it has one form.

    `key` is the sentence, after its context where it has one, as gettext puts them together.
    """

    key: str
    sentence: str
    plural: str
    translations: tuple[str, ...]
    fuzzy: bool


def read_catalogue(path: Path) -> tuple[str, dict[str, Entry]]:
    """The header and the entries of a .po file, by their key."""
    entries = [_read_entry(block) for block in re.split(r"\n{2,}", path.read_text()) if not block.startswith("#~")]
    header, *sentences = entries
    return header.translations[0], {entry.key: entry for entry in sentences}


def _read_entry(block: str) -> Entry:
    parts = {keyword: "".join(map(ast.literal_eval, text.split("\n"))) for keyword, text in ENTRY.findall(block)}
    translations = tuple(text for keyword, text in parts.items() if keyword.startswith("msgstr"))
    fuzzy = re.search("^#,.*fuzzy", block, re.MULTILINE) is not None
    key = _key(parts["msgid"], parts.get("msgctxt", ""))
    return Entry(key, parts["msgid"], parts.get("msgid_plural", ""), translations, fuzzy)


def _key(sentence: str, context: str = "") -> str:
    return f"{context}\x04{sentence}" if context else sentence


def sentences() -> dict[str, set[str]]:
    """The key of every sentence of the code and the templates, with the files that say it."""
    found: dict[str, set[str]] = {}
    for path in _files():
        say = _of_template if path.is_relative_to(TEMPLATES) else _of_module
        for key in say(path):
            found.setdefault(key, set()).add(str(path.relative_to(BASE_DIR)))
    return found


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((BASE_DIR / package).rglob("*.py"))
    yield from sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def _of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        if function := re.fullmatch(FUNCTION, name):
            strings = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if strings and function[2]:
                yield _key(strings[1], strings[0])
            elif strings:
                yield _key(strings[0])


def _of_template(path: Path) -> Iterator[str]:
    for call in CALL.finditer(templatize(path.read_text(), origin=str(path))):
        if call[2]:
            yield _key(ast.literal_eval(call[4]), ast.literal_eval(call[3]))
        else:
            yield _key(ast.literal_eval(call[3]))
