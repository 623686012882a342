"""What a name may look like, and what it may not hide."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse

from accounts.names import clean_bio, clean_display_name, has_piled_marks, validate_name


@pytest.mark.parametrize("name", ["al", "alice", "a.b_c.1", "__", "..", "x" * 24, "123"])
def test_names_are_2_to_24_small_letters_digits_dots_and_underscores(name):
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "a", "x" * 25, "Alice", "al ice", "al-ice", "alice\n", "élise", "аlice", "al/ice", "@alice", "al\u200bice"],
)
def test_anything_else_is_refused_in_words(name):
    with pytest.raises(ValidationError) as error:
        validate_name(name)
    assert error.value.messages == ["Use 2 to 24 of the letters a-z, digits, dots and underscores."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Alice", "Alice"),
        ("  Alice   B. ", "Alice B."),
        ("Ａｌｉｃｅ", "Alice"),
        ("Zoe\u0308", "Zoë"),
        ("ﬁona", "fiona"),
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("مريم", "مريم"),
        ("Alice 🦆", "Alice 🦆"),
        ("The 👨‍👩‍👧 Smiths", "The 👨‍👩‍👧 Smiths"),
        ("🏳️‍🌈 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ❤️", "🏳️‍🌈 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ❤️"),
        ("", ""),
        ("   ", ""),
        ("x" * 30, "x" * 30),
    ],
)
def test_a_display_name_is_kept_in_its_plainest_form(typed, kept):
    assert clean_display_name(typed) == kept


@pytest.mark.parametrize(
    "character",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u061c",
        "\x00",
        "\x07",
        "\ue000",
        "\u3164",
        "\u115f",
        "\u2800",
        "\u034f",
        "\U000e0041",
    ],
)
def test_two_names_that_look_alike_are_not_made_with_invisible_characters(character):
    with pytest.raises(ValidationError) as error:
        clean_display_name(f"Al{character}ice")
    assert error.value.messages == ["Leave out invisible characters."]


def test_300_marks_on_a_letter_are_refused_in_words():
    with pytest.raises(ValidationError) as error:
        clean_display_name("a" + "\u0301" * 300)
    assert error.value.messages == ["Too many accents on one letter."]


@pytest.mark.parametrize("typed", ["x" * 31, "ﷺ" * 2])
def test_a_display_name_has_30_characters_at_most_after_it_was_made_plain(typed):
    with pytest.raises(ValidationError) as error:
        clean_display_name(typed)
    assert error.value.messages == ["Use at most 30 characters."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ducks.\n\n\n\n\nMostly ducks. ", "Ducks.\n\nMostly ducks."),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_bio_is_kept_as_it_was_written_without_holes(typed, kept):
    assert clean_bio(typed) == kept


@pytest.mark.parametrize("typed", ["all \u202eskcud", "\u2066ducks", "a\x07b", "a" + "\u0301" * 20])
def test_a_bio_does_not_spill_over_what_stands_around_it(typed):
    with pytest.raises(ValidationError):
        clean_bio(typed)


@pytest.mark.parametrize(
    ("text", "piled"), [("e" + "\u0301" * 4, False), ("e" + "\u0301" * 5, True), ("ế" * 50, False)]
)
def test_marks_are_counted_letter_by_letter(text, piled):
    assert has_piled_marks(text) is piled


def test_a_name_in_an_address_is_understood_in_any_case():
    assert reverse("profile", args=["alice"]) == "/@alice/"
    assert resolve("/@Alice/").kwargs == {"name": "alice"}


@pytest.mark.parametrize("path", ["/@a/", f"/@{'x' * 25}/", "/@al-ice/", "/@é_é/"])
def test_an_address_with_no_possible_name_is_no_page(path):
    with pytest.raises(Resolver404):
        resolve(path)
