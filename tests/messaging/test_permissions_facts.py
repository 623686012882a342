"""What the rule is told by the database: every fact is read for the right pair, the right way round."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox, MessagePrivacy, Suspension, User
from messaging import permissions
from messaging.models import Participant, Thread
from social import actions as social
from social.models import Block, Follow
from tests.factories import UserFactory, follow_each_other, send
from tests.messaging.reference_rule import AGES, World, every_world, expected

TODAY = dt.date(2026, 6, 15)


def born(age: int, *, offset_days: int = 0) -> dt.date:
    """The birthdate of somebody who turns `age` that many days after today."""
    return (TODAY + dt.timedelta(days=offset_days)).replace(year=TODAY.year - age)


@pytest.fixture
def alice(db):
    return UserFactory(username="alice", message_privacy=MessagePrivacy.EVERYONE)


@pytest.fixture
def bob(db):
    return UserFactory(username="bob", message_privacy=MessagePrivacy.EVERYONE)


def asked(sender: User, recipient: User) -> str | None:
    answer = permissions.ask(sender.pk, recipient.pk)
    return answer.code if answer else None


def suspend(user: User, **fields: object) -> None:
    Suspension.objects.create(user=user, reason="spam", until=timezone.now() + dt.timedelta(days=1), **fields)


def let(user: User, **fields: object) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


# What happens between Alice and Bob, who follow each other, and what then holds from her to him and from him to her.
BOTH_WAYS = {
    "nothing": (lambda _a, _b: None, None, None),
    "alice unfollows": (lambda a, _b: Follow.objects.filter(follower=a).delete(), "not_following", None),
    "alice accepts nobody": (lambda a, _b: let(a, message_privacy="nobody"), None, "nobody"),
    "alice accepts friends": (lambda a, _b: let(a, message_privacy="friends"), None, None),
    "alice accepts friends and unfollows": (
        lambda a, _b: (let(a, message_privacy="friends"), Follow.objects.filter(follower=a).delete()),
        "not_following",
        "friends_only",
    ),
    "alice blocks": (lambda a, b: Block.objects.create(blocker=a, blocked=b), "you_blocked", "blocked_you"),
    "both block": (
        lambda a, b: (Block.objects.create(blocker=a, blocked=b), Block.objects.create(blocker=b, blocked=a)),
        "you_blocked",
        "you_blocked",
    ),
    "alice is suspended": (lambda a, _b: suspend(a), "suspended", "unavailable"),
    "alice was suspended": (lambda a, _b: suspend(a, lifted_at=timezone.now()), None, None),
    "alice closes her account": (lambda a, _b: let(a, is_active=False), "suspended", "unavailable"),
    "alice is fifteen": (lambda a, _b: let(a, birthdate=born(16, offset_days=1)), "under_age", "unavailable"),
    "alice is sixteen": (lambda a, _b: let(a, birthdate=born(16)), None, None),
    "alice is seventeen and unfollows": (
        lambda a, _b: (let(a, birthdate=born(17)), Follow.objects.filter(follower=a).delete()),
        "not_following",
        "teen_protected",
    ),
}


@pytest.mark.parametrize("swapped", [False, True], ids=["low to high", "high to low"])
@pytest.mark.parametrize("event", BOTH_WAYS)
def test_each_side_gets_its_own_answer_whichever_account_is_older(alice, bob, settings, event, swapped):
    settings.PAPERPLANE_TODAY = TODAY
    act, from_first, from_second = BOTH_WAYS[event]
    first, second = (bob, alice) if swapped else (alice, bob)
    follow_each_other(first, second)
    act(first, second)
    assert (asked(first, second), asked(second, first)) == (from_first, from_second)


def test_nobody_writes_to_herself(alice):
    assert asked(alice, alice) == "unavailable"


def test_a_first_message_opens_the_way_for_an_answer_but_not_for_a_second_one(alice, bob):
    Follow.objects.create(follower=alice, followed=bob)
    assert asked(bob, alice) == "not_following"
    send(alice, bob)
    assert asked(bob, alice) is None
    Follow.objects.all().delete()
    assert asked(alice, bob) == "not_following"
    send(bob, alice)
    assert asked(alice, bob) is None


def test_a_dialogue_goes_on_after_the_chat_was_deleted(alice, bob):
    follow_each_other(alice, bob)
    send(bob, alice)
    Follow.objects.all().delete()
    Participant.objects.filter(user=bob).update(cleared_seq=1, preview_seq=None)
    assert asked(alice, bob) is None


def test_what_others_do_to_each_other_changes_nothing(alice, bob):
    carol = UserFactory(username="carol")
    Follow.objects.create(follower=alice, followed=bob)
    follow_each_other(carol, bob)
    follow_each_other(carol, alice)
    Block.objects.create(blocker=bob, blocked=UserFactory())
    Block.objects.create(blocker=carol, blocked=UserFactory())
    send(carol, bob)
    send(carol, alice)
    assert asked(alice, bob) is None
    assert asked(bob, alice) == "not_following"


def test_a_suspension_ends_by_itself(alice, bob):
    Follow.objects.create(follower=alice, followed=bob)
    now = timezone.now()
    Suspension.objects.create(user=alice, reason="spam", until=now + dt.timedelta(hours=1))
    late = permissions.facts_between(alice.pk, bob.pk, now + dt.timedelta(hours=1))
    assert asked(alice, bob) == "suspended"
    assert permissions.refusal(late, now.date()) is None


def test_of_two_suspensions_the_longer_one_is_told(alice, bob):
    now = timezone.now()
    for days, reason in ((3, "threats"), (1, "spam")):
        Suspension.objects.create(user=alice, reason=reason, until=now + dt.timedelta(days=days))
    refusal = permissions.ask(alice.pk, bob.pk)
    assert (refusal.until, refusal.reason) == (now + dt.timedelta(days=3), "threats")


def test_an_unknown_account_is_an_error_and_no_answer(alice):
    with pytest.raises(User.DoesNotExist):
        permissions.ask(alice.pk, 10**9)
    with pytest.raises(User.DoesNotExist):
        permissions.ask(10**9, alice.pk)


def test_each_change_of_a_fact_gives_the_composer_a_greater_version(alice, bob):
    pair = {"follower_id": alice.pk, "followed_id": bob.pk}
    blocking = {"blocker_id": bob.pk, "blocked_id": alice.pk}
    steps = [
        lambda: social.follow(**pair),
        lambda: send(alice, bob),
        lambda: send(bob, alice),
        lambda: social.block(**blocking),
        lambda: social.unblock(**blocking),
        lambda: accounts.set_message_privacy(user_id=bob.pk, value="nobody"),
        lambda: accounts.suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam"),
        lambda: accounts.lift_suspensions(user_id=alice.pk),
        lambda: accounts.correct_birthdate(user_id=bob.pk, birthdate=born(17)),
        lambda: accounts.set_active(user_id=bob.pk, active=False),
    ]
    for step in steps:
        before = [permissions.facts_between(*ids).version for ids in ((alice.pk, bob.pk), (bob.pk, alice.pk))]
        step()
        after = [permissions.facts_between(*ids).version for ids in ((alice.pk, bob.pk), (bob.pk, alice.pk))]
        assert [new > old for new, old in zip(after, before, strict=True)] == [True, True]


def settle(sender: User, worlds: list[World]) -> list[User]:
    """An account for each of `worlds`, all seen from the same sender and made with a few statements."""
    now = timezone.now()
    people = User.objects.bulk_create(
        User(
            username=f"p{sender.pk}_{n}",
            birthdate=born(world.recipient_age),
            is_active=not world.recipient_closed,
            message_privacy=world.setting,
        )
        for n, world in enumerate(worlds)
    )
    pairs = list(zip(people, worlds, strict=True))
    Mailbox.objects.bulk_create(Mailbox(user=person) for person in people)
    Suspension.objects.bulk_create(
        Suspension(user=person, reason="spam", until=now + dt.timedelta(days=1))
        for person, world in pairs
        if world.recipient_suspended
    )
    Follow.objects.bulk_create(Follow(follower=sender, followed=p) for p, world in pairs if world.sender_follows)
    Follow.objects.bulk_create(Follow(follower=p, followed=sender) for p, world in pairs if world.recipient_follows)
    Block.objects.bulk_create(Block(blocker=sender, blocked=p) for p, world in pairs if world.sender_blocks)
    Block.objects.bulk_create(Block(blocker=p, blocked=sender) for p, world in pairs if world.recipient_blocks)
    writers = [person for person, world in pairs if world.recipient_has_written]
    threads = Thread.objects.bulk_create(Thread(low=sender, high=person) for person in writers)
    Participant.objects.bulk_create(
        Participant(thread=thread, user=person, peer=sender, has_written=True, answered_at=now)
        for thread, person in zip(threads, writers, strict=True)
    )
    return people


def test_the_database_tells_of_every_world_what_the_table_says(db, settings, django_assert_num_queries):
    settings.PAPERPLANE_TODAY = TODAY
    sender = UserFactory()
    # All who may be written to, once: then the sender grows older among them, and is suspended.
    others = [w for w in every_world() if (w.sender_age, w.sender_suspended, w.sender_closed) == (15, False, False)]
    ids = [person.pk for person in settle(sender, others)]
    for suspended in (False, True):
        if suspended:
            suspend(sender)
        for age in AGES:
            let(sender, birthdate=born(age))
            with django_assert_num_queries(1):
                answers = permissions.ask_many(sender.pk, ids)
            told = [(answer := answers[pk]) and answer.code for pk in ids]
            assert told == [expected(replace(w, sender_age=age, sender_suspended=suspended)) for w in others]


def test_asking_for_many_is_asking_for_each(alice, bob, django_assert_num_queries):
    carol, dana, erin = (UserFactory(username=name) for name in ("carol", "dana", "erin"))
    follow_each_other(alice, bob)
    Block.objects.create(blocker=carol, blocked=alice)
    Block.objects.create(blocker=alice, blocked=dana)
    everybody = [alice, bob, carol, dana, erin]
    with django_assert_num_queries(1):
        answers = permissions.ask_many(alice.pk, [person.pk for person in everybody])
    assert answers == {person.pk: permissions.ask(alice.pk, person.pk) for person in everybody}
    assert [a and a.code for a in answers.values()].count(None) == 1


def test_asking_for_many_leaves_out_who_does_not_exist(alice, bob):
    assert set(permissions.ask_many(alice.pk, [bob.pk, 10**9])) == {bob.pk}
    assert permissions.ask_many(alice.pk, []) == {}


def test_asking_costs_one_query(alice, bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        permissions.ask(alice.pk, bob.pk)
