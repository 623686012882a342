"""The feed and the page of a video: what stands there, in what order, and for whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as accounts
from social import actions, actions_videos, feed
from social.models import Follow, Video, VideoLike
from tests.factories import UserFactory, make_video
from tests.social.places import everywhere

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}
FORM = "application/x-www-form-urlencoded"


def shown(page):
    return [video.pk for video in page.videos]


# The feed


def test_subscriptions_come_first_then_what_is_new(alice, bob, carol):
    followed = [make_video(bob) for _n in range(2)]
    others = [make_video(carol), make_video(alice)]
    actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    newer = make_video(carol)
    expected = [followed[1].pk, followed[0].pk, newer.pk, others[1].pk, others[0].pk]
    assert shown(feed.feed(alice)) == expected


def test_the_feed_goes_on_without_end_and_without_showing_anything_twice(alice, bob, carol):
    for number in range(7):
        make_video(bob if number % 2 else carol)
    actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    seen, after = [], None
    for _page in range(10):
        page = feed.feed(alice, after, size=2)
        seen += shown(page)
        if page.next_cursor is None:
            break
        after = feed.Cursor.read(str(page.next_cursor))
        make_video(carol)  # what is posted meanwhile comes with the next visit
    assert len(seen) == len(set(seen))
    assert set(seen) >= set(Video.objects.order_by("pk").values_list("pk", flat=True)[:7])


@pytest.mark.parametrize("cursor", ["", "1", "2-5", "1-x", "-", "1--5", "٣-٣"])
def test_a_cursor_that_tells_nothing_is_the_beginning(as_alice, video, cursor):
    assert b"reel-" in as_alice.get("/", {"after": cursor}).content


def test_the_page_holds_the_first_videos_and_says_where_more_are(as_alice, bob):
    videos = [make_video(bob, caption=f"number {n}") for n in range(feed.PAGE + 1)]
    page = as_alice.get("/").content.decode()
    assert "number 1" in page
    assert f'id="reel-{videos[0].pk}"' not in page
    more = f"/?after=0-{videos[1].pk}"
    assert f'href="{more}"' in page
    fragment = as_alice.get(more, headers=HTMX).content.decode()
    assert f'id="reel-{videos[0].pk}"' in fragment
    assert "<html" not in fragment
    assert "data-more" not in fragment


def test_until_there_are_videos_home_offers_people(as_alice, bob):
    assert "People to follow" in as_alice.get("/").content.decode()


def test_the_feed_costs_the_same_with_many_videos_and_hearts(as_alice, alice, bob):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get("/").status_code == 200
        return len(queries)

    first = make_video(bob)
    few = cost()
    Video.objects.bulk_create(
        Video(author=bob, state="ready", ready_at=timezone.now(), duration_ms=1000, width=9, height=16, file="a.mp4")
        for _n in range(100)
    )
    fans = [UserFactory() for _n in range(5)]
    for fan in fans:
        actions_videos.set_video_like(user=fan, video_id=first.pk, liked=True)
    assert Video.objects.get(pk=first.pk).likes_count == 5
    Follow.objects.bulk_create(Follow(follower=alice, followed=fan) for fan in fans)
    assert cost() == few


def test_only_the_first_film_of_a_page_is_fetched_before_the_scripts_are(as_alice, bob):
    first = make_video(bob)
    for _n in range(7):
        make_video(bob)
    page = as_alice.get("/").content.decode()
    assert (page.count('preload="auto"'), page.count('preload="none"')) == (1, 5)
    assert page.index('preload="auto"') < page.index('preload="none"')
    later = as_alice.get("/", {"after": f"0-{first.pk + 2}"}, headers=HTMX).content.decode()
    assert (later.count('preload="auto"'), later.count('preload="none"')) == (0, 2)
    assert 'preload="auto"' in as_alice.get(f"/videos/{first.pk}/").content.decode()


# Who may watch


def test_who_may_watch_sees_it_in_the_feed_on_its_page_and_on_the_profile(as_alice, video):
    assert everywhere(as_alice, video) == {"feed", "page", "profile"}


def hide(case, alice, carol, video):
    if case in {"friends", "only_me"}:
        Video.objects.filter(pk=video.pk).update(audience=case)
    elif case == "removed":
        Video.objects.filter(pk=video.pk).update(removed_at=timezone.now())
    elif case == "in the works":
        Video.objects.filter(pk=video.pk).update(state="processing")
    elif case == "blocked":
        actions.block(blocker_id=alice.pk, blocked_id=carol.pk)
    elif case == "blocking":
        actions.block(blocker_id=carol.pk, blocked_id=alice.pk)
    elif case == "suspended":
        accounts.suspend(user_id=carol.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")


HIDDEN = ["friends", "only_me", "removed", "in the works", "blocked", "blocking", "suspended"]


@pytest.mark.parametrize("case", HIDDEN)
def test_who_may_not_sees_it_nowhere_and_every_cause_looks_the_same(as_alice, alice, carol, video, case):
    hide(case, alice, carol, video)
    assert everywhere(as_alice, video) == set()
    missing = as_alice.get("/videos/999999/")
    for path in (f"/videos/{video.pk}/", f"/videos/{video.pk}/share"):
        answer = as_alice.get(path)
        assert (answer.status_code, answer.headers.get("Cache-Control")) == (404, missing.headers.get("Cache-Control"))
        assert answer.content == missing.content.replace(b"999999", str(video.pk).encode())
    assert as_alice.put(f"/videos/{video.pk}/like").status_code == 404
    assert not VideoLike.objects.exists()


def test_friends_of_its_author_are_those_whom_the_author_follows(as_alice, alice, carol):
    video = make_video(carol, audience="friends")
    actions.follow(follower_id=alice.pk, followed_id=carol.pk)
    assert everywhere(as_alice, video) == set()
    actions.follow(follower_id=carol.pk, followed_id=alice.pk)
    assert everywhere(as_alice, video) == {"feed", "page", "profile"}


def test_a_public_video_has_a_preview_for_other_sites_and_a_private_one_none(client, as_carol, carol, video):
    page = client.get(f"/videos/{video.pk}/").content.decode()
    for tag in ("og:title", "og:image", "og:video", "twitter:card"):
        assert f'"{tag}"' in page
    assert f'content="http://testserver/videos/{video.pk}/poster"' in page
    assert f'content="http://testserver/videos/{video.pk}/file"' in page
    own = make_video(carol, audience="only_me")
    assert client.get(f"/videos/{own.pk}/").status_code == 404
    page = as_carol.get(f"/videos/{own.pk}/").content.decode()
    assert "og:" not in page
    assert "noindex" in page


@pytest.mark.parametrize(("asked", "mark"), [("5", "#t=5"), ("0", ""), ("x", ""), ("-3", ""), ("1e9", ""), ("٣", "")])
def test_a_link_may_start_at_a_second(client, video, asked, mark):
    page = client.get(f"/videos/{video.pk}/", {"t": asked}).content.decode()
    assert f'src="/videos/{video.pk}/file{mark}"' in page


def test_a_caption_is_only_words(as_alice, carol):
    video = make_video(carol, caption='<b>"x"</b>')
    for path in ("/", f"/videos/{video.pk}/", f"/videos/{video.pk}/share", "/@carol/"):
        assert b"<b>" not in as_alice.get(path).content


# Hearts


def test_a_heart_is_a_state_and_counts_once(as_alice, alice, video, heard, django_capture_on_commit_callbacks):
    url = f"/videos/{video.pk}/like"
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            assert as_alice.put(url, headers=JSON).json() == {"liked": True, "likes": 1}
        for _twice in range(2):
            assert as_alice.delete(url, headers=JSON).json() == {"liked": False, "likes": 0}
    assert heard == [("liked", video.pk, alice.pk, True), ("liked", video.pk, alice.pk, False)]


def test_a_heart_is_answered_to_each_kind_of_client(as_alice, video):
    url = f"/videos/{video.pk}/like"
    frame = as_alice.put(url, headers=HTMX).content.decode()
    assert f'id="like-video-{video.pk}"' in frame
    assert 'aria-pressed="true"' in frame
    response = as_alice.post(url, {"_method": "DELETE"})
    assert (response.status_code, response.url) == (303, f"/videos/{video.pk}/")


@pytest.mark.parametrize("case", HIDDEN)
def test_a_heart_can_be_taken_back_from_what_one_may_no_longer_watch(as_alice, alice, carol, video, case):
    hide(case, alice, carol, video)
    for headers in (JSON, HTMX, {}):
        VideoLike.objects.create(video=video, user=alice)
        Video.objects.filter(pk=video.pk).update(likes_count=1)
        assert as_alice.delete(f"/videos/{video.pk}/like", headers=headers).status_code in {200, 303}
        assert not VideoLike.objects.exists()
        # Without a heart there it is any video that is not there for her.
        assert as_alice.delete(f"/videos/{video.pk}/like", headers=headers).status_code == 404


def test_whoever_is_suspended_gives_no_hearts_and_reads_why(as_alice, alice, video):
    url = f"/videos/{video.pk}/like"
    as_alice.put(url)
    accounts.suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
    sentence = "You can't like anything while your account is suspended."
    for headers in (JSON, HTMX, {}):
        assert as_alice.put(url, headers=headers).status_code == 403
    response = as_alice.put(url, headers=JSON)
    assert (response.status_code, response.json()["text"]) == (403, sentence)
    assert as_alice.delete(url).status_code == 303


def test_whoever_is_signed_out_is_led_to_sign_in(client, video):
    assert client.put(f"/videos/{video.pk}/like", headers=JSON).status_code == 401
    assert f"/accounts/login/?next=/videos/{video.pk}/" in client.get(f"/videos/{video.pk}/").content.decode()
