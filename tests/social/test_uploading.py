"""A video on its way in: piece by piece, taken up where it was, or refused in a sentence with nothing left behind."""

from __future__ import annotations

import datetime as dt
import errno
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Suspension
from social import actions_uploads, working
from social.media import files
from social.models import Audience, Video, VideoUpload
from tests.factories import UserFactory
from tests.social.uploading import begin, named, post, put, said, stored, uploaded
from tests.videos import clip, huge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_video_comes_in_pieces_and_is_whole(as_alice, media):
    response = post(as_alice, clip(), caption="All fog", audience="friends", allow_download="on")
    assert (response.status_code, response.url) == (303, "/videos/new/")
    video = Video.objects.get()
    assert (video.caption, video.audience, video.allow_download) == ("All fog", Audience.FRIENDS, True)
    assert video.state == "processing"
    assert (media / video.source.name).read_bytes() == clip()
    assert stored() == named()


def test_it_goes_on_where_it_was(as_alice):
    told = begin(as_alice, 10).json()
    assert put(as_alice, told["url"], 0, b"12345").json()["received"] == 5
    for response in (as_alice.head(told["url"]), as_alice.get(told["url"])):
        assert (response.status_code, response["Upload-Offset"]) == (200, "5")
    wrong = put(as_alice, told["url"], 3, b"45678")
    assert (wrong.status_code, wrong.json()["received"]) == (409, 5)
    again = put(as_alice, told["url"], 0, b"12345")  # the answer was lost, so it was sent once more
    assert (again.status_code, again.json()["received"]) == (409, 5)
    assert put(as_alice, told["url"], 5, b"67890").json()["received"] == 10


def test_nobody_else_meets_an_upload(as_alice, bob):
    told = begin(as_alice, 10).json()
    other = browser(bob)
    assert other.get(told["url"]).status_code == 404
    assert put(other, told["url"], 0, b"1").status_code == 404
    assert other.delete(told["url"]).status_code == 404
    assert other.post(reverse("video_new"), {"upload": told["id"], "audience": "everyone"}).status_code == 422
    assert VideoUpload.objects.get().received == 0


def test_what_is_called_off_leaves_nothing(as_alice):
    told = begin(as_alice, 10).json()
    put(as_alice, told["url"], 0, b"12345")
    assert stored()
    assert as_alice.delete(told["url"]).status_code == 204
    assert (stored(), as_alice.get(told["url"]).status_code) == (set(), 404)


def test_what_nobody_came_back_for_goes_after_a_day(as_alice):
    for _n in range(2):
        told = begin(as_alice, 10).json()
        put(as_alice, told["url"], 0, b"12345")
    VideoUpload.objects.filter(pk=told["id"]).update(touched_at=timezone.now() - dt.timedelta(hours=25))
    before = stored()
    assert working.sweep(dry_run=True) == 1
    assert stored() == before
    assert working.sweep() == 1
    assert VideoUpload.objects.exclude(pk=told["id"]).count() == 1
    assert stored() == named()


def test_a_file_that_no_row_names_goes_after_an_hour(as_alice, media):
    post(as_alice, clip())
    for name, age in (("uploads/lost.part", 7200), ("videos/lost.mp4", 7200), ("videos/new.mp4", 60)):
        (media / name).parent.mkdir(exist_ok=True)
        (media / name).write_bytes(b"?")
        os.utime(media / name, (timezone.now().timestamp() - age,) * 2)
    before = stored()
    assert working.sweep(dry_run=True) == 2
    assert stored() == before
    assert working.sweep() == 2
    assert stored() - named() == {"videos/new.mp4"}


@pytest.mark.parametrize(("size", "status"), [(0, 422), ("", 422), ("x", 422), (10**30, 413), (101 * 1024**2, 413)])
def test_a_size_that_can_not_be_is_refused_before_anything_is_sent(as_alice, size, status):
    response = begin(as_alice, size)
    assert (response.status_code, bool(response.json()["text"])) == (status, True)
    assert not VideoUpload.objects.exists()


def test_more_than_was_announced_is_refused(as_alice):
    told = begin(as_alice, 4).json()
    assert put(as_alice, told["url"], 0, b"12345").status_code == 413
    assert as_alice.put(told["url"], b"1", content_type="a/b").status_code == 400


def test_a_fourth_upload_gives_up_the_oldest(as_alice):
    first, *_others = [begin(as_alice, 10).json() for _n in range(4)]
    assert as_alice.get(first["url"]).status_code == 404
    assert VideoUpload.objects.count() == actions_uploads.UPLOADS


def test_a_full_disk_is_told_and_nothing_stays(as_alice, monkeypatch):
    told = begin(as_alice, 10).json()
    put(as_alice, told["url"], 0, b"12345")

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    response = put(as_alice, told["url"], 5, b"67890")
    assert (response.status_code, response.json()["error"]) == (507, "full")
    assert (stored(), VideoUpload.objects.count()) == (set(), 0)


