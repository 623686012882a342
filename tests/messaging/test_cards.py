"""A shared video in a chat: a card for who may watch it, a notice for who may not, and its words for both."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions as accounts
from messaging import actions, tasks
from messaging.actions import refreshing
from messaging.models import Message, Participant
from social import actions as social
from social import actions_videos
from social.models import Video
from tests.factories import UserFactory, follow_each_other, make_video, send, share
from tests.messaging.frames import parse, words_of

GONE = "This video isn't available any more."


@pytest.fixture
def video(carol, media):
    return make_video(carol, caption="A lake")


@pytest.fixture(autouse=True)
def _worker(settings):
    """What is given to the worker is done at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def card_in(client, name):
    """What the chat with `name` shows: "card" or "notice", and the words beside it."""
    page = parse(client.get(f"/messages/@{name}/").content)
    body = page.find("div", **{"class": "bubble"})
    kinds = {e.attrs.get("class", "") for e in body.find_all("div")}
    kind = "notice" if any("film-gone" in k for k in kinds) else "card" if any("film-card" in k for k in kinds) else ""
    return kind, body.find("p").text.strip()


def narrow(author, video, audience):
    actions_videos.change_video(
        author=author, video_id=video.pk, caption=video.caption, audience=audience, allow_download=False
    )


def test_a_card_shows_poster_author_duration_and_both_captions(as_bob, alice, bob, video):
    share(alice, bob, video, "Look")
    page = as_bob.get("/messages/@alice/").content
    words = words_of(page)
    for expected in ("Carol", "0:01", "A lake", "Look"):
        assert expected in words
    assert f"/videos/{video.pk}/poster" in page.decode()
    assert f'href="/videos/{video.pk}/?from=alice"' in page.decode()


@pytest.mark.parametrize("audience", ["friends", "only_me"])
def test_a_narrowed_video_becomes_a_notice_and_the_words_stay(as_alice, as_bob, alice, bob, carol, video, audience):
    share(alice, bob, video, "Look")
    assert card_in(as_bob, "alice") == ("card", "Look")
    narrow(carol, video, audience)
    for client, name in ((as_alice, "bob"), (as_bob, "alice")):
        assert card_in(client, name) == ("notice", "Look")
        assert GONE in words_of(client.get(f"/messages/@{name}/").content)
    narrow(carol, video, "everyone")
    assert card_in(as_bob, "alice") == ("card", "Look")


def test_only_who_is_no_longer_meant_sees_the_notice(as_alice, as_bob, alice, bob, carol, video):
    share(alice, bob, video, "Look")
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    narrow(carol, video, "friends")
    assert card_in(as_alice, "bob")[0] == "card"
    assert card_in(as_bob, "alice")[0] == "notice"


def test_narrowing_tells_both_sides_live(alice, bob, carol, video, pushed, committed):
    message = share(alice, bob, video, "Look").message
    pushed.clear()
    with committed():
        narrow(carol, video, "only_me")
    frames = {group: event["html"] for group, event in pushed if message.dom_id in event.get("html", "")}
    assert len(frames) == 2
    assert all("film-gone" in html and "film-card" not in html and "Look" in html for html in frames.values())


def test_removing_tells_both_sides_live_and_leaves_nothing_to_watch(alice, bob, carol, video, pushed, committed):
    share(alice, bob, video, "Look")
    pushed.clear()
    with committed():
        actions_videos.remove_video(author=carol, video_id=video.pk)
    assert len([1 for _group, event in pushed if "film-gone" in event.get("html", "")]) == 2
    assert not Video.objects.visible_to(carol).exists()


def test_another_caption_disturbs_no_chat(alice, bob, carol, video, pushed, committed):
    share(alice, bob, video, "Look")
    pushed.clear()
    with committed():
        actions_videos.change_video(
            author=carol, video_id=video.pk, caption="Another", audience="everyone", allow_download=True
        )
    assert pushed == []


@pytest.mark.parametrize("event", ["block", "suspension", "deactivation", "unfollow"])
def test_whatever_else_takes_a_video_away_tells_the_chats_too(alice, bob, carol, media, pushed, committed, event):
    social.follow(follower_id=carol.pk, followed_id=bob.pk)
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    message = share(alice, bob, make_video(carol, audience="friends")).message
    pushed.clear()
    with committed():
        if event == "block":
            social.block(blocker_id=bob.pk, blocked_id=carol.pk)
        elif event == "unfollow":
            social.unfollow(follower_id=carol.pk, followed_id=bob.pk)
        elif event == "suspension":
            accounts.suspend(user_id=carol.pk, until=timezone.now() + dt.timedelta(days=9), reason="spam")
        else:
            accounts.set_active(user_id=carol.pk, active=False)
    frames = [e["html"] for g, e in pushed if g == f"user-{bob.pk}" and message.dom_id in e.get("html", "")]
    assert frames
    assert "film-gone" in frames[-1]


