"""Every address of the site, from its URLconf: what walks through all pages can't forget a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Stock Django: its words and its looks are not ours.
ADMIN = "admin/"


@dataclass(frozen=True, slots=True)
class Route:
    """An address with a name, as the URLconf has it, and the parameters that it needs."""

    name: str
    path: str
    parameters: frozenset[str]

    def address(self, known: Mapping[str, Any]) -> str | None:
        """The address with what is `known` in the place of its parameters; None where one of them isn't, or of
        another kind."""
        if not self.parameters <= known.keys():
            return None
        try:
            return reverse(self.name, kwargs={key: known[key] for key in self.parameters})
        except NoReverseMatch:
            return None


def routes() -> Iterator[Route]:
    """Every route with a name, but for the admin's."""
    yield from _routes(get_resolver(), "", frozenset())


def _routes(resolver: URLResolver, before: str, given: frozenset[str]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        parameters = given | pattern.pattern.regex.groupindex.keys()
        if path.startswith(ADMIN):
            continue
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, path, parameters)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Route(pattern.name, path, parameters)


def admin_paths() -> Iterator[str]:
    """Every address of the admin, with a 1 for whatever it needs."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == ADMIN:
            for path in _paths(resolver, "/"):
                yield re.sub(r"<[^>]+>|\(\?P<[^)]+\)|\.\*|[$^]", lambda found: "1" if "<" in found[0] else "", path)


def _paths(resolver: URLResolver, before: str) -> Iterator[str]:
    before += str(resolver.pattern)
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern, before)
        else:
            yield before + str(pattern.pattern)
