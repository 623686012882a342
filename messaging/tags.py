"""Words that find a GIF."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from messaging.models.pictures import START_LENGTH, TAGS_LENGTH

WORDS = 12


def clean_tags(value: str) -> str:
    """`value` as it will be stored: on one line, single spaces. Raises ValidationError for what can't be seen."""
    tags = " ".join(value.split())
    if len(tags) > TAGS_LENGTH:
        raise ValidationError(_("Tags hold up to 120 characters."), code="max_length")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} for character in tags.replace("\u200d", "")):
        raise ValidationError(_("Leave out invisible control characters."), code="control")
    return tags


def words_of(text: str) -> list[str]:
    """The first words of `text` as they are compared: in one case, without accents, cut where the index ends."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kinds = ((character, unicodedata.category(character)) for character in plain)
    spaced = "".join(
        character if kind[0] in "LN" or kind in {"So", "Sk"} else "" if kind[0] == "M" else " "
        for character, kind in kinds
    )
    return [word[:START_LENGTH] for word in dict.fromkeys(spaced.split())][:WORDS]


def starts_of(text: str) -> set[str]:
    """Every beginning of every word of `text`."""
    return {word[:length] for word in words_of(text) for length in range(1, len(word) + 1)}


def matches(text: str, words: list[str]) -> bool:
    """Whether each of `words` begins a word of `text`."""
    return starts_of(text).issuperset(words)
