"""GIFs on their way in; and whatever else people upload, refused in words with nothing left behind."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from accounts import uploads
from messaging import gifs
from messaging.models import Gif
from messaging.pictures import intake
from tests.accounts import samples
from tests.messaging import pictures
from tests.messaging.frames import frame_in, parse, words_of
from tests.messaging.test_send import HTMX, JSON, error_in

pytestmark = pytest.mark.usefixtures("media")


def upload(client, content=None, *, headers=None, path="/gifs/", name="duck.gif", **fields):
    file = pictures.moving() if content is None else content
    return client.post(path, {"file": samples.upload(file, name), **fields}, headers=headers)


def test_it_works(as_alice, alice):
    response = upload(as_alice, headers=JSON, tags="  Duck \n rain ")
    gif = Gif.objects.get()
    assert response.status_code == 201
    told = {"id": gif.pk, "width": 96, "height": 64, "url": f"/gifs/{gif.pk}/media"}
    assert response.json() == told
    assert (gif.owner, gif.tags, gif.is_public, gif.is_kept) == (alice, "Duck rain", False, True)
    assert pictures.opened(gif.file.read()).n_frames == 6
    assert set(pictures.files()) == {gif.file.name, gif.poster.name}


def test_a_plain_form_is_sent_back_to_where_it_stood(as_alice, bob):
    response = upload(as_alice, path="/gifs/?with=bob")
    assert (response.status_code, response.url) == (303, "/gifs/?with=bob")


def test_a_page_gets_the_tile_that_sends_it(as_alice):
    response = upload(as_alice, headers=HTMX)
    assert response.status_code == 201
    tile = frame_in(response.content).by_id(f"gif-{Gif.objects.get().pk}")
    assert tile.attrs["data-in"] == "own-gifs"
    assert tile.find("button", name="gif").attrs["value"] == str(Gif.objects.get().pk)


def test_an_animated_webp_is_one_too(as_alice):
    assert upload(as_alice, pictures.moving("WEBP"), headers=JSON, name="duck.webp").status_code == 201


def test_its_names_can_not_be_guessed(as_alice):
    upload(as_alice)
    gif = Gif.objects.get()
    assert "duck" not in gif.file.name + gif.poster.name
    assert len(gif.file.name) > len("gifs/") + 22


def test_what_is_used_once_is_not_kept_and_never_public(as_alice, alice):
    upload(as_alice, once="on", public="on")
    gif = Gif.objects.get()
    assert (gif.is_kept, gif.is_public) == (False, False)
    assert not gifs.own(alice).gifs
    assert gif in Gif.objects.for_user(alice)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (samples.SVG, "We can't read this file. Choose a GIF or an animated WebP."),
        (b"%PDF-1.7 renamed", "We can't read this file. Choose a GIF or an animated WebP."),
        (pictures.still("PNG"), "We can't read this file. Choose a GIF or an animated WebP."),
        (pictures.still("JPEG"), "We can't read this file. Choose a GIF or an animated WebP."),
        (pictures.moving()[:300], "We can't read this file. Choose a GIF or an animated WebP."),
        (samples.bomb(), "We can't read this file. Choose a GIF or an animated WebP."),
        (pictures.still("GIF"), "This picture doesn't move. Choose a GIF or WebP with two frames or more."),
        (pictures.gif_bomb(), "The frames of this GIF hold more than 40 million pixels."),
        (pictures.moving(count=4, duration=5000), "This GIF is longer than 15 seconds or 300 frames."),
        (bytes(5_000_000), "This file is larger than 4 MB. Choose a smaller one."),
    ],
    ids=["empty", "svg", "renamed", "png", "jpeg", "cut", "png bomb", "still", "gif bomb", "long", "large"],
)
def test_what_is_no_gif_is_refused_in_words_and_leaves_nothing_behind(as_alice, content, sentence):
    for headers in (None, JSON, HTMX):
        response = upload(as_alice, content, headers=headers)
        assert response.status_code == 422
        told = response.json()["text"] if headers == JSON else words_of(response.content)
        assert sentence in told
    assert not Gif.objects.exists()
    assert not pictures.files()


def test_what_was_typed_beside_it_is_kept(as_alice):
    page = parse(upload(as_alice, samples.SVG, tags="duck rain").content)
    assert page.find("input", name="tags").attrs["value"] == "duck rain"
    assert "open" in page.find("details").attrs


def test_no_file_is_said(as_alice):
    response = as_alice.post("/gifs/", {"tags": "duck"}, headers=JSON)
    assert (response.status_code, response.json()["text"]) == (422, "Choose a file first.")


@pytest.mark.parametrize("tags", ["x" * 121, "du\u202eck", "du\0ck"])
def test_tags_that_nobody_could_read_are_refused(as_alice, tags):
    assert upload(as_alice, tags=tags).status_code == 422
    assert not pictures.files()


def test_one_that_stays_too_large_is_refused(as_alice, monkeypatch):
    monkeypatch.setattr(intake, "GIF_BYTES", 100)
    assert "takes too much work" in upload(as_alice, headers=JSON).json()["text"]
    assert not pictures.files()


def test_nobody_waits_long_for_other_peoples_pictures(as_alice, monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0)
    with uploads.TURNS.one(), uploads.TURNS.one():
        response = upload(as_alice, headers=HTMX)
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert error_in(response.content) == "We are busy with other pictures. Try again in a moment."


def test_an_hour_holds_so_many(as_alice, alice, settings, monkeypatch):
    settings.PAPERPLANE_RATE_LIMITS = True
    monkeypatch.setattr("messaging.actions.keeping.UPLOADS", 1)
    pictures.add_gif(alice)
    response = upload(as_alice, headers=JSON)
    assert (response.status_code, response.json()["error"]) == (429, "too_many")
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert len(pictures.files()) == 2


def test_a_collection_holds_so_many(as_alice, alice, monkeypatch):
    monkeypatch.setattr("messaging.actions.keeping.KEPT", 1)
    pictures.add_gif(alice)
    response = upload(as_alice)
    assert response.status_code == 422
    assert "You keep 1 GIFs. Take one away first." in words_of(response.content)
    assert upload(as_alice, once="on").status_code == 303


def test_a_row_that_can_not_be_written_leaves_no_file(alice, monkeypatch):
    monkeypatch.setattr(Gif, "save", lambda *_args, **_kwargs: (_ for _ in ()).throw(IntegrityError))
    with pytest.raises(IntegrityError):
        pictures.add_gif(alice)
    assert not pictures.files()
