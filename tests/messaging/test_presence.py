"""Who is told which of her chats are active now: the list asks it for all of its rows at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from messaging import permissions, presence
from social import actions as social
from tests.factories import UserFactory, follow_each_other, send


@pytest.fixture(autouse=True)
def nobody_is_active():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def pair(db):
    alice, bob = UserFactory(username="alice"), UserFactory(username="bob")
    follow_each_other(alice, bob)
    return alice, bob


def come(*people, ago=0):
    """As `note_active` notes it, which would close this test's connection."""
    until = timezone.now() + presence.ACTIVE_FOR - dt.timedelta(seconds=ago)
    cache.set_many({f"active-{person.pk}": until for person in people}, 60)


def told(client, user, *names):
    """What the list is told; an open chat with each of them, which asks for one alone, says the same."""
    user = User.objects.get(pk=user.pk)
    client.force_login(user)
    active = client.get("/messages/active", {"person": names}).json()["active"]
    peers = User.objects.filter(username__in=names)
    facts = {peer: permissions.facts_between(user.pk, peer.pk) for peer in peers}
    assert active == sorted(peer.username for peer in peers if presence.active_until(user, peer, facts[peer]))
    return active


def test_those_who_are_active_are_told_and_no_others(client, pair):
    alice, bob = pair
    carol = UserFactory(username="carol")
    follow_each_other(alice, carol)
    come(bob)
    assert told(client, alice, "bob", "carol", "nobody-of-this-name") == ["bob"]
    assert told(client, alice, "carol") == []


def test_it_is_told_to_whom_one_follows_or_has_written_to_alone(client, pair):
    alice, bob = pair
    send(bob, alice)
    come(bob)
    social.unfollow(follower_id=bob.pk, followed_id=alice.pk)
    assert told(client, alice, "bob") == ["bob"], "he has written to her"
    carol = UserFactory(username="carol")
    assert told(client, carol, "bob") == []
    social.follow(follower_id=bob.pk, followed_id=carol.pk)
    assert told(client, carol, "bob") == ["bob"], "he follows her"


@pytest.mark.parametrize("blocker", [0, 1])
def test_a_block_hides_it_both_ways(client, pair, blocker):
    alice, bob = pair
    send(bob, alice)
    come(alice, bob)
    social.block(blocker_id=pair[blocker].pk, blocked_id=pair[1 - blocker].pk)
    assert told(client, alice, "bob") == []
    assert told(client, bob, "alice") == []


@pytest.mark.parametrize("hides", [0, 1])
def test_who_hides_hers_is_told_nobodys_and_is_told_of_to_nobody(client, pair, hides):
    come(*pair)
    User.objects.filter(pk=pair[hides].pk).update(shows_activity=False)
    assert told(client, pair[0], "bob") == []
    assert told(client, pair[1], "alice") == []


def test_after_a_while_without_a_sign_nobody_is_active(client, pair):
    _alice, bob = pair
    come(bob, ago=61)
    assert told(client, pair[0], "bob") == []


def test_all_rows_cost_one_query(client, pair, django_assert_num_queries):
    alice, bob = pair
    others = [UserFactory() for _ in range(20)]
    for other in others:
        follow_each_other(alice, other)
    come(bob, *others)
    with django_assert_num_queries(1):
        assert len(presence.active_among(alice, ["bob", *(other.username for other in others)])) == 21
