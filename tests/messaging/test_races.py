"""Many at once: real threads on real connections, for whatever database the tests run on."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox
from messaging import actions
from messaging.models import Message, Participant, Thread
from messaging.refusals import Refused
from social import actions as social
from social.models import Block, Follow
from tests.factories import UserFactory, follow_each_other, open_to_all, send, text

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 240  # seconds for a whole race; a deadlock would show much earlier, as an error
THREADS = 8


def race(*runners: Callable[[], object]) -> None:
    """Run all of them at once, each on a connection of its own; fails with the first error of any."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(runners))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(PATIENCE)
            act()
        except BaseException as error:  # noqa: BLE001 (told by the test's own thread)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act], daemon=True) for act in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not [thread for thread in threads if thread.is_alive()], "deadlock"
    if errors:
        raise errors[0]


def is_gapless(thread: Thread) -> bool:
    seqs = list(Message.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
    return seqs == list(range(1, thread.last_seq + 1))


def test_first_messages_from_both_sides_at_once_and_their_retries_make_one_thread(alice, bob):
    """500 from either side by 8 threads; every fifth is a retry of one that another thread is sending."""
    payloads = {user.pk: [text(f"{user} {n}") for n in range(400)] for user in (alice, bob)}
    plans: list[list[tuple[int, int, object]]] = [[] for _n in range(THREADS)]
    for sender, recipient in ((alice, bob), (bob, alice)):
        own = payloads[sender.pk]
        for n, payload in enumerate(own + own[::4]):
            plans[n % THREADS].append((sender.pk, recipient.pk, payload))
    answers: Counter[str] = Counter()
    counting = threading.Lock()

    def work(plan):
        for sender_id, recipient_id, payload in plan:
            sent = actions.send_message(sender_id=sender_id, recipient_id=recipient_id, payload=payload)
            assert sent.message.client_id == payload.client_id
            with counting:
                answers["replay" if sent.is_replay else "new"] += 1

    race(*(lambda plan=plan: work(plan) for plan in plans))
    thread = Thread.objects.get()
    assert answers == {"new": 800, "replay": 200}
    assert thread.last_seq == thread.revision == Message.objects.count() == 800
    assert is_gapless(thread)
    assert Participant.objects.count() == 2


def test_the_order_of_commits_is_the_order_of_the_thread_and_every_counter_is_right(alice, bob):
    """Alice and Bob write to each other and to Dana and Erin, all at once: four threads share mailboxes two by two."""
    dana, erin = (open_to_all(username=name) for name in ("dana", "erin"))
    pairs = [(alice, bob), (bob, dana), (dana, erin), (erin, alice)]
    for one, other in pairs[1:]:
        follow_each_other(one, other)
    pairs += [(other, one) for one, other in pairs]
    race(*(lambda one=one, other=other: [send(one, other) for _n in range(20)] for one, other in pairs))
    assert Thread.objects.count() == 4
    for thread in Thread.objects.all():
        assert is_gapless(thread)
        assert thread.last_seq == thread.revision == 40
        messages = list(Message.objects.filter(thread=thread).order_by("seq"))
        assert [message.revision for message in messages] == list(range(1, 41))
        assert [message.sent_at for message in messages] == sorted(message.sent_at for message in messages)
    for user in (alice, bob, dana, erin):
        mailbox = Mailbox.objects.get(pk=user.pk)
        sides = list(Participant.objects.filter(user=user))
        assert mailbox.counter == 80
        assert max(side.stamp for side in sides) == 80
        assert len({side.order for side in sides}) == 2
        assert [side.unread for side in sides] == [20, 20]
        assert mailbox.unread_chats == 2


@pytest.mark.parametrize("attempt", range(20))
def test_once_a_block_has_answered_no_later_message_commits(alice, bob, attempt):
    """The block lands in the middle of a stream; what had not come before it is refused, by name."""
    under_way, answered = threading.Event(), threading.Event()
    sent_after: list[int] = []
    seen_at_block: list[int] = []
    refusals: Counter[str] = Counter()

    def write():
        while True:
            is_late = answered.is_set()
            try:
                message = send(alice, bob).message
            except Refused as refused:
                refusals[refused.refusal.code] += 1
                return
            if message.seq == 3:
                under_way.set()
            if is_late:
                sent_after.append(message.seq)

    def block():
        assert under_way.wait(PATIENCE)
        social.block(blocker_id=bob.pk, blocked_id=alice.pk)
        answered.set()
        seen_at_block.append(Message.objects.count())

    race(write, write, block)
    assert not sent_after
    assert refusals == {"blocked_you": 2}
    assert Message.objects.count() == seen_at_block[0]


@pytest.mark.parametrize("act", ["unfollow", "setting", "suspension"])
def test_a_fact_that_has_changed_holds_for_the_very_next_first_message(act):
    """Strangers may only write while all of it holds; the change and the messages go off together."""
    dana = open_to_all(username="dana")
    writers = [UserFactory() for _n in range(6)]
    for writer in writers:
        social.follow(follower_id=writer.pk, followed_id=dana.pk)
    counts: list[int] = []

    def change():
        if act == "unfollow":
            for writer in writers:
                social.unfollow(follower_id=writer.pk, followed_id=dana.pk)
        elif act == "setting":
            accounts.set_message_privacy(user_id=dana.pk, value="nobody")
        else:
            accounts.suspend(user_id=dana.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
        counts.append(Message.objects.count())

    def write(writer):
        for _n in range(10):
            try:
                send(writer, dana)
            except Refused:
                return

    race(change, *(lambda writer=writer: write(writer) for writer in writers))
    assert Message.objects.count() == counts[0]


def test_blocks_and_follows_from_both_sides_at_once_end_without_a_follow_across_a_block(alice, bob):
    def follow(one, other):
        for _n in range(15):
            try:
                social.follow(follower_id=one.pk, followed_id=other.pk)
            except social.NotAllowed:
                continue

    def block(one, other):
        for _n in range(15):
            social.unblock(blocker_id=one.pk, blocked_id=other.pk)
            social.block(blocker_id=one.pk, blocked_id=other.pk)

    race(
        lambda: follow(alice, bob),
        lambda: follow(bob, alice),
        lambda: block(alice, bob),
        lambda: block(bob, alice),
    )
    assert not Follow.objects.exists()
    assert Block.objects.count() == 2


def test_reading_while_messages_come_in_leaves_the_right_number_unread(alice, bob):
    def write():
        for _n in range(60):
            send(alice, bob)

    def read():
        for _n in range(40):
            side = Participant.objects.filter(user=bob).select_related("thread").first()
            if side:
                actions.mark_read(user=bob, peer_id=alice.pk, seq=side.thread.last_seq)

    race(write, read, read)
    side = Participant.objects.get(user=bob)
    assert side.unread == 60 - side.read_seq
    assert Mailbox.objects.get(pk=bob.pk).unread_chats == (1 if side.unread else 0)


def test_likes_deletions_and_messages_at_once_give_every_change_a_revision_of_its_own(alice, bob):
    for n in range(20):
        send(alice, bob, f"message {n}")

    def like(user, peer):
        for seq in range(1, 16):
            actions.set_like(user=user, peer=peer, seq=seq, liked=True)

    def delete():
        for seq in range(16, 21):
            actions.delete_message(user=bob, peer=alice, seq=seq)

    def write():
        for _n in range(15):
            send(bob, alice)

    race(lambda: like(alice, bob), lambda: like(bob, alice), delete, write)
    thread = Thread.objects.get()
    assert thread.revision == 20 + 15 + 15 + 5 + 15
    assert is_gapless(thread)
    newest = max(Participant.objects.filter(thread=thread).values_list("stamp", flat=True))
    assert newest == max(Mailbox.objects.values_list("counter", flat=True))


def test_the_same_message_pressed_in_many_tabs_at_once_is_one(alice, bob):
    payload = text("only once", client_id=uuid4())
    ids = {"sender_id": alice.pk, "recipient_id": bob.pk, "payload": payload}
    race(*(lambda: actions.send_message(**ids) for _n in range(THREADS)))
    assert Message.objects.count() == Thread.objects.get().last_seq == 1
    assert Participant.objects.get(user=bob).unread == 1
