"""A file in parts: what a player or a download that goes on asks for (RFC 9110, section 14)."""

from __future__ import annotations

import io

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from accounts.ranges import part_of

FILE = bytes(range(100))


class Film(io.BytesIO):
    """A file that tells whether it was closed."""


@pytest.fixture
def film():
    return Film(FILE)


def ask(film, asked=None, method="get", **headers):
    if asked is not None:
        headers["range"] = asked
    request = getattr(RequestFactory(), method)("/", headers=headers)
    response = FileResponse(film, content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return part_of(request, response)


def body(response):
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-", 90, 99),
        ("bytes=0-", 0, 99),
        ("bytes=90-1000", 90, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-100", 0, 99),
        ("bytes=-5000", 0, 99),
        ("BYTES = 3 - 4", 3, 4),
        ("bytes=007-008", 7, 8),
    ],
)
def test_the_part_that_is_asked_for_is_sent_and_no_more(film, asked, first, last):
    response = ask(film, asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "image/webp"
    assert body(response) == FILE[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=5000-6000", "bytes=-0"])
def test_where_there_is_nothing_the_length_is_told(film, asked):
    response = ask(film, asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */100"
    assert body(response) == b""
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert film.closed


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-3",
        "bytes=1-2,4-5",
        "bytes=--5",
        "bytes=1-2-3",
        "bytes=0x1-0x2",
        "bytes=١-٢",
        f"bytes={'9' * 5000}-",
        "items=0-5",
        "bytes=+1-+2",
    ],
)
def test_what_can_not_be_read_means_the_whole_file(film, asked):
    response = ask(film, asked)
    assert response.status_code == 200
    assert not response.has_header("Content-Range")
    assert response["Content-Length"] == "100"
    assert body(response) == FILE


def test_that_parts_can_be_had_is_always_told(film):
    assert ask(film)["Accept-Ranges"] == "bytes"


def test_a_condition_on_a_version_is_answered_with_the_whole(film):
    assert ask(film, "bytes=0-9", if_range='"etag"').status_code == 200


def test_a_question_about_the_file_has_no_parts(film):
    assert ask(film, "bytes=0-9", method="head").status_code == 200


@pytest.mark.django_db  # the end of a request looks after its connection
def test_the_file_is_closed_with_the_answer(film):
    response = ask(film, "bytes=10-19")
    body(response)
    assert not film.closed
    response.close()
    assert film.closed


def test_an_empty_file_has_no_part():
    assert ask(Film(b""), "bytes=0-").status_code == 416


def test_a_part_comes_in_blocks_too(film):
    response = ask(film, "bytes=5-94")
    response.block_size = 7
    assert body(response) == FILE[5:95]


def test_what_the_proxy_sends_is_left_to_it():
    response = HttpResponse()
    request = RequestFactory().get("/", headers={"range": "bytes=0-9"})
    assert part_of(request, response) is response
    assert response.status_code == 200
