"""Every sentence is said in every language that is offered, and nothing is said past the catalogues."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests.catalogue import BASE_DIR, TEMPLATES, Entry, read_catalogue, sentences

# English is what the sentences are written in.
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
HOW = "Run `make messages`, translate what it has added to locale/, and run it again."

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]|%%")
TAG = re.compile(r"</?\w[^>]*>")

# Names, and what is the same in every tongue.
WORDLESS = {"Paperplane", "GIF", "QR"}
# For developers only, with DEBUG on.
UNTRANSLATED = re.compile(r"^styleguide")
SAID_TO_PEOPLE = {"alt", "aria-label", "aria-description", "placeholder", "title", "label"}
COMMENT = re.compile(r"{#.*?#}|{%-?\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
# A block that fills in a class.
STYLED = re.compile(r"{%\s*block\s+\w+_class\b.*?{%\s*endblock\s*%}", re.DOTALL)
# The rest of a tag that another template has opened.
OPENED = re.compile(r'{%\s*include "[\w/]+/_open\.html"\s*%}.*?>', re.DOTALL)
# What is printed on a key.
KEY = re.compile(r"<kbd>.*?</kbd>")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def catalogue(language: str, suffix: str) -> Path:
    return BASE_DIR / "locale" / language / "LC_MESSAGES" / f"django{suffix}"


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def entries(language) -> dict[str, Entry]:
    return read_catalogue(catalogue(language, ".po"))[1]


def test_every_sentence_is_translated(entries):
    missing = [entry.sentence for entry in entries.values() if entry.fuzzy or not all(entry.translations)]
    assert missing == [], HOW


def test_the_catalogue_holds_every_sentence(entries):
    missing = {key: files for key, files in sentences().items() if key not in entries}
    assert missing == {}, HOW


def test_what_is_compiled_is_what_is_written(language, entries):
    written: dict[str | tuple[str, int], str] = {}
    for key, entry in entries.items():
        keys = [(key, number) for number in range(len(entry.translations))] if entry.plural else [key]
        written |= dict(zip(keys, entry.translations, strict=True))
    with catalogue(language, ".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    assert {key: text for key, text in compiled.items() if key} == written, HOW


def test_each_has_as_many_plurals_as_the_language(language, entries):
    header, _entries = read_catalogue(catalogue(language, ".po"))
    count = int(re.search(r"nplurals=(\d)", header)[1])
    assert {entry.sentence for entry in entries.values() if entry.plural and len(entry.translations) != count} == set()


@pytest.mark.parametrize("part", [PLACEHOLDER, TAG], ids=["placeholders", "markup"])
def test_a_translation_keeps_the(part, entries):
    """A lost %(name)s is a name unsaid; one too many is an error on the page."""
    wrong = {
        translated
        for entry in entries.values()
        for translated in entry.translations
        if Counter(part.findall(translated)) != Counter(part.findall(entry.plural or entry.sentence))
    }
    assert wrong == set()


def test_a_translation_shouts_as_little_as_the_original(entries):
    assert [text for entry in entries.values() for text in entry.translations if "!" in text] == []


def test_russian_counts():
    with translation.override("ru"):
        said = [
            translation.ngettext("%(unused)s of %(total)s is left.", "%(unused)s of %(total)s are left.", count)
            for count in (1, 3, 5, 21)
        ]
    assert [words.split()[0] for words in said] == ["Остался", "Осталось", "Осталось", "Остался"]


class Words(HTMLParser):
    """What a page says by itself, in its text and in the attributes that are read out."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        for silent in (COMMENT, TRANSLATED, STYLED, OPENED, KEY, SCRIPT, MARKUP):
            template = silent.sub("", template)
        self.feed(f"{template}>")  # a wrapper may leave its tag open
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SAID_TO_PEOPLE and value:
                self.handle_data(value)

    def handle_data(self, data: str) -> None:
        words = set(re.findall(r"[^\W\d_]{2,}", data))
        if words - WORDLESS:
            self.found.append(" ".join(data.split()))


def test_the_scanner_sees_text_and_attributes():
    assert Words("<p>{% if a %}Hello {{ name }}{% endif %}</p>").found == ["Hello"]
    assert Words('<button aria-label="Close {% translate "x" %}">×</button>').found == ["Close"]
    assert (
        Words("<p title=\"{% translate 'Hello' %}\">{% blocktranslate %}Hi <b>you</b>{% endblocktranslate %}</p>").found
        == []
    )
    assert (
        Words('{% comment %}Why{% endcomment %}{# Why #}<a class="link" href="/about">Paperplane 2 · {{ x }}</a>').found
        == []
    )


def test_no_template_says_a_word_past_the_catalogue():
    templates = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.html")}
    said = {
        name: found
        for name, path in templates.items()
        if not UNTRANSLATED.match(name) and (found := Words(path.read_text()).found)
    }
    assert said == {}
