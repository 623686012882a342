"""People do as they like, and the site answers and shows what the reference says, step by step.

`MODEL_RUNS=5000 MODEL_STEPS=50 python -m pytest -s tests/model` is the long run (otherwise 8 runs of 30 steps); it
prints its figures, and runs on PostgreSQL where DATABASE_URL names one.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.model.reference import CREATED, OK, REFUSED, World, age
from tests.model.site import Site

RUNS, STEPS = int(os.environ.get("MODEL_RUNS", "8")), int(os.environ.get("MODEL_STEPS", "30"))
NAMES = ("alice", "bob", "carol", "dana")
FIRST_DAY = dt.date(2027, 2, 27)
SIGN_UP_AGE = 13
DONE: Counter[str] = Counter()

number = st.integers(0, 11)  # of a person or a message; there are fewer, and it goes round
flag = st.booleans()


@st.composite
def birthdates(draw: st.DrawFn) -> dt.date:
    """Of people in all the ages that matter, most of them grown up; some with a birthday today or tomorrow, some born
    on 29 February."""
    born = FIRST_DAY.year - draw(st.sampled_from([12, 13, 15, 16, 17, 18, 30, 30, 30, 31]))
    leap_day = born % 4 == 0 and draw(flag)
    return dt.date(born, 2, 29) if leap_day else dt.date(born, 2, 27) + dt.timedelta(days=draw(st.integers(-1, 2)))


class People(RuleBasedStateMachine):
    """Up to four people at their browsers."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        cache.clear()
        self.world, self.site = World(FIRST_DAY), Site()
        site_settings.PAPERPLANE_TODAY = FIRST_DAY
        self.sent: list[tuple[str, str, UUID, str, int | None]] = []
        DONE["runs"] += 1

    def teardown(self) -> None:
        try:
            self.compare_everything()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    # Who does it to whom

    def two(self, one: int, other: int) -> tuple[str, str]:
        names = list(self.world.people)
        me = names[one % len(names)]
        others = [name for name in names if name != me]
        return me, others[other % len(others)]

    def seq(self, one: str, other: str, wanted: int) -> int:
        """A message of their chat, or the one that comes next."""
        chat = self.world.chats.get(frozenset((one, other)))
        return wanted % (len(chat.messages) + 1) + 1 if chat else 1

    # Whether the site says the same

    def check(self, response: Any, status: int, *names: str) -> None:
        DONE["steps"] += 1
        assert response.status_code == status, (response.status_code, status, response.content[:300])
        self.compare(*names)

    def compare(self, one: str, other: str) -> None:
        for name, peer in ((one, other), (other, one)):
            expected = self.world.sees(name, peer) if self.world.is_in(name) else None
            assert self.site.sync(name, peer) == expected

    def compare_everything(self) -> None:
        for name in self.world.people:
            for peer in self.world.people:
                if name != peer:
                    expected = self.world.sees(name, peer) if self.world.is_in(name) else None
                    assert self.site.pages(name, peer) == expected
        assert self.site.seqs_have_no_gap()

    # Accounts

    @initialize(one=st.just(dt.date(1995, 5, 17)), other=birthdates())
    def two_sign_up(self, one: dt.date, other: dt.date) -> None:
        self.sign_up(one)
        self.sign_up(min(other, dt.date(FIRST_DAY.year - SIGN_UP_AGE, 2, 1)))

    @precondition(lambda self: len(self.world.people) < len(NAMES))
    @rule(birthdate=birthdates())
    def sign_up(self, birthdate: dt.date) -> None:
        name = NAMES[len(self.world.people)]
        old_enough = age(birthdate, self.world.today) >= SIGN_UP_AGE
        assert (self.site.sign_up(name, birthdate) == 302) == old_enough
        if old_enough:
            self.world.sign_up(name, birthdate)

    @precondition(lambda self: self.world.today.year < FIRST_DAY.year + 5)
    @rule(days=st.sampled_from([1, 1, 2, 364, 365, 366]))
    def time_goes_by(self, days: int) -> None:
        self.world.today += dt.timedelta(days=days)
        site_settings.PAPERPLANE_TODAY = self.world.today
        self.compare(*list(self.world.people)[:2])

    @rule(one=number, other=number, value=st.sampled_from(["everyone", "everyone", "friends", "nobody"]))
    def choose_a_setting(self, one: int, other: int, value: str) -> None:
        me, peer = self.two(one, other)
        self.world.people[me].setting = value
        self.check(self.site.ask(me, "POST", "/settings/privacy/", message_privacy=value), 302, me, peer)

    @rule(one=number, other=number)
    def suspend_or_lift(self, one: int, other: int) -> None:
        me, peer = self.two(one, other)
        person = self.world.people[me]
        if person.suspended:
            self.site.lift(me)
        else:
            self.site.suspend(me, timezone.now() + dt.timedelta(days=1))
        person.suspended = not person.suspended
        self.compare(me, peer)

    # What stands between them

    @rule(one=number, other=number, back=flag)
    def follow(self, one: int, other: int, back: bool) -> None:
        me, peer = self.two(one, other)
        self.check(self.site.ask(me, "PUT", f"/@{peer}/follow"), self.world.follow(me, peer), me, peer)
        if back:
            self.check(self.site.ask(peer, "PUT", f"/@{me}/follow"), self.world.follow(peer, me), me, peer)

    @rule(one=number, other=number)
    def unfollow(self, one: int, other: int) -> None:
        me, peer = self.two(one, other)
        self.check(self.site.ask(me, "DELETE", f"/@{peer}/follow"), self.world.unfollow(me, peer), me, peer)

    @rule(one=number, other=number)
    def block_or_unblock(self, one: int, other: int) -> None:
        me, peer = self.two(one, other)
        blocks = peer in self.world.people[me].blocks
        expected = self.world.unblock(me, peer) if blocks else self.world.block(me, peer)
        self.check(self.site.ask(me, "DELETE" if blocks else "PUT", f"/@{peer}/block"), expected, me, peer)

    # Messages

    @rule(one=number, other=number, reply=st.none() | number)
    def send(self, one: int, other: int, reply: int | None) -> None:
        me, peer = self.two(one, other)
        reply_to = None if reply is None else self.seq(me, peer, reply)
        words = f"word {len(self.sent)}"
        self.sent.append((me, peer, UUID(int=len(self.sent) + 1), words, reply_to))
        self.post(*self.sent[-1])

    @precondition(lambda self: self.sent)
    @rule(which=number, change=st.sampled_from(["nothing", "nothing", "words", "sender"]))
    def send_again(self, which: int, change: str) -> None:
        me, peer, client_id, words, reply_to = self.sent[which % len(self.sent)]
        if change == "sender":
            me, peer = peer, me
        self.post(me, peer, client_id, "other words" if change == "words" else words, reply_to)

    def post(self, me: str, peer: str, client_id: UUID, words: str, reply_to: int | None) -> None:
        fields = {"client_id": client_id, "text": words, "reply_to": reply_to}
        response = self.site.ask(me, "POST", f"/messages/@{peer}/", **fields)
        refusal = self.world.refusal(me, peer)
        status, seq = self.world.send(me, peer, str(client_id), words, reply_to)
        self.check(response, status, me, peer)
        if status in (OK, CREATED):
            assert response.json()["seq"] == seq
        if status == REFUSED:
            assert response.json()["refusal"] == refusal

    @rule(one=number)
    def write_to_oneself(self, one: int) -> None:
        me, peer = self.two(one, 0)
        response = self.site.ask(me, "POST", f"/messages/@{me}/", client_id=UUID(int=0), text="me")
        self.check(response, REFUSED, me, peer)

    @rule(one=number, other=number, which=number, liked=flag)
    def like_or_unlike(self, one: int, other: int, which: int, liked: bool) -> None:
        me, peer = self.two(one, other)
        seq = self.seq(me, peer, which)
        response = self.site.ask(me, "PUT" if liked else "DELETE", f"/messages/@{peer}/{seq}/like")
        self.check(response, self.world.like(me, peer, seq, liked=liked), me, peer)

    @rule(one=number, other=number, which=number)
    def delete(self, one: int, other: int, which: int) -> None:
        me, peer = self.two(one, other)
        seq = self.seq(me, peer, which)
        response = self.site.ask(me, "DELETE", f"/messages/@{peer}/{seq}")
        self.check(response, self.world.delete(me, peer, seq), me, peer)

    @rule(one=number, other=number)
    def delete_the_chat(self, one: int, other: int) -> None:
        me, peer = self.two(one, other)
        response = self.site.ask(me, "DELETE", f"/messages/@{peer}/")
        self.check(response, self.world.delete_chat(me, peer), me, peer)

    # One's own list

    @rule(one=number, other=number, which=number)
    def read(self, one: int, other: int, which: int) -> None:
        me, peer = self.two(one, other)
        seq = self.seq(me, peer, which)
        response = self.site.ask(me, "PUT", f"/messages/@{peer}/read", seq=seq)
        self.check(response, self.world.read(me, peer, seq), me, peer)

    @rule(one=number, other=number)
    def mark_unread(self, one: int, other: int) -> None:
        me, peer = self.two(one, other)
        response = self.site.ask(me, "PUT", f"/messages/@{peer}/unread")
        self.check(response, self.world.mark_unread(me, peer), me, peer)

    @rule(one=number, other=number, wanted=flag, what=st.sampled_from(["pin", "mute"]))
    def pin_or_mute(self, one: int, other: int, wanted: bool, what: str) -> None:
        me, peer = self.two(one, other)
        response = self.site.ask(me, "PUT" if wanted else "DELETE", f"/messages/@{peer}/{what}")
        told = self.world.pin(me, peer, wanted=wanted) if what == "pin" else self.world.mute(me, peer, wanted=wanted)
        self.check(response, told, me, peer)


@pytest.mark.django_db
def test_the_site_does_and_shows_what_the_reference_says(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PAPERPLANE_TODAY = FIRST_DAY  # put back after the test
    DONE.clear()
    begun = time.monotonic()
    run_state_machine_as_test(
        People,
        settings=_settings(max_examples=RUNS, stateful_step_count=STEPS),
    )
    took = time.monotonic() - begun
    print(  # noqa: T201 (the figures of the long run)
        f"\n{connection.vendor}: {DONE['runs']} runs of up to {STEPS} steps, {DONE['steps']} requests that change "
        f"something, each compared: 0 divergences; {took:.0f} s"
    )


def _settings(**bounds: int) -> Any:
    return settings(deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck), **bounds)