def test_many_chats_are_told_in_batches_each_once(alice, carol, video, monkeypatch, committed, pushed):
    monkeypatch.setattr(refreshing, "BATCH", 2)
    for number in range(5):
        friend = UserFactory(username=f"friend{number}")
        follow_each_other(alice, friend)
        share(alice, friend, video)
    before = dict(Message.objects.values_list("thread", "revision"))
    with committed():
        narrow(carol, video, "only_me")
    after = dict(Message.objects.values_list("thread", "revision"))
    assert {pk: after[pk] - before[pk] for pk in before} == dict.fromkeys(before, 1)
    stamps = Participant.objects.filter(user=alice).values_list("stamp", flat=True)
    assert len(set(stamps)) == 5


def test_where_a_video_was_never_shared_the_worker_has_nothing_to_do(carol, video, committed, monkeypatch):
    def never(*_args):
        raise AssertionError("There is nothing to do.")

    monkeypatch.setattr(tasks, "refresh_cards", never)
    with committed():
        narrow(carol, video, "only_me")


def test_what_a_side_has_deleted_is_not_stamped_for_it(alice, bob, carol, video, pushed, committed):
    share(alice, bob, video, "Look")
    actions.delete_message(user=bob, peer=alice, seq=1)
    stamp = Participant.objects.get(user=bob).stamp
    pushed.clear()
    with committed():
        narrow(carol, video, "only_me")
    assert {group for group, _event in pushed} == {f"user-{alice.pk}"}
    assert Participant.objects.get(user=bob).stamp == stamp


def test_a_card_without_words_is_named_by_its_kind_in_lists_quotes_and_transcripts(as_bob, alice, bob, video):
    share(alice, bob, video)
    send(bob, alice, "nice", reply_to=1)
    assert "Video" in words_of(as_bob.get("/messages/@alice/").content)
    text = b"".join(as_bob.get("/messages/@alice/text").streaming_content).decode()
    assert "Alice: [Video]" in text


# The shelf


def shelf_of(client, name="alice", query=""):
    page = parse(client.get(f"/messages/@{name}/videos{query}").content)
    return [a.attrs["href"] for a in page.find_all("a") if a.attrs.get("class") == "film-tile"]


def test_a_chats_shelf_holds_its_videos_the_latest_first(as_bob, alice, bob, carol, media):
    videos = [make_video(carol, caption=f"number {n}") for n in range(3)]
    for one in videos:
        share(alice, bob, one)
    send(alice, bob, "only words")
    assert shelf_of(as_bob) == [f"/videos/{one.pk}/?from=alice" for one in reversed(videos)]


def test_what_is_deleted_or_may_not_be_watched_is_on_no_shelf(as_alice, as_bob, alice, bob, carol, media):
    kept, deleted, narrowed = (make_video(carol) for _n in range(3))
    for one in (kept, deleted, narrowed):
        share(alice, bob, one)
    actions.delete_message(user=bob, peer=alice, seq=2)
    narrow(carol, narrowed, "only_me")
    assert shelf_of(as_bob) == [f"/videos/{kept.pk}/?from=alice"]
    assert len(shelf_of(as_alice, "bob")) == 2


def test_a_long_shelf_goes_on_from_a_message(as_bob, alice, bob, carol, media, monkeypatch):
    monkeypatch.setattr("messaging.shelf.PAGE", 2)
    videos = [make_video(carol) for _n in range(3)]
    for one in videos:
        share(alice, bob, one)
    assert len(shelf_of(as_bob)) == 2
    assert shelf_of(as_bob, query="?before=2") == [f"/videos/{videos[0].pk}/?from=alice"]


def test_the_shelf_of_a_chat_that_is_none_is_empty(as_carol, alice):
    assert shelf_of(as_carol) == []


# From the video's page back into the chat


def test_the_page_leads_back_into_the_chat_it_came_from(as_bob, alice, bob, video):
    share(alice, bob, video, "Look")
    page = as_bob.get(f"/videos/{video.pk}/?from=alice").content.decode()
    assert 'href="/messages/@alice/?reply=1"' in page
    assert "Reply to Alice" in page


@pytest.mark.parametrize("name", ["carol", "nobody.here", "%00", "../x", "ALICE"])
def test_from_anywhere_else_it_leads_nowhere_else(as_bob, alice, bob, video, name):
    share(alice, bob, video, "Look")
    response = as_bob.get(f"/videos/{video.pk}/?from={name}")
    assert response.status_code in {200, 400}
    assert b"?reply=" not in response.content
