"""Two who do something to each other at the very same moment, again and again, on connections of their own."""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Q

from accounts.models import Mailbox, MessagePrivacy, User
from messaging import actions
from social.models import Follow
from tests.factories import text

ROUNDS = int(os.environ.get("RACE_ROUNDS", "60"))
PATIENCE = 60.0  # seconds for one round: more is a deadlock that the database did not see
HEAD_START = 0.004  # seconds, at most, so that either side comes first in some of the rounds


class Pair(NamedTuple):
    """Alice follows Bob; both accept everyone."""

    alice: int
    bob: int

    @property
    def users(self) -> tuple[User, User]:
        found = User.objects.in_bulk(self)
        return found[self.alice], found[self.bob]


def meet(rounds: int, *, follow: bool = True, follow_back: bool = False) -> list[Pair]:
    """So many pairs that have never written, made with a few statements."""
    people = User.objects.bulk_create(
        User(username=f"p{n}", birthdate=dt.date(1995, 5, 17), message_privacy=MessagePrivacy.EVERYONE)
        for n in range(2 * rounds)
    )
    Mailbox.objects.bulk_create(Mailbox(user=person) for person in people)
    # In half of the pairs Bob is the older account: the locks are taken in the order of the ids.
    twos = list(zip(people[::2], people[1::2], strict=True))
    pairs = [Pair(one.pk, two.pk) if n % 2 else Pair(two.pk, one.pk) for n, (one, two) in enumerate(twos)]
    if follow:
        Follow.objects.bulk_create(Follow(follower_id=pair.alice, followed_id=pair.bob) for pair in pairs)
    if follow_back:
        Follow.objects.bulk_create(Follow(follower_id=pair.bob, followed_id=pair.alice) for pair in pairs)
    return pairs


def say(sender_id: int, recipient_id: int, words: str = "hello") -> int:
    """Send a text the way the site does; its seq."""
    return actions.send_message(sender_id=sender_id, recipient_id=recipient_id, payload=text(words)).message.seq


def follows(pair: Pair) -> int:
    return Follow.objects.filter(Q(follower__in=pair) & Q(followed__in=pair)).count()


class Lane(threading.Thread):
    """One side of the race, on a connection of its own through all rounds; `results` holds what each round gave."""

    def __init__(self, start: threading.Barrier, pairs: list[Pair], act: Callable[[Pair], Any], seed: int) -> None:
        super().__init__(daemon=True)
        self.results: list[Any] = []
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


class Outcome(NamedTuple):
    """What each round gave to either side, and how long all of them took, in seconds."""

    one: list[Any]
    other: list[Any]
    took: float


def run(pairs: list[Pair], one: Callable[[Pair], Any], other: Callable[[Pair], Any]) -> Outcome:
    """Have `one` and `other` act at the same moment for each of `pairs`; fails with the first error of either."""
    start = threading.Barrier(2)
    lanes = [Lane(start, pairs, one, seed=1), Lane(start, pairs, other, seed=2)]
    begun = time.monotonic()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(PATIENCE * 2 + 2 * len(pairs))
    took = time.monotonic() - begun
    errors = [error for lane in lanes if (error := lane.error) and not isinstance(error, threading.BrokenBarrierError)]
    assert not errors, errors
    assert [len(lane.results) for lane in lanes] == [len(pairs)] * 2, "deadlock"
    return Outcome(lanes[0].results, lanes[1].results, took)
