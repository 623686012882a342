"""A template drawn once with marks where its values stand, and after that only filled in.

Drawing one message takes thousands of steps, of which next to all give what they gave the last time: of one ordinary
message's frame and the next one's, some twenty values differ. What is drawn is the template itself, so it stays the one
place that says how a message looks. Where it asks for anything that was not declared here, the log says so, and all of
it is drawn.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

logger = logging.getLogger(__name__)

VARIANTS = 500

# Digits alone, since a mark stands where a name, a number or a part of an address may; nobody can guess this one.
_NONCE = f"7{secrets.randbelow(10**14):014d}"
_MARK = re.compile(rf"{_NONCE}(\d{{3}})")

Fill = Callable[[Any], str]


class Undeclared(Exception):
    """The template asks for something that the outline does not know of."""


class _Drawn(NamedTuple):
    """What was drawn, cut at its marks: every second piece is one, and has its gap, with the value's place."""

    pieces: list[str]
    gaps: list[tuple[int, Fill]]


class Outline:
    """`values` are the paths of what the template may show, such as "peer.username": whether each is there makes
    another variant, what it is does not. `choices` are the paths of what it compares: each value makes a variant.
    `lists` names what it goes through, and what each holds once.
    """

    def __init__(
        self,
        template: str,
        *,
        values: Sequence[str],
        choices: Sequence[str] = (),
        lists: Mapping[str, str] | None = None,
    ) -> None:
        self._template, self._values, self._choices = template, values, choices
        self._lists = lists or {}
        self._getters = [_getter(path) for path in values]
        self._choosers = [_getter(path) for path in choices]
        self._drawn: dict[Any, _Drawn] = {}

    def fill(self, context: Mapping[str, Any]) -> SafeString:
        """What the template gives for `context`, in the language that is spoken now."""
        shown = [get(context) for get in self._getters]
        chosen = [get(context) for get in self._choosers]
        key = (translation.get_language(), *chosen, *map(bool, shown))
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= VARIANTS:
                self._drawn.clear()
            try:
                drawn = self._drawn[key] = self._draw(shown, chosen)
            except Undeclared:
                # Slow, but right: a push must not be lost because a template has learnt a new word.
                logger.exception("%s asks for what its outline does not declare.", self._template)
                return render_to_string(self._template, dict(context))
        parts = drawn.pieces.copy()
        parts[1::2] = [fill(shown[place]) for place, fill in drawn.gaps]
        # Each part is the template's own, or a value that was escaped as the template would have.
        return SafeString("".join(parts))  # nosec B703

    def _draw(self, shown: list[Any], chosen: list[Any]) -> _Drawn:
        fills: list[tuple[int, Fill]] = []
        stand_ins: dict[str, Any] = {
            path: _Mark.of(n, fills) if value else value
            for n, (path, value) in enumerate(zip(self._values, shown, strict=True))
        }
        stand_ins |= dict(zip(self._choices, chosen, strict=True))
        context = {root: _part(stand_ins, root) for root in {path.partition(".")[0] for path in stand_ins}}
        context |= {name: [context[held]] for name, held in self._lists.items()}
        html = render_to_string(self._template, context)
        pieces = _MARK.split(html)
        return _Drawn(pieces, [fills[int(number)] for number in pieces[1::2]])


def _show(value: Any) -> str:
    return str(value) if value.__class__ is int else conditional_escape(value)


class _Mark(str):
    """Stands for a value that is there; a name may be asked for its first letter."""

    __slots__ = ("_fills", "_place")
    _place: int
    _fills: list[tuple[int, Fill]]

    @classmethod
    def of(cls, place: int, fills: list[tuple[int, Fill]], fill: Fill = _show) -> _Mark:
        """A mark for value number `place`; how it is shown is added to `fills`."""
        mark = cls(f"{_NONCE}{len(fills):03d}")
        mark._place, mark._fills = place, fills
        fills.append((place, fill))
        return mark

    def __getitem__(self, index: Any) -> str:
        return self.of(self._place, self._fills, lambda text: conditional_escape(text[index]))


class _Part:
    """Stands for an object of which only what is declared may be asked."""

    def __init__(self, stand_ins: Mapping[str, Any], path: str) -> None:
        self._stand_ins, self._path = stand_ins, path

    def __getattr__(self, name: str) -> Any:
        return _part(self._stand_ins, f"{self._path}.{name}")


def _part(stand_ins: Mapping[str, Any], path: str) -> Any:
    if path in stand_ins:
        return stand_ins[path]
    if any(known.startswith(f"{path}.") for known in stand_ins):
        return _Part(stand_ins, path)
    raise Undeclared(path)


def _getter(path: str) -> Callable[[Mapping[str, Any]], Any]:
    root, _dot, rest = path.partition(".")
    if not rest:
        return lambda context: context.get(root)
    get = attrgetter(rest)
    return lambda context: get(context[root])
