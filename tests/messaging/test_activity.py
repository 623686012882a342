"""Activity: hearts on one's own messages and videos, and how often a video was passed on; grouped, live, and undone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mailbox
from messaging import actions, activity
from messaging.models import Act
from social import actions as social
from social import actions_videos
from tests.factories import UserFactory, follow_each_other, make_video, send, share
from tests.messaging.frames import parse


@pytest.fixture
def video(alice, media):
    return make_video(alice, caption="A lake")


def like(user, video, liked=True):
    actions_videos.set_video_like(user=user, video_id=video.pk, liked=liked)


def unseen(user):
    return Mailbox.objects.get(pk=user.pk).unseen_acts


def told(client):
    page = parse(client.get("/inbox/").content)
    return [" ".join(row.text.split()) for row in page.by_id("acts").find_all("li")]


def test_hearts_on_a_video_stand_together_the_latest_named_first(as_alice, alice, bob, carol, video, committed):
    dora = UserFactory(username="dora")
    with committed():
        for fan in (bob, carol, dora):
            like(fan, video)
    (row,) = told(as_alice)
    assert "Dora , Carol and 1 other Liked your video" in row
    assert "A lake" in row
    assert unseen(alice) == 3


def test_a_heart_on_a_message_is_told_to_who_wrote_it_and_to_nobody_else(as_alice, as_bob, alice, bob):
    send(alice, bob, "a fine lake")
    actions.set_like(user=bob, peer=alice, seq=1, liked=True)
    actions.set_like(user=alice, peer=bob, seq=1, liked=True)
    (row,) = told(as_alice)
    assert "Bob Liked your message" in row
    assert "a fine lake" in row
    assert told(as_bob) == []
    assert (unseen(alice), unseen(bob)) == (1, 0)


def test_what_is_undone_is_gone_and_done_twice_is_told_once(as_alice, alice, bob, video, committed):
    for liked in (True, True, False, False):
        with committed():
            like(bob, video, liked=liked)
    assert told(as_alice) == []
    assert unseen(alice) == 0
    with committed():
        like(bob, video)
        like(alice, video)
    assert len(told(as_alice)) == 1
    assert unseen(alice) == 1


def test_an_author_learns_that_a_video_is_passed_on_but_neither_by_whom_nor_to_whom(
    as_alice, alice, bob, carol, video, committed
):
    dora = UserFactory(username="dora")
    follow_each_other(bob, dora)
    follow_each_other(bob, carol)
    with committed():
        share(bob, dora, video)
        share(bob, carol, video)
        share(bob, alice, video)
    (row,) = told(as_alice)
    assert "1 person shared your video" in row
    assert not {"Bob", "Dora", "Carol"} & set(row.split())


@pytest.mark.parametrize("case", ["block", "removed", "deleted"])
def test_what_can_no_longer_be_met_or_seen_is_left_out(as_alice, alice, bob, video, committed, case):
    send(alice, bob, "words")
    with committed():
        like(bob, video)
    actions.set_like(user=bob, peer=alice, seq=1, liked=True)
    assert len(told(as_alice)) == 2
    if case == "block":
        social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    elif case == "removed":
        actions_videos.remove_video(author=alice, video_id=video.pk)
    else:
        actions.delete_message(user=alice, peer=bob, seq=1)
    assert len(told(as_alice)) == {"block": 0, "removed": 1, "deleted": 1}[case]


def test_it_is_pushed_as_it_happens_with_its_dot(alice, bob, video, pushed, committed):
    with committed():
        like(bob, video)
    (frame,) = [event["html"] for group, event in pushed if group == f"user-{alice.pk}"]
    assert "data-acts" in parse(frame).find("live-frame").attrs
    badge = parse(frame).by_id("acts-badge")
    assert badge.attrs["data-count"] == "1"


def test_it_is_seen_once_somebody_says_so(as_alice, alice, bob, video, committed, pushed):
    with committed():
        like(bob, video)
    as_alice.get("/inbox/")
    assert unseen(alice) == 1
    pushed.clear()
    for _twice in range(2):
        with committed():
            response = as_alice.put("/inbox/seen", headers={"hx-request": "true"})
        assert parse(response.content).by_id("acts-badge").attrs["data-count"] == "0"
    assert unseen(alice) == 0
    assert len(pushed) == 1
    assert as_alice.post("/inbox/seen", {"_method": "PUT"}).status_code == 303


def test_it_goes_on_in_pages_and_costs_no_more_with_more(as_alice, alice, bob, video, monkeypatch):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get("/inbox/").status_code == 200
        return len(queries)

    send(alice, bob)
    actions.set_like(user=bob, peer=alice, seq=1, liked=True)
    Act.objects.create(owner=alice, actor=bob, verb="video_like", video=video)
    few = cost()
    for _n in range(4):
        fan = UserFactory()
        Act.objects.create(owner=alice, actor=fan, verb="video_like", video=video)
    assert cost() == few
    monkeypatch.setattr(activity, "ACTS", 2)
    page = activity.acts(alice)
    assert [group.count for group in page.groups] == [2]
    later = activity.acts(alice, page.next_cursor)
    assert ([group.latest.verb for group in later.groups], later.next_cursor) == (["message_like"], None)
    assert b"?acts=" in as_alice.get("/inbox/").content
    assert as_alice.get(f"/inbox/?acts={page.next_cursor}").status_code == 200


def test_one_heart_more_costs_the_same_however_many_there_are(as_alice, alice, bob, video, pushed, committed):
    def cost(fan):
        pushed.clear()
        with CaptureQueriesContext(connection) as queries, committed():
            like(fan, video)
        (frame,) = [event["html"] for group, event in pushed if group == f"user-{alice.pk}"]
        told_again = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        return len(queries), len(frame), told_again

    first, *_rest, last = fans = [UserFactory() for _n in range(110)]
    few = cost(first)
    for fan in fans[1:-1]:
        like(fan, video)
    many = cost(last)
    assert (few[0], few[2]) == (many[0], [])
    assert abs(many[1] - few[1]) < 10  # a few digits
    assert many[1] < 700


def test_a_tab_that_shows_the_list_asks_for_it_and_gets_all_who_did_it_counted(
    as_alice, alice, bob, video, committed, monkeypatch
):
    monkeypatch.setattr(activity, "ACTS", 3)
    with committed():
        like(alice, video)
        for _n in range(5):
            like(UserFactory(), video)
        like(bob, video)
    frame = parse(as_alice.get("/sync?stamp=0&shows=acts", headers={"hx-request": "true"}).content)
    (row,) = frame.by_id("acts").find_all("li")
    assert "and 4 others" in " ".join(row.text.split())
    assert frame.by_id("acts").attrs["data-seen"]
    page = activity.acts(alice)
    assert activity.acts(alice, page.next_cursor).groups == []
