"""Reading: forwards only, never past the end, and the badge with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Mailbox
from messaging import actions
from messaging.models import Deletion, Participant, Thread
from tests.factories import UserFactory, follow_each_other, send


@pytest.fixture
def five(alice, bob):
    """Five messages of Alice's that Bob has not read."""
    return [send(alice, bob, f"message {n}").message for n in range(1, 6)]


def his_side():
    return Participant.objects.get(user__username="bob")


def badge(user):
    return Mailbox.objects.get(pk=user.pk).unread_chats


def test_it_works(alice, bob, five):
    side = actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    assert (side.read_seq, side.unread) == (5, 0)
    assert (his_side().read_seq, his_side().unread) == (5, 0)
    assert badge(bob) == 0


def test_a_part_can_be_read(alice, bob, five):
    actions.mark_read(user=bob, peer_id=alice.pk, seq=2)
    assert (his_side().read_seq, his_side().unread) == (2, 3)
    assert badge(bob) == 1


def test_it_never_goes_backwards(alice, bob, five):
    actions.mark_read(user=bob, peer_id=alice.pk, seq=4)
    stamp = his_side().stamp
    side = actions.mark_read(user=bob, peer_id=alice.pk, seq=2)
    assert (side.read_seq, side.unread) == (4, 1)
    assert his_side().stamp == stamp


def test_nobody_has_read_what_is_not_written_yet(alice, bob, five):
    actions.mark_read(user=bob, peer_id=alice.pk, seq=10**30)
    assert his_side().read_seq == 5
    send(alice, bob)
    assert (his_side().unread, badge(bob)) == (1, 1)


def test_it_is_stamped_once_and_not_for_the_sender(alice, bob, five):
    hers, his = (Mailbox.objects.get(pk=user.pk).counter for user in (alice, bob))
    for _n in range(3):
        actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    assert Mailbox.objects.get(pk=bob.pk).counter == his + 1 == his_side().stamp
    assert Mailbox.objects.get(pk=alice.pk).counter == hers


def test_it_leaves_the_order_of_the_chats_alone(alice, bob, five):
    order = his_side().order
    actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    assert his_side().order == order


def test_it_changes_nothing_for_the_other_side(alice, bob, five):
    send(bob, alice)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    hers = Participant.objects.get(user=alice)
    assert (hers.read_seq, hers.unread, badge(alice)) == (0, 1, 1)


def test_ones_own_messages_between_are_not_counted(alice, bob, five):
    send(bob, alice)
    send(bob, alice)
    send(alice, bob)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=4)
    assert his_side().unread == 2


def test_what_is_deleted_on_this_side_is_not_counted(alice, bob, five):
    Deletion.objects.create(thread=Thread.objects.get(), seq=5, user=bob, revision=6)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=3)
    assert his_side().unread == 1


def test_the_badge_goes_down_by_a_chat_when_its_last_message_is_read(alice, bob, five):
    dana = UserFactory()
    follow_each_other(dana, bob)
    send(dana, bob)
    assert badge(bob) == 2
    actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    assert badge(bob) == 1
    actions.mark_read(user=bob, peer_id=alice.pk, seq=5)
    assert badge(bob) == 1


def test_a_muted_chat_was_not_in_the_badge_and_does_not_leave_it(alice, bob):
    dana = UserFactory()
    follow_each_other(dana, bob)
    send(dana, bob)
    send(alice, bob)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=1)
    Participant.objects.filter(user=bob, peer=alice).update(muted_at=timezone.now())
    send(alice, bob)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=2)
    assert badge(bob) == 1


def test_there_is_nothing_to_read_where_nobody_wrote(alice, bob):
    with pytest.raises(Participant.DoesNotExist):
        actions.mark_read(user=bob, peer_id=alice.pk, seq=1)


def test_a_stranger_reads_nothing_of_theirs(alice, bob, carol, five):
    with pytest.raises(Participant.DoesNotExist):
        actions.mark_read(user=carol, peer_id=alice.pk, seq=5)
    assert his_side().read_seq == 0
