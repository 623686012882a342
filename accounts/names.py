"""What a name may look like."""

from __future__ import annotations

import re
import unicodedata

import emoji
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

NAME_PATTERN = r"[a-z0-9_.]{2,24}"
DISPLAY_NAME_LENGTH = 30
MARKS_PER_LETTER = 4

validate_name = RegexValidator(
    rf"\A{NAME_PATTERN}\Z",
    _("Use 2 to 24 of the letters a-z, digits, dots and underscores."),
)

# Bidirectional controls turn the text around them; what takes no room makes two names look alike, or one look empty.
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164\uffa0]")
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
BLANK_LINES = re.compile(r"\n\s*\n\s*")


def clean_display_name(value: str) -> str:
    """`value` in NFKC with single spaces.

    Raises ValidationError for control, bidi and zero-width characters, for piles of combining marks and when too long.
    """
    name = " ".join(unicodedata.normalize("NFKC", value).split())
    # A family or a flag is held together by joiners and tags, which are meant there.
    bare = emoji.replace_emoji(name)
    if INVISIBLE.search(bare) or any(unicodedata.category(c) in INVISIBLE_CATEGORIES for c in bare):
        raise ValidationError(_("Leave out invisible characters."), code="invisible")
    if has_piled_marks(name):
        raise ValidationError(_("Too many accents on one letter."), code="marks")
    if len(name) > DISPLAY_NAME_LENGTH:
        raise ValidationError(
            _("Use at most %(limit)d characters."), code="max_length", params={"limit": DISPLAY_NAME_LENGTH}
        )
    return name


def clean_bio(value: str) -> str:
    """What somebody says of themselves, with at most one empty line in a row; joiners and accents are part of writing.

    Raises ValidationError for control and bidi characters, and for piles of combining marks.
    """
    bio = BLANK_LINES.sub("\n\n", value.strip())
    if BIDI_CONTROLS.search(bio) or any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in bio):
        raise ValidationError(_("Leave out invisible characters."), code="invisible")
    if has_piled_marks(bio):
        raise ValidationError(_("Too many accents on one letter."), code="marks")
    return bio


def has_piled_marks(text: str, limit: int = MARKS_PER_LETTER) -> bool:
    """Whether a letter of `text` carries more than `limit` combining marks, which would spill over its neighbours."""
    run = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(character) or unicodedata.category(character) == "Me" else 0
        if run > limit:
            return True
    return False
