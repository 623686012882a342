"""Whom somebody may like to follow, in Discover and at home."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import set_active, suspend
from social.actions import block, follow
from social.models import Follow
from social.suggestions import Cursor, suggestions
from tests.factories import UserFactory, follow_each_other

pytestmark = pytest.mark.django_db


def person(name: str, **fields):
    return UserFactory(username=name, **fields)


def names(found) -> list[str]:
    return [one.username for one in found.people]


@pytest.fixture
def alice():
    return person("alice")


def test_friends_of_friends_come_first_the_better_known_before_the_others_then_who_is_new(alice):
    bob, carol = person("bob"), person("carol")
    dan, eve, _frank = person("dan"), person("eve"), person("frank")
    for one in (bob, carol):
        follow(follower_id=alice.pk, followed_id=one.pk)
    for follower, followed in ((bob, dan), (bob, eve), (carol, dan)):
        follow(follower_id=follower.pk, followed_id=followed.pk)
    found = suggestions(alice)
    assert names(found) == ["dan", "eve", "frank"]
    assert [one.shared for one in found.people] == [2, 1, 0]
    assert [one.via for one in found.people] == ["Carol", "Bob", None]


def test_the_page_says_through_whom(client, alice):
    bob = person("bob", display_name="")
    dan = person("dan")
    follow(follower_id=alice.pk, followed_id=bob.pk)
    follow(follower_id=bob.pk, followed_id=dan.pk)
    client.force_login(alice)
    assert "Followed by bob<" in client.get(reverse("discover")).content.decode()
    carol = person("carol")
    follow(follower_id=alice.pk, followed_id=carol.pk)
    follow(follower_id=carol.pk, followed_id=dan.pk)
    assert "Followed by Carol and 1 other<" in client.get(reverse("home")).content.decode()


def test_nobody_is_suggested_whom_one_follows_or_blocks_or_who_can_not_be_followed(alice):
    friend, blocked, blocking, closed, suspended = (
        person(name) for name in ("friend", "blocked", "blocking", "closed", "suspended")
    )
    follow(follower_id=alice.pk, followed_id=friend.pk)
    for one in (blocked, blocking, closed, suspended):
        follow(follower_id=friend.pk, followed_id=one.pk)
    block(blocker_id=alice.pk, blocked_id=blocked.pk)
    block(blocker_id=blocking.pk, blocked_id=alice.pk)
    set_active(user_id=closed.pk, active=False)
    suspend(user_id=suspended.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
    follow(follower_id=friend.pk, followed_id=alice.pk)
    assert names(suggestions(alice)) == []


def test_minors_are_suggested_to_minors_and_to_adults_they_follow(alice, today):
    today("2025-03-01")
    young = person("young", birthdate=dt.date(2008, 2, 29))
    fan = person("fan", birthdate=dt.date(2008, 2, 29))
    grown = person("grown", birthdate=dt.date(2007, 3, 1))
    follow(follower_id=fan.pk, followed_id=alice.pk)
    assert set(names(suggestions(alice))) == {"fan", "grown"}
    assert set(names(suggestions(young))) == {"alice", "fan", "grown"}
    today("2026-02-28")
    assert "young" not in names(suggestions(grown))
    today("2026-03-01")
    assert "young" in names(suggestions(grown))


def test_every_page_goes_on_where_the_last_one_ended(alice):
    friends = [person(f"friend{n}") for n in range(3)]
    for one in friends:
        follow(follower_id=alice.pk, followed_id=one.pk)
    known = [person(f"known{n}") for n in range(7)]
    for n, one in enumerate(known):
        for friend in friends[: n % 3 + 1]:
            Follow.objects.create(follower=friend, followed=one)
    for n in range(6):
        person(f"new{n}")
    whole = names(suggestions(alice))
    assert len(whole) == 13
    seen, after = [], None
    for _page in range(7):
        page = suggestions(alice, after, size=2)
        seen += names(page)
        after = Cursor.read(str(page.next_cursor))
    assert seen == whole
    assert after is None


@pytest.mark.parametrize("after", ["", "x", "1", "-", "1-", "-1", "1-x", "١-٢", "9" * 50 + "-" + "9" * 50])
def test_a_cursor_that_was_made_up_does_no_harm(client, alice, after):
    client.force_login(alice)
    assert client.get(reverse("discover"), {"after": after}).status_code == 200


def test_it_costs_no_more_however_many_there_are(client, alice, django_assert_max_num_queries):
    client.force_login(alice)
    bob = person("bob")
    follow_each_other(alice, bob)
    for more in (5, 60):
        for n in range(more):
            Follow.objects.create(follower=bob, followed=person(f"known{more}.{n}"))
            person(f"new{more}.{n}")
        for after in ("", "1-999999999", "0-999999999"):
            with django_assert_max_num_queries(6):  # session, user, mailbox; known, new, the people themselves
                assert client.get(reverse("discover"), {"after": after}).context["suggestions"].people