def test_a_full_disk_is_told_to_a_plain_form_too(as_alice, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    file = SimpleUploadedFile("lake.mp4", clip(), "video/mp4")
    response = as_alice.post(reverse("video_new"), {"file": file, "audience": "everyone", "caption": "What I typed"})
    assert (response.status_code, said(response)) == (507, "We have no room for videos right now. Try again later.")
    assert "What I typed" in response.content.decode()
    assert (stored(), VideoUpload.objects.count()) == (set(), 0)


def test_what_is_called_off_while_a_piece_is_being_written_leaves_nothing(as_alice, monkeypatch):
    told = begin(as_alice, 10).json()
    put(as_alice, told["url"], 0, b"12345")
    write = files.write_at

    def called_off_meanwhile(name, offset, data):
        assert as_alice.delete(told["url"]).status_code == 204
        write(name, offset, data)

    monkeypatch.setattr(files, "write_at", called_off_meanwhile)
    assert put(as_alice, told["url"], 5, b"67890").status_code == 409
    assert (stored(), VideoUpload.objects.count()) == (set(), 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (clip()[:9000], "We can't read this file"),
        (b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/secret.ts\n", "We can't read this file"),
        (b"just text, renamed\n" * 20, "We can't read this file"),
        (clip(codec=""), "only sound"),
        (clip(codec="mjpeg", sound="", container="mov"), "in a way that we can't play"),
        (clip(size=(5000, 64), sound="", codec="mpeg4", seconds=0.2), "too large"),
        (clip(fps=1000, seconds=0.1, sound="", codec="mpeg4"), "too many pictures a second"),
        (clip(seconds=181, fps=1, sound="", size=(32, 32)), "too long"),
    ],
    ids=["truncated", "playlist", "text", "audio only", "codec", "wide picture", "1000 fps", "over length"],
)
def test_what_can_not_be_shown_is_told_at_once_and_nothing_stays(as_alice, content, sentence):
    response = post(as_alice, content, caption="What I typed")
    assert response.status_code == 422
    assert sentence in said(response)
    assert "What I typed" in response.content.decode()
    assert (stored(), Video.objects.count(), VideoUpload.objects.count()) == (set(), 0, 0)


def test_a_picture_of_a_hundred_million_pixels_is_never_decoded(as_alice):
    response = post(as_alice, huge())
    assert (response.status_code, "The picture of this video is too large." in said(response)) == (422, True)
    assert (stored(), VideoUpload.objects.count()) == (set(), 0)


def test_what_has_not_arrived_can_not_be_posted(as_alice):
    told = begin(as_alice, 10).json()
    for upload in (told["id"], "7a9e1f86-5d4c-4f1d-9d2c-000000000000", "nonsense", ""):
        response = as_alice.post(reverse("video_new"), {"upload": upload, "audience": "everyone"})
        assert response.status_code == 422
    assert not Video.objects.exists()


def test_without_scripts_a_small_video_comes_with_the_form(as_alice):
    file = SimpleUploadedFile("lake.mp4", clip(), "video/mp4")
    assert as_alice.post(reverse("video_new"), {"file": file, "audience": "everyone"}).status_code == 303
    assert Video.objects.get().allow_download is False
    empty = SimpleUploadedFile("lake.mp4", b"", "video/mp4")
    response = as_alice.post(reverse("video_new"), {"file": empty, "audience": "everyone"})
    assert (response.status_code, said(response)) == (422, "This file is empty.")


def test_under_16_nobody_else_may_keep_a_video(db, today):
    today("2026-05-16")
    dana = UserFactory(username="dana", birthdate=dt.date(2010, 5, 17))
    client = browser(dana)
    page = client.get(reverse("video_new")).content.decode()
    assert "You can turn this on when you are 16." in page
    post(client, clip(), allow_download="on")
    today("2026-05-17")
    post(client, clip(), allow_download="on")
    assert list(Video.objects.order_by("pk").values_list("allow_download", flat=True)) == [False, True]


def test_the_suspended_post_nothing(alice, as_alice):
    upload = uploaded(as_alice, clip())
    Suspension.objects.create(user=alice, reason="spam", until=timezone.now() + dt.timedelta(days=1))
    assert begin(as_alice, 10).status_code == 403
    response = as_alice.post(reverse("video_new"), {"upload": upload, "audience": "everyone"})
    assert (response.status_code, Video.objects.count()) == (403, 0)


def test_thirty_videos_an_hour_are_enough(alice, as_alice, settings):
    settings.PAPERPLANE_RATE_LIMITS = True
    Video.objects.bulk_create(Video(author=alice) for _n in range(actions_uploads.POSTS))
    response = post(as_alice, clip())
    assert (response.status_code, Video.objects.count()) == (429, actions_uploads.POSTS)
    assert int(response["Retry-After"]) > 3000


def test_whoever_is_signed_out_is_asked_in(client):
    assert client.get(reverse("video_new")).status_code == 302
    assert begin(client, 10).status_code == 401
