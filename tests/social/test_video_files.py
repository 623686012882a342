"""The files of a video: for those who may watch it, whole or in part, and kept by no cache that does not ask."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from social.models import Audience, Follow
from tests.factories import make_video

pytestmark = pytest.mark.django_db

FILES = {"video_file": "file", "video_poster": "poster", "video_preview": "preview", "video_download": "file"}


def url(name, video, query=""):
    return reverse(name, args=[video.pk]) + query


def body(response):
    return b"".join(response)


def content(file):
    with file.open() as opened:
        return opened.read()


@pytest.fixture
def as_bob(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.mark.parametrize("name", FILES)
def test_whoever_may_watch_it_gets_every_file(alice, as_bob, name):
    video = make_video(alice, allow_download=True)
    for client in (as_bob, Client()):
        response = client.get(url(name, video))
        assert response.status_code == 200
        assert body(response) == content(getattr(video, FILES[name]))
        assert response["Content-Type"] == ("image/jpeg" if name == "video_poster" else "video/mp4")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_the_smaller_film_is_had_for_the_asking(alice, as_bob):
    video = make_video(alice)
    smaller = content(video.small_file)[::-1]
    video.small_file.storage.open(video.small_file.name, "wb").write(smaller)
    assert body(as_bob.get(url("video_file", video, "?size=480"))) == smaller
    assert body(as_bob.get(url("video_file", video, "?size=9999"))) == content(video.file)


@pytest.mark.parametrize("name", FILES)
def test_for_everybody_else_it_is_as_if_there_were_none(alice, as_bob, name):
    video = make_video(alice, audience=Audience.FRIENDS, allow_download=True)
    answers = [client.get(url(name, video), headers={"range": "bytes=0-9"}) for client in (as_bob, Client())]
    unknown = [client.get(reverse(name, args=[video.pk + 1])) for client in (as_bob, Client())]
    assert {answer.status_code for answer in answers} == {404}
    assert [(answer.content, answer.headers) for answer in answers] == [
        (answer.content, answer.headers) for answer in unknown
    ]


def test_the_door_is_asked_each_time(alice, as_bob):
    video = make_video(alice)
    etag = as_bob.get(url("video_file", video))["ETag"]
    assert as_bob.get(url("video_file", video), headers={"if-none-match": etag}).status_code == 304
    type(video).objects.update(audience=Audience.ONLY_ME)
    assert as_bob.get(url("video_file", video), headers={"if-none-match": etag}).status_code == 404


def test_a_part_of_it_can_be_had_to_go_on_playing(alice, as_bob):
    video = make_video(alice)
    etag = as_bob.get(url("video_file", video))["ETag"]
    for headers in ({"range": "bytes=10-19"}, {"range": "bytes=10-19", "if-range": etag}):
        response = as_bob.get(url("video_file", video), headers=headers)
        assert (response.status_code, body(response)) == (206, content(video.file)[10:20])
        assert response["Content-Range"] == f"bytes 10-19/{video.file.size}"
    changed = as_bob.get(url("video_file", video), headers={"range": "bytes=10-19", "if-range": '"another"'})
    assert changed.status_code == 200


def test_what_is_not_for_everyone_is_kept_by_no_cache(alice, bob, as_bob):
    Follow.objects.create(follower=alice, followed=bob)
    response = as_bob.get(url("video_file", make_video(alice, audience=Audience.FRIENDS)))
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert as_bob.get(url("video_file", make_video(alice)))["Cache-Control"] == "private, no-cache"


def test_a_download_is_a_file_with_a_name_if_the_author_allows_it(alice, as_alice, as_bob):
    allowed, refused = make_video(alice, allow_download=True), make_video(alice)
    response = as_bob.get(url("video_download", allowed))
    assert response["Content-Disposition"] == f'attachment; filename="paperplane-alice-{allowed.pk}.mp4"'
    assert as_bob.get(url("video_download", refused)).status_code == 403
    assert as_alice.get(url("video_download", refused)).status_code == 200


def test_the_proxy_reads_it_where_the_settings_say_so(alice, as_bob, settings):
    settings.PAPERPLANE_ACCEL_REDIRECT = "/protected/"
    video = make_video(alice)
    response = as_bob.get(url("video_file", video), headers={"range": "bytes=10-19"})
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/protected/{video.file.name}"
