"""An account's picture: put on, replaced, taken off, shown to everybody, and never anything but a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts import avatars, uploads
from accounts.avatars import remove_avatar, set_avatar
from tests.accounts import samples
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return UserFactory(username="alice")


@pytest.fixture
def at_home(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def kept(settings, tmp_path) -> Path:
    """Where pictures are kept in this test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path / "avatars"


def save(client, content: bytes, **fields):
    data = {"display_name": "Alice", "bio": "Ducks."} | fields | {"avatar": samples.upload(content)}
    return client.post(reverse("settings_profile"), data)


def test_it_works(at_home, alice, kept, committed):
    with committed():
        response = save(at_home, samples.turned(), display_name="Alice B.")
    assert (response.status_code, response["Location"]) == (302, reverse("settings_profile"))
    alice.refresh_from_db()
    assert alice.display_name == "Alice B."
    assert {file.name for file in kept.iterdir()} == {Path(alice.avatar.name).name, Path(alice.small_avatar_url).name}
    page = at_home.get(reverse("settings_profile"))
    assert alice.avatar.url in page.content.decode()


def test_its_name_can_not_be_guessed_and_says_nothing_of_the_owner(at_home, alice, kept):
    save(at_home, samples.plain())
    alice.refresh_from_db()
    name = Path(alice.avatar.name).stem
    assert len(name) >= 22
    assert "me" not in (name, "alice")


def test_a_new_one_takes_the_place_of_the_old_once_that_is_certain(at_home, alice, kept, committed):
    save(at_home, samples.plain("red"))
    old = {file.name for file in kept.iterdir()}
    with committed():
        save(at_home, samples.plain("blue"))
        assert old <= {file.name for file in kept.iterdir()}
    assert len(list(kept.iterdir())) == 2
    assert not old & {file.name for file in kept.iterdir()}


def test_it_can_be_taken_off_and_that_twice(at_home, alice, kept, committed):
    save(at_home, samples.plain())
    for _time in range(2):
        with committed():
            response = at_home.post(reverse("settings_avatar"), {"_method": "DELETE"})
        assert (response.status_code, response["Location"]) == (303, reverse("settings_profile"))
    alice.refresh_from_db()
    assert not alice.avatar
    assert not list(kept.iterdir())


def test_saving_the_rest_keeps_it(at_home, alice, kept):
    save(at_home, samples.plain())
    alice.refresh_from_db()
    at_home.post(reverse("settings_profile"), {"display_name": "Alice", "bio": ""})
    name = alice.avatar.name
    alice.refresh_from_db()
    assert alice.avatar.name == name


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (samples.bomb(), "This picture has more than 40 million pixels. Choose a smaller one."),
        (samples.SVG, "We can&#x27;t read this file. Choose a picture that is a JPEG, PNG, WebP or GIF."),
        (b"\x00" * 5_000_000, "This file is larger than 4 MB. Choose a smaller one."),
        (b"", "This file is empty."),
        (samples.film("GIF"), "Animated pictures don&#x27;t work here. Choose a still one."),
        (samples.film("WEBP"), "Animated pictures don&#x27;t work here. Choose a still one."),
    ],
    ids=["bomb", "svg", "too large", "empty", "animated gif", "animated webp"],
)
def test_what_is_no_fit_picture_is_refused_in_words_and_leaves_nothing_behind(at_home, alice, kept, content, sentence):
    save(at_home, samples.plain())
    before = {file.name for file in kept.iterdir()}
    response = save(at_home, content, display_name="Somebody else")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Somebody else" in response.content.decode()
    alice.refresh_from_db()
    assert alice.display_name == "Alice"
    assert {file.name for file in kept.iterdir()} == before


def test_a_picture_in_printers_colours_is_taken(at_home, alice, kept):
    assert save(at_home, samples.plain((0, 255, 255, 0), mode="CMYK", kind="JPEG")).status_code == 302


def test_a_decoder_that_goes_astray_costs_a_sentence(at_home, alice, kept, monkeypatch):
    monkeypatch.setattr(avatars, "LIMITS", avatars.sandbox.Limits(memory=20 * 1024 * 1024))
    response = save(at_home, samples.plain())
    assert response.status_code == 422
    assert "We can&#x27;t read this file." in response.content.decode()


def test_nobody_waits_long_for_other_peoples_pictures(at_home, alice, kept, monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0)
    with uploads.TURNS.one(), uploads.TURNS.one():
        response = save(at_home, samples.plain())
    assert response.status_code == 422
    assert "We are busy with other pictures." in response.content.decode()
    assert save(at_home, samples.plain()).status_code == 302


def test_only_its_owner_changes_it(client, alice):
    response = client.post(reverse("settings_avatar"), {"_method": "DELETE"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("settings_avatar")).status_code == 405


@pytest.fixture
def picture(alice, kept, committed):
    with committed():
        set_avatar(user_id=alice.pk, picture=avatars.portrait(samples.upload(samples.plain())))
    alice.refresh_from_db()
    return alice.avatar


def test_everybody_is_shown_it_and_keeps_it(client, picture, alice, django_assert_num_queries):
    for url in (picture.url, alice.small_avatar_url):
        with django_assert_num_queries(0):
            response = client.get(url)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(response).startswith(b"RIFF")


def test_it_does_not_differ_by_who_asks(at_home, picture, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = at_home.get(picture.url)
    assert "Cookie" not in response["Vary"]
    assert response["Cache-Control"].startswith("public")


def test_a_picture_that_was_taken_off_is_gone(client, alice, picture, committed):
    with committed():
        remove_avatar(user_id=alice.pk)
    assert client.get(picture.url).status_code == 404


@pytest.mark.parametrize(
    "file", ["none.webp", "..%2Fsecret.webp", "%2e%2e/secret.webp", "me.png", ".webp", "a\x00.webp"]
)
def test_nothing_else_is_served_from_there(client, kept, file):
    kept.mkdir(parents=True)
    (kept.parent / "secret.webp").write_bytes(b"secret")
    assert client.get(f"/media/avatars/{file}").status_code == 404


def test_a_proxy_that_can_read_the_files_is_told_which_one(client, settings, picture):
    settings.PAPERPLANE_ACCEL_REDIRECT = "/protected/"
    response = client.get(picture.url)
    assert response["X-Accel-Redirect"] == f"/protected/{picture.name}"
    assert response["Content-Type"] == "image/webp"
    assert response.content == b""


def test_the_form_leaves_room_in_the_largest_request():
    assert uploads.UPLOAD_BYTES < settings.PAPERPLANE_BODY_LIMIT
