"""`{% lucide %}` as the package of that name has it, but remembered: a page of fifty chats has more icons than anything
else, and the package reads and writes the XML of each."""

from __future__ import annotations

from functools import lru_cache

from django import template
from lucide.templatetags import lucide as package

KEPT = 1000

register = template.Library()
# The texts among its arguments are labels, of which each language has its own.
register.simple_tag(lru_cache(KEPT)(package.lucide), name="lucide")
