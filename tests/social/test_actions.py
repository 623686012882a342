"""Following and blocking: what they change, for both, and what they announce."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox
from social import actions
from social.models import Block, Follow
from social.signals import relation_changed
from tests.factories import follow_each_other


def follows(follower, followed):
    return Follow.objects.filter(follower=follower, followed=followed).exists()


def blocks(blocker, blocked):
    return Block.objects.filter(blocker=blocker, blocked=blocked).exists()


def facts(*users):
    return [Mailbox.objects.get(pk=user.pk).facts for user in users]


@pytest.fixture
def told():
    """What was announced, as (actor, other, verb)."""
    heard = []

    def listen(actor_id, other_id, verb, **_kwargs):
        heard.append((actor_id, other_id, verb))

    relation_changed.connect(listen)
    yield heard
    relation_changed.disconnect(listen)


def test_following_goes_one_way(alice, bob):
    assert actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    assert follows(alice, bob)
    assert not follows(bob, alice)


def test_following_twice_is_following_once(alice, bob, told, committed):
    actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    before = facts(alice, bob)
    with committed():
        assert not actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    assert Follow.objects.count() == 1
    assert facts(alice, bob) == before
    assert not told


def test_unfollowing_is_undone_and_may_be_asked_twice(alice, bob):
    actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    assert actions.unfollow(follower_id=alice.pk, followed_id=bob.pk)
    assert not follows(alice, bob)
    assert not actions.unfollow(follower_id=alice.pk, followed_id=bob.pk)


def test_unfollowing_leaves_the_other_direction_alone(alice, bob):
    follow_each_other(alice, bob)
    actions.unfollow(follower_id=alice.pk, followed_id=bob.pk)
    assert follows(bob, alice)


@pytest.mark.parametrize("act", [actions.follow, actions.block])
def test_nobody_does_it_to_herself(alice, act):
    names = ("follower_id", "followed_id") if act is actions.follow else ("blocker_id", "blocked_id")
    with pytest.raises(actions.NotAllowed) as refused:
        act(**dict.fromkeys(names, alice.pk))
    assert str(refused.value.sentence).endswith("yourself.")
    assert not Follow.objects.exists()
    assert not Block.objects.exists()


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_nobody_follows_across_a_block_either_way(alice, bob, blocker):
    pair = {"alice": (alice, bob), "bob": (bob, alice)}[blocker]
    actions.block(blocker_id=pair[0].pk, blocked_id=pair[1].pk)
    for follower, followed in ((alice, bob), (bob, alice)):
        with pytest.raises(actions.NotAllowed):
            actions.follow(follower_id=follower.pk, followed_id=followed.pk)
    actions.unblock(blocker_id=pair[0].pk, blocked_id=pair[1].pk)
    assert actions.follow(follower_id=alice.pk, followed_id=bob.pk)


def test_blocks_between_others_hinder_nobody(alice, bob, carol):
    actions.block(blocker_id=carol.pk, blocked_id=bob.pk)
    actions.block(blocker_id=alice.pk, blocked_id=carol.pk)
    assert actions.follow(follower_id=alice.pk, followed_id=bob.pk)


def test_somebody_suspended_follows_nobody_but_may_unfollow_and_block(alice, bob, carol):
    actions.follow(follower_id=alice.pk, followed_id=carol.pk)
    accounts.suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
    with pytest.raises(actions.NotAllowed):
        actions.follow(follower_id=alice.pk, followed_id=bob.pk)
    assert actions.unfollow(follower_id=alice.pk, followed_id=carol.pk)
    assert actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
    accounts.lift_suspensions(user_id=alice.pk)
    actions.unblock(blocker_id=alice.pk, blocked_id=bob.pk)
    assert actions.follow(follower_id=alice.pk, followed_id=bob.pk)


def test_somebody_suspended_can_be_followed(alice, bob):
    accounts.suspend(user_id=bob.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
    assert actions.follow(follower_id=alice.pk, followed_id=bob.pk)


def test_a_closed_account_is_not_followed(alice, bob):
    accounts.set_active(user_id=bob.pk, active=False)
    with pytest.raises(actions.NotAllowed):
        actions.follow(follower_id=alice.pk, followed_id=bob.pk)


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_a_block_takes_the_follows_of_both_and_nobody_elses(alice, bob, carol, blocker):
    follow_each_other(alice, bob)
    follow_each_other(alice, carol)
    pair = {"alice": (alice, bob), "bob": (bob, alice)}[blocker]
    assert actions.block(blocker_id=pair[0].pk, blocked_id=pair[1].pk)
    assert not follows(alice, bob)
    assert not follows(bob, alice)
    assert follows(alice, carol)
    assert follows(carol, alice)


def test_unblocking_brings_no_follow_back(alice, bob):
    follow_each_other(alice, bob)
    actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
    assert actions.unblock(blocker_id=alice.pk, blocked_id=bob.pk)
    assert not blocks(alice, bob)
    assert not Follow.objects.exists()


def test_blocking_and_unblocking_twice_is_no_mistake(alice, bob, told, committed):
    with committed():
        assert actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
        assert not actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
        assert actions.unblock(blocker_id=alice.pk, blocked_id=bob.pk)
        assert not actions.unblock(blocker_id=alice.pk, blocked_id=bob.pk)
    assert told == [(alice.pk, bob.pk, "block"), (alice.pk, bob.pk, "unblock")]


def test_unblocking_does_not_undo_the_others_block(alice, bob):
    actions.block(blocker_id=bob.pk, blocked_id=alice.pk)
    assert not actions.unblock(blocker_id=alice.pk, blocked_id=bob.pk)
    assert blocks(bob, alice)


@pytest.mark.parametrize("verb", ["follow", "unfollow", "block", "unblock"])
def test_each_change_is_counted_for_both_and_announced_after_the_commit(alice, bob, carol, told, committed, verb):
    names = ("follower_id", "followed_id") if "follow" in verb else ("blocker_id", "blocked_id")
    pair = dict(zip(names, (alice.pk, bob.pk), strict=True))
    if verb.startswith("un"):
        getattr(actions, verb.removeprefix("un"))(**pair)
    before = facts(alice, bob, carol)
    with committed():
        getattr(actions, verb)(**pair)
        assert not told
    assert facts(alice, bob, carol) == [before[0] + 1, before[1] + 1, before[2]]
    assert told == [(alice.pk, bob.pk, verb)]


def test_an_unknown_account_is_an_error(alice):
    for act in (actions.follow, actions.unfollow):
        with pytest.raises(Mailbox.DoesNotExist):
            act(follower_id=alice.pk, followed_id=10**9)
