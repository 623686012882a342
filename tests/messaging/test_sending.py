"""Sending: once, in order, and only what the rule lets through."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Mailbox, Suspension
from messaging import actions
from messaging.models import Deletion, Message, Participant, Thread
from messaging.refusals import Refused
from social import actions as social
from tests.factories import UserFactory, open_to_all, send, text


def side_of(user, peer):
    return Participant.objects.get(user=user, peer=peer)


def counters(*users):
    return [Mailbox.objects.get(pk=user.pk).counter for user in users]


def test_it_works(alice, bob):
    before = timezone.now()
    sent = send(alice, bob, "hello")
    message = Message.objects.get()
    assert (message.sender, message.kind, message.text) == (alice, "text", "hello")
    assert (message.seq, message.revision) == (1, 1)
    assert before <= message.sent_at <= timezone.now()
    assert sent.message == message
    assert not sent.is_replay


def test_the_first_message_opens_one_thread_with_two_sides(alice, bob):
    send(bob, alice)
    send(alice, bob)
    thread = Thread.objects.get()
    assert (thread.low, thread.high) == (alice, bob)
    assert {(side.user, side.peer) for side in thread.sides.all()} == {(alice, bob), (bob, alice)}


def test_messages_of_both_sides_are_numbered_in_one_row_without_gaps(alice, bob):
    for sender, recipient in [(alice, bob), (bob, alice), (bob, alice), (alice, bob)]:
        send(sender, recipient)
    assert list(Message.objects.order_by("seq").values_list("seq", "revision")) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    thread = Thread.objects.get()
    assert (thread.last_seq, thread.revision) == (4, 4)


def test_threads_are_numbered_each_for_itself(alice, bob):
    dana = open_to_all(username="dana")
    social.follow(follower_id=alice.pk, followed_id=dana.pk)
    send(alice, bob)
    assert send(alice, dana).message.seq == 1


def test_the_chat_moves_to_the_top_of_both_lists(alice, bob):
    before = counters(alice, bob)
    sent = send(alice, bob)
    assert counters(alice, bob) == [counter + 1 for counter in before]
    for user, peer, counter in ((alice, bob, before[0]), (bob, alice, before[1])):
        side = side_of(user, peer)
        assert side.order == side.stamp == counter + 1
        assert side.preview_seq == sent.message.seq
        assert sent.stamps[user.pk] == (counter, counter + 1)


def test_nobody_elses_mailbox_is_touched(alice, bob, carol):
    before = Mailbox.objects.get(pk=carol.pk)
    send(alice, bob)
    after = Mailbox.objects.get(pk=carol.pk)
    assert (after.counter, after.facts, after.unread_chats) == (before.counter, before.facts, before.unread_chats)


def test_the_badge_counts_chats_and_the_row_counts_messages(alice, bob):
    dana = UserFactory()
    social.follow(follower_id=bob.pk, followed_id=dana.pk)
    social.follow(follower_id=dana.pk, followed_id=bob.pk)
    for sender in (alice, alice, dana):
        send(sender, bob)
    assert side_of(bob, alice).unread == 2
    assert side_of(bob, dana).unread == 1
    assert Mailbox.objects.get(pk=bob.pk).unread_chats == 2


def test_what_she_sends_is_not_unread_for_its_sender(alice, bob):
    send(alice, bob)
    assert side_of(alice, bob).unread == 0
    assert Mailbox.objects.get(pk=alice.pk).unread_chats == 0


def test_a_muted_chat_counts_its_messages_but_not_for_the_badge(alice, bob):
    send(alice, bob)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=1)
    Participant.objects.filter(user=bob).update(muted_at=timezone.now())
    send(alice, bob)
    assert side_of(bob, alice).unread == 1
    assert Mailbox.objects.get(pk=bob.pk).unread_chats == 0


def test_the_first_word_of_each_side_is_noted_once_and_lasts(alice, bob):
    first = send(alice, bob)
    again = send(alice, bob)
    answer = send(bob, alice)
    assert (first.opens_dialogue, again.opens_dialogue, answer.opens_dialogue) == (True, False, True)
    side = side_of(alice, bob)
    assert side.has_written
    assert side.answered_at == first.message.sent_at
    assert side_of(bob, alice).answered_at == answer.message.sent_at


def test_a_refused_message_leaves_nothing_behind(alice, carol):
    before = counters(alice, carol)
    with pytest.raises(Refused) as refused:
        send(alice, carol)
    assert refused.value.refusal.code == "friends_only"
    assert not Thread.objects.exists()
    assert not Message.objects.exists()
    assert counters(alice, carol) == before


def test_each_message_is_checked_again_until_the_other_has_answered(alice):
    dana = open_to_all(username="dana")
    social.follow(follower_id=alice.pk, followed_id=dana.pk)
    send(alice, dana)
    social.unfollow(follower_id=alice.pk, followed_id=dana.pk)
    with pytest.raises(Refused) as refused:
        send(alice, dana)
    assert refused.value.refusal.code == "not_following"
    send(dana, alice)
    assert send(alice, dana).message.seq == 3


def test_writing_to_oneself_is_refused(alice):
    with pytest.raises(Refused) as refused:
        send(alice, alice)
    assert refused.value.refusal.code == "unavailable"


def test_writing_to_nobody_that_exists_is_an_error(alice):
    with pytest.raises(Mailbox.DoesNotExist):
        actions.send_message(sender_id=alice.pk, recipient_id=10**9, payload=text())


def test_a_retry_answers_the_first_result_and_changes_nothing(alice, bob, pushed, committed):
    payload = text("hello")
    ids = {"sender_id": alice.pk, "recipient_id": bob.pk, "payload": payload}
    first = actions.send_message(**ids)
    before = counters(alice, bob)
    with committed():
        again = actions.send_message(**ids)
    assert again.is_replay
    assert again.message == first.message
    assert again.message.sent_at == first.message.sent_at
    assert Message.objects.count() == 1
    assert counters(alice, bob) == before
    assert side_of(bob, alice).unread == 1
    assert not pushed


@pytest.mark.parametrize("who", ["sender", "recipient"])
def test_a_retry_is_answered_even_if_a_block_came_between(alice, bob, who):
    payload = text()
    ids = {"sender_id": alice.pk, "recipient_id": bob.pk, "payload": payload}
    first = actions.send_message(**ids)
    blocker, blocked = (alice, bob) if who == "sender" else (bob, alice)
    social.block(blocker_id=blocker.pk, blocked_id=blocked.pk)
    assert actions.send_message(**ids).message == first.message
    with pytest.raises(Refused):
        send(alice, bob)


def test_a_retry_does_not_bring_back_what_its_sender_has_deleted(alice, bob):
    sent = send(alice, bob, "hello")
    Deletion.objects.create(thread=sent.message.thread, seq=1, user=alice, revision=2)
    again = send(alice, bob, "hello", client_id=sent.message.client_id)
    assert again.is_replay
    assert not Message.objects.for_user(alice).exists()


def test_once_both_sides_have_deleted_it_a_retry_has_nothing_to_compare_with(alice, bob):
    sent = send(alice, bob, "hello")
    Message.objects.filter(pk=sent.message.pk).update(text="", erased_at=timezone.now())
    assert send(alice, bob, "hello", client_id=sent.message.client_id).is_replay
    assert Message.objects.get().text == ""


@pytest.mark.parametrize("changed", [{"words": "hello!"}, {"words": "first", "reply_to": 1}])
def test_the_same_id_with_another_body_is_a_conflict(alice, bob, changed):
    send(bob, alice)
    sent = send(alice, bob, "first")
    with pytest.raises(actions.Conflict):
        send(alice, bob, client_id=sent.message.client_id, **changed)
    assert Message.objects.count() == 2
    assert Thread.objects.get().last_seq == 2


def test_the_other_sides_id_is_a_conflict_even_with_the_same_words(alice, bob):
    sent = send(alice, bob, "hello")
    with pytest.raises(actions.Conflict):
        send(bob, alice, "hello", client_id=sent.message.client_id)
    assert Message.objects.get().sender == alice


def test_the_same_id_in_another_chat_is_another_message(alice, bob):
    dana = open_to_all(username="dana")
    social.follow(follower_id=alice.pk, followed_id=dana.pk)
    client_id = uuid4()
    send(alice, bob, client_id=client_id)
    assert not send(alice, dana, client_id=client_id).is_replay
    assert Message.objects.count() == 2


def test_a_suspension_in_the_middle_of_a_dialogue_stops_the_next_message(alice, bob):
    send(alice, bob)
    send(bob, alice)
    Suspension.objects.create(user=alice, reason="spam", until=timezone.now() + dt.timedelta(hours=1))
    for sender, recipient, code in ((alice, bob, "suspended"), (bob, alice, "unavailable")):
        with pytest.raises(Refused) as refused:
            send(sender, recipient)
        assert refused.value.refusal.code == code


def test_a_rollback_takes_the_message_and_its_push_along(alice, bob, pushed, committed):
    def fail():
        with transaction.atomic():
            send(alice, bob)
            raise RuntimeError

    with committed(), pytest.raises(RuntimeError):
        fail()
    assert not Message.objects.exists()
    assert not pushed


class TestFirstMessages:
    """A day holds so many first messages to people who have not answered."""

    @pytest.fixture(autouse=True)
    def limits(self, settings, monkeypatch):
        settings.PAPERPLANE_RATE_LIMITS = True
        monkeypatch.setattr("messaging.actions.sending.FIRST_MESSAGES", 2)

    @pytest.fixture
    def strangers(self, alice):
        people = [open_to_all() for _n in range(4)]
        for person in people:
            social.follow(follower_id=alice.pk, followed_id=person.pk)
        return people

    def test_one_more_than_the_limit_is_told_when_to_come_back(self, alice, strangers):
        send(alice, strangers[0])
        send(alice, strangers[1])
        with pytest.raises(actions.TooMany) as limit:
            send(alice, strangers[2])
        assert 24 * 3600 - 60 < limit.value.retry_after <= 24 * 3600
        assert Thread.objects.count() == 2

    def test_a_second_message_to_the_same_person_is_none_of_them(self, alice, strangers):
        for _n in range(3):
            send(alice, strangers[0])
        send(alice, strangers[1])
        assert Message.objects.count() == 4

    def test_an_answer_gives_the_message_back(self, alice, strangers):
        send(alice, strangers[0])
        send(alice, strangers[1])
        send(strangers[0], alice)
        assert send(alice, strangers[2])

    def test_answering_is_not_limited(self, alice, strangers):
        send(alice, strangers[0])
        send(alice, strangers[1])
        social.follow(follower_id=strangers[2].pk, followed_id=alice.pk)
        social.follow(follower_id=alice.pk, followed_id=strangers[2].pk)
        send(strangers[2], alice)
        assert send(alice, strangers[2])

    def test_the_day_goes_by(self, alice, strangers):
        send(alice, strangers[0])
        send(alice, strangers[1])
        Participant.objects.filter(user=alice).update(answered_at=timezone.now() - dt.timedelta(hours=24))
        assert send(alice, strangers[2])
