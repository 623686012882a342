"""What is pushed: to whom, when, and in whose language."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import actions as accounts
from accounts.models import Mailbox
from messaging import actions, live
from messaging.models import Message, Participant
from social import actions as social
from tests.factories import send
from tests.messaging.frames import frame_in


@pytest.fixture
def frames_for(pushed, committed):
    """Does what it is given, and tells the frames that one user was pushed for it."""

    def frames_for(user, act):
        pushed.clear()
        with committed():
            act()
        return [frame_in(event["html"]) for group, event in pushed if group == live.user_group(user.pk)]

    return frames_for


def test_a_message_is_pushed_to_both_sides_and_to_nobody_else(alice, bob, carol, pushed, committed):
    with committed():
        send(alice, bob)
    assert {group for group, _event in pushed} == {live.user_group(alice.pk), live.user_group(bob.pk)}
    assert len(pushed) == 2


def test_nothing_is_pushed_before_the_commit(alice, bob, pushed, committed):
    with committed(), transaction.atomic():
        send(alice, bob)
        assert not pushed
    assert pushed


def test_the_frame_holds_the_message_the_row_and_the_badge(alice, bob, frames_for):
    [frame] = frames_for(bob, lambda: send(alice, bob, "see you at the lake"))
    message = Message.objects.get()
    article = frame.by_id(message.dom_id)
    assert article.attrs["data-in"] == "log-alice"
    assert article.attrs["data-seq"] == article.attrs["data-v"] == "1"
    assert article.attrs["data-from"] == "alice"
    assert "see you at the lake" in article.text
    row = frame.by_id("chat-alice")
    assert row.attrs["data-in"] == "chats"
    assert "see you at the lake" in row.text
    assert frame.by_id("unread-badge").attrs["data-count"] == "1"


def test_each_side_sees_whose_message_it_is(alice, bob, frames_for):
    [hers] = frames_for(alice, lambda: send(alice, bob))
    [his] = frames_for(bob, lambda: send(alice, bob))
    assert "mine" in hers.find("article").attrs["class"].split()
    assert "theirs" in his.find("article").attrs["class"].split()
    assert hers.find("article").attrs["data-in"] == "log-bob"
    assert hers.by_id("unread-badge").attrs["data-count"] == "0"


def test_the_frame_tells_the_users_own_counter_before_and_after(alice, bob, frames_for):
    send(alice, bob)
    before = Mailbox.objects.get(pk=bob.pk).counter
    [frame] = frames_for(bob, lambda: send(alice, bob))
    assert frame.attrs["data-me"] == "bob"
    assert (frame.attrs["data-prev"], frame.attrs["data-stamp"]) == (str(before), str(before + 1))


def test_only_a_first_word_has_composers_ask_again(alice, bob, frames_for):
    [first] = frames_for(bob, lambda: send(alice, bob))
    [second] = frames_for(bob, lambda: send(alice, bob))
    [answer] = frames_for(alice, lambda: send(bob, alice))
    assert first.attrs["data-ask"] == "alice"
    assert "data-ask" not in second.attrs
    assert answer.attrs["data-ask"] == "bob"


def test_a_request_is_pushed_into_the_requests(alice, bob, frames_for):
    social.unfollow(follower_id=bob.pk, followed_id=alice.pk)
    accounts.set_message_privacy(user_id=bob.pk, value="everyone")
    [frame] = frames_for(bob, lambda: send(alice, bob))
    assert frame.by_id("chat-alice").attrs["data-in"] == "requests"
    [answered] = frames_for(bob, lambda: send(bob, alice))
    assert answered.by_id("chat-alice").attrs["data-in"] == "chats"


def test_it_reads_in_the_language_of_its_reader(alice, bob, frames_for):
    type(bob).objects.filter(pk=bob.pk).update(language="ru")
    with translation.override("ru"):
        day = date_format(timezone.now(), "j M")
    [frame] = frames_for(bob, lambda: send(alice, bob))
    assert frame.by_id("chat-alice").find("time").text == day
    assert translation.get_language() == "en"


def test_one_message_speaks_two_languages(alice, bob, pushed, committed):
    type(bob).objects.filter(pk=bob.pk).update(language="ru")
    with committed():
        send(alice, bob)
    html = {group: event["html"] for group, event in pushed}
    assert "Message actions" in html[live.user_group(alice.pk)]
    assert "Действия с сообщением" in html[live.user_group(bob.pk)]
    assert "Message actions" not in html[live.user_group(bob.pk)]


def test_a_refusal_flips_in_the_language_of_its_reader(alice, bob, client):
    type(alice).objects.filter(pk=alice.pk).update(language="ru")
    client.force_login(alice)
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    answer = client.get("/sync", {"with": "bob", "stamp": 0}).content.decode()
    assert "Этот аккаунт вас заблокировал." in answer


def test_times_are_told_in_utc_for_the_page_to_localise(alice, bob, frames_for):
    [frame] = frames_for(bob, lambda: send(alice, bob))
    sent_at = Message.objects.get().sent_at
    assert {time.attrs["datetime"] for time in frame.find_all("time")} == {f"{sent_at:%Y-%m-%dT%H:%M:%SZ}"}


def test_reading_is_told_to_all_tabs_of_the_reader_and_not_to_the_sender(alice, bob, frames_for, pushed):
    send(alice, bob)
    [frame] = frames_for(bob, lambda: actions.mark_read(user=bob, peer_id=alice.pk, seq=1))
    assert (frame.attrs["data-read"], frame.attrs["data-seq"]) == ("alice", "1")
    assert frame.by_id("unread-badge").attrs["data-count"] == "0"
    assert {group for group, _event in pushed} == {live.user_group(bob.pk)}


def test_a_changed_subscription_has_both_sides_ask_about_each_other(alice, carol, frames_for):
    pair = {"follower_id": alice.pk, "followed_id": carol.pk}
    for act, undo in ((social.follow, social.unfollow), (social.unfollow, social.follow)):
        for user, other in ((alice, "carol"), (carol, "alice")):
            frames = frames_for(user, lambda act=act: act(**pair))
            assert other in [frame.attrs.get("data-ask") for frame in frames]
            undo(**pair)
        act(**pair)


def test_a_new_follower_appears_among_the_activity_of_the_followed_alone(alice, carol, frames_for):
    follow = {"follower_id": carol.pk, "followed_id": alice.pk}
    frames = frames_for(alice, lambda: social.follow(**follow))
    assert any(frame.by_id("follower-carol") for frame in frames)
    social.unfollow(**follow)
    frames = frames_for(carol, lambda: social.follow(**follow))
    assert not any(frame.by_id("follower-carol") for frame in frames)


def test_a_changed_setting_has_everybody_ask_who_has_its_owner_open(alice, bob, pushed, committed):
    with committed():
        accounts.set_message_privacy(user_id=bob.pk, value="nobody")
    assert {group for group, _event in pushed} == {live.user_group(bob.pk), live.about_group(bob.pk)}
    [about] = [frame_in(event["html"]) for group, event in pushed if group == live.about_group(bob.pk)]
    assert "data-ask" in about.attrs
    assert not about.children


def test_a_channel_layer_that_is_down_fails_no_message(alice, bob, settings, caplog, committed):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.layers.BrokenLayer"}}
    with committed():
        sent = send(alice, bob)
    assert Message.objects.get() == sent.message
    assert "The channel layer is down." in caplog.text


def test_a_fragment_that_cannot_be_drawn_fails_no_message(alice, bob, monkeypatch, caplog, committed):
    def torn(*_args, **_kwargs):
        raise RuntimeError("torn template")

    monkeypatch.setattr(live, "render_to_string", torn)
    with committed():
        sent = send(alice, bob)
    assert Message.objects.get() == sent.message
    assert "torn template" in caplog.text


def test_what_is_written_while_a_frame_is_drawn_is_in_the_next_one(alice, bob, frames_for):
    """Two commits may come before the first push: each frame shows the chat as it was right after its own, under the
    stamp it had then, so that whatever order they arrive in the later one holds."""

    def both():
        send(alice, bob, "one")
        send(alice, bob, "two")

    first, second = frames_for(bob, both)
    stamp = Participant.objects.get(user=bob).stamp
    rows = [frame.by_id("chat-alice") for frame in (first, second)]
    assert [row.attrs["data-v"] for row in rows] == [str(stamp - 1), str(stamp)]
    assert ["one" in row.text for row in rows] == ["two" not in row.text for row in rows] == [True, False]
    assert first.attrs["data-stamp"] == second.attrs["data-prev"]
