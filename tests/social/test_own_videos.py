"""What its author does with a video, and where her videos stand."""

from __future__ import annotations

import pytest

from social import feed
from tests.factories import UserFactory, make_video
from tests.social.places import everywhere

JSON = {"accept": "application/json"}


def change(client, video, **fields):
    body = {"_method": "PUT", "caption": "A lake", "audience": "everyone"} | fields
    return client.post(f"/videos/{video.pk}/", body, headers=JSON)


def test_its_author_changes_what_is_said_and_who_may_watch(as_carol, video, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert change(as_carol, video, caption="  A   pond ", allow_download="on").status_code == 200
        assert heard == []
        assert change(as_carol, video, audience="friends").status_code == 200
    video.refresh_from_db()
    assert (video.caption, video.audience, video.allow_download) == ("A lake", "friends", False)
    assert heard == [("changed", video.pk)]


@pytest.mark.parametrize(
    "fields", [{"caption": "x" * 301}, {"audience": "some"}, {"audience": ""}, {"caption": "a\u202eb"}]
)
def test_a_wrong_choice_is_told_and_changes_nothing(as_carol, video, fields):
    assert change(as_carol, video, **fields).status_code == 422
    page = as_carol.post(f"/videos/{video.pk}/", {"_method": "PUT", "caption": "kept", "audience": "everyone"} | fields)
    assert page.status_code == 422
    video.refresh_from_db()
    assert (video.caption, video.audience) == ("A lake", "everyone")


def test_downloads_stay_locked_under_16(db, client, today):
    young = UserFactory(birthdate=today("2026-06-15").replace(year=2011))
    video = make_video(young)
    client.force_login(young)
    assert "disabled" in client.get(f"/videos/{video.pk}/edit").content.decode()
    change(client, video, allow_download="on")
    video.refresh_from_db()
    assert not video.allow_download


def test_its_author_takes_it_away_for_good(as_carol, as_alice, video, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            assert as_carol.delete(f"/videos/{video.pk}/", headers=JSON).json() == {"id": video.pk, "removed": True}
    assert heard == [("changed", video.pk)]
    assert everywhere(as_alice, video) == everywhere(as_carol, video) == set()
    assert as_carol.get(f"/videos/{video.pk}/edit").status_code == 404
    assert change(as_carol, video).status_code == 404


def test_nobody_else_does_either(as_alice, video):
    assert change(as_alice, video).status_code == 404
    assert as_alice.delete(f"/videos/{video.pk}/").status_code == 404
    assert as_alice.get(f"/videos/{video.pk}/edit").status_code == 404
    video.refresh_from_db()
    assert video.removed_at is None


# Profiles


def test_a_profile_shows_its_videos_in_pages(as_alice, carol, monkeypatch):
    monkeypatch.setattr(feed, "GRID", 2)
    videos = [make_video(carol) for _n in range(3)]
    page = as_alice.get("/@carol/").content.decode()
    assert page.count("film-tile") == 2
    assert f'href="?before={videos[1].pk}"' in page
    assert as_alice.get(f"/@carol/?before={videos[1].pk}").content.decode().count("film-tile") == 1


def test_me_shows_ones_own_whoever_may_watch_them(as_carol, carol):
    make_video(carol, audience="only_me")
    page = as_carol.get("/me/").content.decode()
    assert "film-tile" in page
    assert "Only me" in page
