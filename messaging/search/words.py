"""What counts as a word when messages are searched: one answer for what is stored and for what is asked.

Case and accents don't matter (`ü` is found by `u`, `ß` by `ss`), nor does how a letter was typed. Scripts
that put no space between words are cut into pairs of neighbours, so that any part of a text can be found. Each emoji is
a word, whatever its skin tone. Everything else only separates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

# Longer ones are links and noise; whoever asks for one finds it by its beginning.
WORD_LENGTH = 32
TERMS = 24

# Thai, Lao, Burmese, Khmer, kana, bopomofo and the Han characters.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff]"
)
# Joiners, direction marks, soft hyphens, the Arabic stretch, and what only says how an emoji looks.
UNSEEN = re.compile("[\u00ad\u0640\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]")
# Letters with a stroke and the like, which Unicode takes for letters of their own.
ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})

LETTER, UNIT, SYMBOL, MARK, NOTHING, GAP = range(6)


class Piece(NamedTuple):
    """A word as it is compared, and where it stands in its text."""

    word: str
    start: int
    end: int


class Term(NamedTuple):
    """A word to look for, or the beginning of one."""

    word: str
    is_start: bool

    def matches(self, word: str) -> bool:
        return word.startswith(self.word) if self.is_start else word == self.word


def pieces(text: str) -> Iterator[Piece]:
    """The words of `text` in their order."""
    for kind, run in _runs(text):
        if kind == LETTER:
            yield Piece(_joined(run), run[0].start, run[-1].end)
        elif kind == SYMBOL:
            yield from run
        else:
            yield from (Piece(one.word + other.word, one.start, other.end) for one, other in pairwise(run))
            yield run[-1]


def terms(query: str) -> list[Term]:
    """What `query` asks for, each of which a text must hold; the last word may be unfinished. Empty for nothing."""
    asked: list[Term] = []
    for kind, run in _runs(query):
        if kind == LETTER:
            asked.append(Term(_joined(run), is_start=False))
        elif kind == SYMBOL or len(run) == 1:
            # Alone, a character is the first of a pair.
            asked += [Term(one.word, is_start=kind == UNIT) for one in run]
        else:
            asked += [Term(one.word + other.word, is_start=False) for one, other in pairwise(run)]
        last = kind
    if asked and last == LETTER:
        asked[-1] = Term(asked[-1].word, is_start=True)
    return list(dict.fromkeys(asked))[:TERMS]


def _joined(run: list[Piece]) -> str:
    return unicodedata.normalize("NFKC", "".join(one.word for one in run))[:WORD_LENGTH]


def _runs(text: str) -> Iterator[tuple[int, list[Piece]]]:
    """Stretches of characters of one kind; each character as it is compared."""
    run: list[Piece] = []
    current = GAP
    for at, character in enumerate(text):
        kind, word = _fold(character)
        if kind == NOTHING:
            continue
        if kind == MARK and run:
            last = run[-1]
            run[-1] = Piece(unicodedata.normalize("NFKC", last.word + word), last.start, at + 1)
            continue
        if kind != current and run:
            yield current, run
            run = []
        current = kind
        if kind in {LETTER, UNIT, SYMBOL}:
            run.append(Piece(word, at, at + 1))
    if run:
        yield current, run


@lru_cache(maxsize=8192)
def _fold(character: str) -> tuple[int, str]:
    """The kind of a character, and what it is compared as."""
    if UNSEEN.match(character):
        return NOTHING, ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).translate(ALIKE)
    categories = [(one, unicodedata.category(one)) for one in plain]
    kept = "".join(one for one, category in categories if _counts(one, category))
    if not kept:
        return (NOTHING if categories and all(category[0] == "M" for _one, category in categories) else GAP), ""
    word = unicodedata.normalize("NFKC", kept)
    if UNSPACED.match(word):
        return (MARK if unicodedata.category(word[0])[0] == "M" else UNIT), word
    category = unicodedata.category(word[0])
    return {"M": MARK, "S": SYMBOL}.get(category[0], LETTER), word


def _counts(character: str, category: str) -> bool:
    """Whether a character is part of a word. Accents are not, nor vowel points; voicing marks and vowel signs are."""
    if category[0] != "M":
        return category[0] in "LN" or category == "So"
    kind = unicodedata.combining(character)
    return category != "Me" and kind < 200 and not 10 <= kind <= 35
