"""What a person may type into a message, and how it is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

import emoji
from django.core.exceptions import ValidationError
from django.utils.html import Urlizer, format_html, format_html_join, smart_urlquote
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.names import has_piled_marks

TEXT_LENGTH = 4000
# Many scripts stack several marks on a letter; text that climbs over its neighbours stacks dozens.
MARKS_PER_LETTER = 10
LARGE_EMOJI = 3
WEB_ADDRESS = re.compile(r"""(https?://[^\s<>"']+)""", re.IGNORECASE)

# Embeddings, overrides and isolates reorder what stands around them. Joiners and direction marks are part of writing.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Address(Urlizer):
    """Where a web address ends: a question mark closes a sentence more often than it asks for an empty query."""

    trailing_punctuation_chars = Urlizer.trailing_punctuation_chars + "?"


def clean_text(value: str) -> str:
    """`value` as it will be stored: trimmed, with plain line ends. An empty answer means there was nothing to see.

    Raises ValidationError for control and bidi characters, piled marks, and more than 4,000 characters.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not any(unicodedata.category(c)[0] not in "ZCM" and c not in "\u2800\u3164\uffa0\u115f\u1160" for c in text):
        return ""
    if len(text) > TEXT_LENGTH:
        raise ValidationError(
            _("This is %(length)d characters long; a message holds %(limit)d."),
            code="max_length",
            params={"length": len(text), "limit": TEXT_LENGTH},
        )
    if BIDI_CONTROLS.search(text) or any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
        raise ValidationError(_("Leave out invisible control characters."), code="control")
    if has_piled_marks(text, MARKS_PER_LETTER):
        raise ValidationError(_("Too many accents on one letter."), code="marks")
    return text


def is_large_emoji(text: str) -> bool:
    """Whether `text` is one to three emoji and nothing else, which are shown large."""
    if len(text) > 60:
        return False
    bare = "".join(text.split())
    return bool(bare) and emoji.purely_emoji(bare) and emoji.emoji_count(bare) <= LARGE_EMOJI


def with_links(text: str, warning: str = "") -> SafeString:
    """`text` escaped for HTML, its http and https addresses clickable; the other site is told nothing of this one.

    With `warning`, an address on this site that ends in a slash, each link leads to its number there instead.
    """
    numbers = count()
    return format_html_join("", "{}", ((_linked(part, warning, numbers),) for part in WEB_ADDRESS.split(text)))


def addresses(text: str) -> list[str]:
    """The web addresses in `text` as its links lead to them, in their order."""
    found = (_address_and_trail(part)[0] for part in WEB_ADDRESS.findall(text))
    return [smart_urlquote(address) for address in found]


def _linked(part: str, warning: str, numbers: Iterator[int]) -> str:
    if not WEB_ADDRESS.fullmatch(part):
        return part
    address, trail = _address_and_trail(part)
    leads_to = f"{warning}{next(numbers)}" if warning else smart_urlquote(address)
    link = '<a href="{}" target="_blank" rel="nofollow noopener noreferrer ugc">{}</a>{}'
    return format_html(link, leads_to, address, trail)


def _address_and_trail(part: str) -> tuple[str, str]:
    _lead, address, trail = Address().trim_punctuation(part)
    return address, trail
