"""What may be typed, and what is made of it on the page."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from messaging.text import TEXT_LENGTH, clean_text, is_large_emoji, with_links

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def complaint_about(text: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        clean_text(text)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " \t\r\n \n",
        "\u00a0\u2003\u3000",
        "\u200b",
        "\u200d\u200d",
        "\ufeff\u2060",
        "\u2800\u2800",
        "\u3164",
        "\u202e",
        "\u0301",
        "\ufe0f",
        "\x00\x07",
    ],
)
def test_nothing_to_see_is_nothing_to_send(text):
    assert clean_text(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Hello, Bob",
        "1 < 2 && 3 > 2",
        "línea\nline\n\n\tindented",
        FAMILY,
        ENGLAND,
        "🇩🇪🇧🇷",
        "👍🏽",
        "❤️",
        "1️⃣",
        "مَرْحَبًا بِكَ يَا صَدِيقِي",
        "שָׁלוֹם עֲלֵיכֶם",
        "abc\u200fאבג\u200e def",
        "สวัสดีค่ะ ที่นี่ น้ำ",
        "Đường đi khó, không khó vì ngăn sông cách núi",
        "Vie\u0323\u0302t Nam",
        "नमस्ते क्षत्रिय र्क",
        "མཁྱེན་རབ",
        "می\u200cخواهم",
        "Z̤͔a͠lgo only a little",
        "你好，世界",
        "\ufffd",
    ],
)
def test_every_way_of_writing_arrives_as_it_was_typed(text):
    assert clean_text(text) == text


def test_it_is_trimmed_and_its_line_ends_are_plain():
    assert clean_text("  one\r\ntwo\rthree\n\n") == "one\ntwo\nthree"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_are_refused_in_words(character):
    error = complaint_about(f"a{character}b")
    assert error.code == "control"
    assert error.messages == ["Leave out invisible control characters."]


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_nobody_turns_around_the_text_beside_hers(character):
    assert complaint_about(f"pay {character}100").code == "control"


@pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u20dd", "\u0e49", "\u0489"])
def test_three_thousand_marks_on_one_letter_are_refused_in_words(mark):
    error = complaint_about("e" + mark * 3000)
    assert error.code == "marks"
    assert error.messages == ["Too many accents on one letter."]


@pytest.mark.parametrize("character", ["a", "😀", "я", "\u0e01"])
def test_4000_characters_fit_and_one_more_does_not(character):
    assert len(clean_text(character * TEXT_LENGTH)) == TEXT_LENGTH == 4000
    assert complaint_about(character * 4001).messages == ["This is 4001 characters long; a message holds 4000."]


def test_spaces_around_it_do_not_count():
    assert clean_text(f"  {'a' * 4000}  ") == "a" * 4000


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_what_was_accepted_once_is_accepted_unchanged_again(text):
    try:
        cleaned = clean_text(text)
    except ValidationError:
        return
    assert clean_text(cleaned) == cleaned
    assert bool(cleaned) == bool(cleaned.strip())


@pytest.mark.parametrize("text", ["😀", "😀😀😀", "😀 😀", FAMILY, FAMILY * 3, ENGLAND, "🇩🇪", "👍🏽", "❤️", "1️⃣", "☺"])
def test_one_to_three_emoji_alone_are_shown_large(text):
    assert is_large_emoji(text)


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀😀😀", "🇩🇪🇫🇷🇮🇹🇪🇸", "hi 😀", "😀!", "123", "#", "*", "a" * 4000, "😀" * 4000]
)
def test_anything_else_is_shown_as_text(text):
    assert not is_large_emoji(text)


def links_in(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.org now", ["https://example.org"]),
        ("HTTP://Example.org/A", ["HTTP://Example.org/A"]),
        ("https://example.org/a.", ["https://example.org/a"]),
        ("really https://example.org/a?!", ["https://example.org/a"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("https://example.org/Bird_(animal)", ["https://example.org/Bird_(animal)"]),
        ("https://one.example https://two.example", ["https://one.example", "https://two.example"]),
        ("https://example.org/?a=1&b=2", ["https://example.org/?a=1&amp;b=2"]),
        ("https://example.org/ä?q=ü", ["https://example.org/ä?q=ü"]),
        ("nothing to click", []),
        ("example.org", []),
        ("https://", []),
        ("javascript:alert(1)", []),
        ("JavaScript://example.org/%0aalert(1)", []),
        ("data:text/html,<script>alert(1)</script>", []),
        ("ftp://example.org", []),
        ("xhttp", []),
    ],
)
def test_web_addresses_and_nothing_else_can_be_clicked(text, links):
    assert [shown for _href, shown in links_in(with_links(text))] == links


def test_a_link_takes_along_nothing_about_this_site():
    html = with_links("https://example.org/")
    assert 'rel="nofollow noopener noreferrer ugc"' in html
    assert 'target="_blank"' in html


def test_punctuation_after_an_address_stays_beside_it():
    assert with_links("look: https://example.org/a.").endswith("</a>.")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('Tom & "Jerry"\'s', "Tom &amp; &quot;Jerry&quot;&#x27;s"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("{{ user.password }} {0} %s", "{{ user.password }} {0} %s"),
    ],
)
def test_everything_is_escaped_once(text, html):
    assert with_links(text) == html


@pytest.mark.parametrize(
    "text",
    [
        'https://example.org/"onmouseover="alert(1)',
        "https://example.org/'onmouseover='alert(1)",
        "https://example.org/<img src=x onerror=alert(1)>",
        "https://example.org/&quot;onmouseover=&quot;alert(1)",
        "https://example.org/\u2028<svg/onload=alert(1)>",
        "http://[::1",
        "http://[",
        "https://example.org/%zz%",
        "https://user:word@example.org/",
    ],
)
def test_no_address_breaks_out_of_its_link(text):
    html = with_links(text)
    assert re.sub(r'<a href="[^"<>]*" target="_blank" rel="[a-z ]+">[^<>]*</a>', "", html).count("<") == 0


@given(st.text(max_size=60).map(lambda tail: f"https://example.org/{tail}"))
def test_whatever_follows_an_address_the_page_stays_whole(text):
    html = with_links(text)
    assert html.count("<") == html.count(">") == 2 * len(links_in(html))
    assert all(href.lower().startswith(("http://", "https://")) for href, _shown in links_in(html))
