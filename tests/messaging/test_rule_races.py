"""A change of what the rule rests on meets a message under way: whichever is first, nothing commits after the other's
answer.

`RACE_ROUNDS=2000 python -m pytest -s tests/messaging/test_rule_races.py` is the long run (otherwise 60 rounds each);
it prints its figures, and runs on PostgreSQL where DATABASE_URL names one.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Mailbox, MessagePrivacy, User
from messaging import actions
from messaging.models import Message
from messaging.refusals import Refused
from social import actions as social
from social.models import Block, Follow
from tests.factories import text

ROUNDS = int(os.environ.get("RACE_ROUNDS", "60"))
PATIENCE = 60.0  # seconds for one round: more is a deadlock that the database did not see
HEAD_START = 0.004  # seconds, at most, so that either side comes first in some of the rounds
MESSAGES = 3


class Pair(NamedTuple):
    """Alice follows Bob, who accepts everyone."""

    alice: int
    bob: int


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
        actions.send_message(sender_id=pair.alice, recipient_id=pair.bob, payload=text())


def messages(pair: Pair) -> int:
    return Message.objects.filter(sender=pair.alice).count()


def follows(pair: Pair) -> int:
    return Follow.objects.filter(Q(follower__in=pair) | Q(followed__in=pair)).count()


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


def meet(rounds: int, *, follow_back: bool) -> list[Pair]:
    """So many pairs that have never written, made with a few statements."""
    people = User.objects.bulk_create(
        User(username=f"p{n}", birthdate=dt.date(1995, 5, 17), message_privacy=MessagePrivacy.EVERYONE)
        for n in range(2 * rounds)
    )
    Mailbox.objects.bulk_create(Mailbox(user=person) for person in people)
    # In half of the pairs Bob is the older account: the locks are taken in the order of the ids.
    twos = list(zip(people[::2], people[1::2], strict=True))
    pairs = [Pair(one.pk, two.pk) if n % 2 else Pair(two.pk, one.pk) for n, (one, two) in enumerate(twos)]
    Follow.objects.bulk_create(Follow(follower_id=pair.alice, followed_id=pair.bob) for pair in pairs)
    if follow_back:
        Follow.objects.bulk_create(Follow(follower_id=pair.bob, followed_id=pair.alice) for pair in pairs)
    return pairs


class Lane(threading.Thread):
    """One side of the race, on a connection of its own through all rounds; `results` holds what each round gave."""

    def __init__(self, start: threading.Barrier, pairs: list[Pair], act: Callable[[Pair], int], seed: int) -> None:
        super().__init__(daemon=True)
        self.results: list[int] = []
        self.error: BaseException | None = None
        self._start, self._pairs, self._act, self._random = start, pairs, act, random.Random(seed)  # noqa: S311

    def run(self) -> None:
        try:
            for pair in self._pairs:
                self._start.wait(PATIENCE)
                time.sleep(self._random.random() * HEAD_START)
                self.results.append(self._act(pair))
        except BaseException as error:  # noqa: BLE001 (told by the test's own thread)
            self.error = error
            self._start.abort()
        finally:
            connections.close_all()


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

    start = threading.Barrier(2)
    lanes = [Lane(start, pairs, change, seed=1), Lane(start, pairs, attempt, seed=2)]
    begun = time.monotonic()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(PATIENCE * 2 + ROUNDS)
    took = time.monotonic() - begun
    errors = [error for lane in lanes if (error := lane.error) and not isinstance(error, threading.BrokenBarrierError)]
    assert not errors, errors
    assert [len(lane.results) for lane in lanes] == [ROUNDS, ROUNDS], "deadlock"

    before, refused = lanes[0].results, lanes[1].results
    late = [pair for pair, count in zip(pairs, before, strict=True) if race.left(pair) != count]
    assert late == []
    if not race.stays:
        assert (Follow.objects.count(), Block.objects.count()) == (0, ROUNDS)
    stored = Counter(before)
    print(  # noqa: T201 (the figures of the long run)
        f"\n{connection.vendor}: {name}: {ROUNDS} rounds in {took:.0f} s, 0 late, 0 errors; "
        f"refused in {sum(refused)}, stored before the change: {dict(sorted(stored.items()))}"
    )
