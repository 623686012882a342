"""What is shown of a message that was found: the words around the first hit, the hits marked."""

from __future__ import annotations

from typing import NamedTuple

from messaging.search.words import Term, pieces

BEFORE, LENGTH = 40, 160


class Part(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def excerpt(text: str, terms: list[Term]) -> list[Part]:
    """The stretches of `text` around what `terms` ask for, on one line, with "…" where something is left out."""
    hits = _hits(text, terms)
    start, end = _window(text, hits[0][0] if hits else 0)
    parts = [Part("…", is_hit=False)] if start else []
    at = start
    for low, high in hits:
        if low >= end:
            break
        parts += [Part(text[at:low], is_hit=False), Part(text[low : min(high, end)], is_hit=True)]
        at = min(high, end)
    parts.append(Part(text[at:end] + ("…" if end < len(text) else ""), is_hit=False))
    return [Part(part.text.replace("\n", " "), part.is_hit) for part in parts if part.text]


def _hits(text: str, terms: list[Term]) -> list[tuple[int, int]]:
    """Where the words stand, those that touch taken together."""
    hits: list[tuple[int, int]] = []
    for word, start, end in pieces(text):
        if not any(term.matches(word) for term in terms):
            continue
        if hits and start <= hits[-1][1]:
            hits[-1] = (hits[-1][0], max(end, hits[-1][1]))
        else:
            hits.append((start, end))
    return hits


def _window(text: str, first: int) -> tuple[int, int]:
    """From a space somewhat before the first hit on, if there is one."""
    if first <= BEFORE:
        return 0, min(LENGTH, len(text))
    start = text.find(" ", first - BEFORE, first) + 1 or first - BEFORE // 2
    return start, min(start + LENGTH, len(text))
