"""The pictures of a chat: for the two who see them there, in whole and in part, and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from messaging import actions
from social import actions as social
from tests.factories import UserFactory, send
from tests.messaging import pictures

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def gif(alice):
    return pictures.add_gif(alice, tags="duck rain")


@pytest.fixture
def sent(alice, bob, gif):
    return pictures.send_picture(alice, bob, gif).message


def url(name="bob", seq=1):
    return reverse("media", kwargs={"name": name, "seq": seq})


def body(response):
    return b"".join(response)


def content(file):
    with file.open() as opened:
        return opened.read()


def test_both_sides_see_it(as_alice, as_bob, sent, gif):
    for client, name in ((as_alice, "bob"), (as_bob, "alice")):
        response = client.get(url(name))
        assert response.status_code == 200
        assert body(response) == content(gif.file)
        assert response["Content-Type"] == "image/webp"
        assert body(client.get(url(name) + "?poster")) == content(gif.poster)


def test_it_is_what_it_is_and_nothing_else_and_kept_nowhere(as_bob, sent):
    response = as_bob.get(url("alice"))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Accept-Ranges"] == "bytes"


def test_a_part_of_it_can_be_had(as_bob, sent, gif):
    response = as_bob.get(url("alice"), headers={"range": "bytes=10-19"})
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes 10-19/{gif.file.size}")
    assert body(response) == content(gif.file)[10:20]
    beyond = as_bob.get(url("alice"), headers={"range": "bytes=100000-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{gif.file.size}")
    assert beyond["Cache-Control"] == "private, no-store"


def test_the_proxy_reads_it_where_the_settings_say_so(as_bob, sent, gif, settings):
    settings.PAPERPLANE_ACCEL_REDIRECT = "/protected/"
    response = as_bob.get(url("alice"), headers={"range": "bytes=10-19"})
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/protected/{gif.file.name}"
    assert response["Cache-Control"] == "private, no-store"


def not_found(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 404
    return response.headers.items(), response.content


def test_a_stranger_finds_what_she_finds_where_nothing_is(as_carol, sent):
    nowhere = not_found(as_carol, url("bob", 9))
    assert not_found(as_carol, url("bob")) == nowhere
    assert not_found(as_carol, url("alice")) == nowhere
    assert not_found(as_carol, url("nobody")) == nowhere
    assert not_found(as_carol, url("bob"), range="bytes=0-9") == nowhere


def test_once_deleted_it_is_gone_for_that_side_in_whole_and_in_part(as_alice, as_bob, alice, bob, sent):
    actions.delete_message(user=alice, peer=bob, seq=1)
    for headers in ({}, {"range": "bytes=0-9"}):
        assert as_alice.get(url("bob"), headers=headers).status_code == 404
        assert as_alice.get(url("bob") + "?poster", headers=headers).status_code == 404
    assert as_bob.get(url("alice")).status_code == 200


def test_once_the_chat_is_deleted_it_is_gone_too(as_alice, as_bob, alice, bob, sent):
    actions.delete_chat(user=bob, peer=alice)
    assert as_bob.get(url("alice")).status_code == 404
    assert as_alice.get(url("bob")).status_code == 200


def test_after_a_block_it_can_still_be_looked_at(as_bob, alice, bob, sent):
    social.block(blocker_id=alice.pk, blocked_id=bob.pk)
    assert as_bob.get(url("alice")).status_code == 200


def test_what_shows_no_picture_of_its_own_has_none(as_bob, alice, bob, sent):
    send(alice, bob, "words")
    pictures.send_picture(alice, bob, pictures.add_sticker())
    assert as_bob.get(url("alice", 2)).status_code == 404
    assert as_bob.get(url("alice", 3)).status_code == 404


def test_a_file_that_is_lost_is_not_found(as_bob, sent, gif):
    gif.file.storage.delete(gif.file.name)
    assert as_bob.get(url("alice")).status_code == 404


def test_who_is_signed_out_is_asked_to_sign_in(client, sent):
    assert client.get(url("alice")).status_code == 302


def test_before_the_sixteenth_birthday_it_is_closed(as_bob, bob, sent, today):
    today("2026-06-15")
    User.objects.filter(pk=bob.pk).update(birthdate=dt.date(2010, 6, 16))
    assert as_bob.get(url("alice")).status_code == 403


class TestGifsOfThePicker:
    def url(self, gif):
        return reverse("gif_media", args=[gif.pk])

    def test_its_owner_sees_it(self, as_alice, gif):
        response = as_alice.get(self.url(gif))
        assert body(response) == content(gif.file)
        assert response["Cache-Control"] == "private, no-store"
        assert body(as_alice.get(self.url(gif) + "?poster")) == content(gif.poster)

    def test_a_chat_that_shows_it_opens_no_other_door(self, as_bob, sent, gif):
        assert not_found(as_bob, self.url(gif)) == not_found(as_bob, "/gifs/987654321/media")

    def test_a_public_one_is_there_for_everybody(self, as_carol, alice, gif):
        actions.change_gif(owner=alice, pk=gif.pk, tags="", is_public=True)
        assert as_carol.get(self.url(gif)).status_code == 200

    def test_but_for_those_behind_a_block(self, as_carol, alice, carol, gif):
        actions.change_gif(owner=alice, pk=gif.pk, tags="", is_public=True)
        social.block(blocker_id=alice.pk, blocked_id=carol.pk)
        assert as_carol.get(self.url(gif)).status_code == 404

    def test_a_removed_one_is_gone(self, as_alice, alice, sent, gif):
        actions.remove_gif(owner=alice, pk=gif.pk)
        assert as_alice.get(self.url(gif)).status_code == 404
        assert as_alice.get(url("bob")).status_code == 200


class TestUploadedStickers:
    @pytest.mark.django_db
    def test_they_are_nobodys_secret_and_never_change(self, client, media):
        (media / "stickers").mkdir(parents=True)
        (media / "stickers" / "wave.webp").write_bytes(b"RIFF")
        sticker = pictures.add_sticker(static_path="", file="stickers/wave.webp")
        response = client.get(sticker.url)
        assert body(response) == b"RIFF"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("name", ["none.webp", "wave.svg", "..%2Fgifs%2Fone.webp", "%00.webp"])
    def test_nothing_else_is_served_from_there(self, client, media, name):
        assert client.get(f"/media/stickers/{name}").status_code == 404


def test_uploads_of_others_are_reached_by_no_path(as_alice, gif):
    UserFactory()
    assert as_alice.get(f"/media/{gif.file.name}").status_code == 404
