"""A change of what the rule rests on meets a message under way: whichever is first, nothing commits after the other's
answer.

`RACE_ROUNDS=2000 python -m pytest -s tests/messaging/test_rule_races.py` is the long run (otherwise 60 rounds each);
it prints its figures, and runs on PostgreSQL where DATABASE_URL names one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions as accounts
from messaging.models import Message
from messaging.refusals import Refused
from social import actions as social
from social.models import Block, Follow
from tests.messaging.racing import ROUNDS, Pair, follows, meet, run, say

MESSAGES = 3


@dataclass(frozen=True)
class Race:
    """`change` is what stops Alice's `attempt`; `left` counts what the attempts have left behind."""

    change: Callable[[Pair], object]
    attempt: Callable[[Pair], object]
    left: Callable[[Pair], int]
    follows_back: bool = False
    stays: bool = True  # what came before the change outlives it


def write(pair: Pair) -> None:
    for _n in range(MESSAGES):
        say(pair.alice, pair.bob)


def messages(pair: Pair) -> int:
    return Message.objects.filter(sender=pair.alice).count()


def block(pair: Pair) -> None:
    social.block(blocker_id=pair.bob, blocked_id=pair.alice)


def suspend(pair: Pair) -> None:
    accounts.suspend(user_id=pair.alice, until=timezone.now() + dt.timedelta(days=1), reason="spam")


RACES = {
    "block x send": Race(block, write, messages, follows_back=True),
    "unfollow x first message": Race(
        lambda pair: social.unfollow(follower_id=pair.alice, followed_id=pair.bob), write, messages
    ),
    "setting x first message": Race(
        lambda pair: accounts.set_message_privacy(user_id=pair.bob, value="nobody"), write, messages
    ),
    "block x follow": Race(
        block, lambda pair: social.follow(follower_id=pair.bob, followed_id=pair.alice), follows, stays=False
    ),
    "suspension x send": Race(suspend, write, messages),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_nothing_commits_after_the_answer_to_a_change(name: str) -> None:
    race = RACES[name]
    pairs = meet(ROUNDS, follow_back=race.follows_back)

    def change(pair: Pair) -> int:
        """What there was as the change committed: it is read under the change's own locks."""
        with transaction.atomic():
            race.change(pair)
            return race.left(pair)

    def attempt(pair: Pair) -> int:
        """Whether it was refused."""
        try:
            race.attempt(pair)
        except (Refused, social.NotAllowed):
            return 1
        return 0

    before, refused, took = run(pairs, change, attempt)
    late = [pair for pair, count in zip(pairs, before, strict=True) if race.left(pair) != count]
    assert late == []
    if not race.stays:
        assert (Follow.objects.count(), Block.objects.count()) == (0, ROUNDS)
    stored = Counter(before)
    print(  # noqa: T201 (the figures of the long run)
        f"\n{connection.vendor}: {name}: {ROUNDS} rounds in {took:.0f} s, 0 late, 0 errors; "
        f"refused in {sum(refused)}, stored before the change: {dict(sorted(stored.items()))}"
    )
