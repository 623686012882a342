"""Whoever is asked gives the same answer: in 500 worlds made up by chance, and for every two of the demo's people."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from itertools import count, permutations
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.age import birthday
from accounts.models import Suspension, User
from messaging import permissions
from messaging.models import Kind, Message, Participant, Thread
from messaging.refusals import Refusal
from social.models import Block, Follow
from tests.messaging.frames import parse
from tests.messaging.reference_rule import SETTINGS, World, expected

TODAY = dt.date(2026, 6, 15)
numbers = count()
truth = st.booleans()
# Mostly things are as they should be, or the first rows of the table would be all that is ever seen.
seldom = st.sampled_from([False] * 7 + [True])
ages = st.sampled_from([13, 15, 16, 16, 17, 17, 18, 18, 40, 40, 40])

worlds = st.builds(
    World,
    sender_age=ages,
    sender_suspended=seldom,
    sender_closed=st.just(False),  # nobody sits before its screen
    recipient_age=ages,
    recipient_suspended=seldom,
    recipient_closed=seldom,
    setting=st.sampled_from(SETTINGS),
    sender_blocks=seldom,
    recipient_blocks=seldom,
    recipient_has_written=seldom,
    recipient_follows=truth,
    sender_follows=truth,
)


@pytest.fixture(autouse=True)
def _day(settings) -> None:
    settings.PAPERPLANE_TODAY = TODAY


@settings(
    max_examples=500,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds, days=st.tuples(st.integers(0, 364), st.integers(0, 364)), sender_has_written=truth)
def test_every_world_is_told_in_one_way(db, world, days, sender_has_written):
    with transaction.atomic():
        sender, recipient = settle(world, days, sender_has_written=sender_has_written)
        told = answers(sender, recipient)
        assert told == dict.fromkeys(told, expected(world))
        transaction.set_rollback(True)


def test_every_two_of_the_demos_people_are_told_in_one_way(db, settings):
    settings.DEBUG = True
    call_command("seed_demo", stdout=StringIO())
    people = User.objects.order_by("pk")
    told = {}
    for sender, recipient in permutations(people, 2):
        with transaction.atomic():
            all_told = {"catching up": of_sync(sender, recipient)} | answers(sender, recipient)
            assert len(set(all_told.values())) == 1, (sender, recipient, all_told)
            told[sender.username, recipient.username] = all_told["wire"]
            transaction.set_rollback(True)
    may_write = {pair for pair, code in told.items() if code is None}
    assert may_write == {("alice", "bob"), ("bob", "alice")}
    assert told["carol", "alice"] == "friends_only"
    assert told["alice", "frank"] == "you_blocked"
    assert told["frank", "alice"] == "blocked_you"
    assert told["bob", "erin"] == "nobody"
    assert told["erin", "bob"] == "friends_only"
    assert {code for (sender, _), code in told.items() if sender == "dana"} == {"under_age"}
    assert {code for (sender, recipient), code in told.items() if recipient == "dana"} == {"unavailable"}


def settle(world: World, days: tuple[int, int], *, sender_has_written: bool) -> tuple[User, User]:
    """The two accounts of `world`, whose last birthdays were so many days ago."""
    sender = somebody(world.sender_age, days[0], suspended=world.sender_suspended)
    recipient = somebody(
        world.recipient_age,
        days[1],
        suspended=world.recipient_suspended,
        is_active=not world.recipient_closed,
        message_privacy=world.setting,
    )
    for row, holds in (
        (Follow(follower=sender, followed=recipient), world.sender_follows),
        (Follow(follower=recipient, followed=sender), world.recipient_follows),
        (Block(blocker=sender, blocked=recipient), world.sender_blocks),
        (Block(blocker=recipient, blocked=sender), world.recipient_blocks),
    ):
        if holds:
            row.save()
    writers = [user for user, has in ((sender, sender_has_written), (recipient, world.recipient_has_written)) if has]
    if writers:
        converse(sender, recipient, writers)
    return sender, recipient


def somebody(age: int, days_since_birthday: int, *, suspended: bool, **fields: object) -> User:
    """An account of this age, under a name of its own."""
    birthdate = birthday(TODAY - dt.timedelta(days=days_since_birthday), -age)
    user = User.objects.create(username=f"p{next(numbers)}", birthdate=birthdate, **fields)
    assert user.age == age
    if suspended:
        Suspension.objects.create(user=user, reason="spam", until=timezone.now() + dt.timedelta(days=1))
    return user


def converse(sender: User, recipient: User, writers: list[User]) -> None:
    """A chat in which `writers` have written once each, whatever the rule has come to say since."""
    now = timezone.now()
    thread = Thread.objects.create(low=sender, high=recipient, last_seq=len(writers), revision=len(writers))
    for user, peer in ((sender, recipient), (recipient, sender)):
        wrote = {"has_written": True, "answered_at": now} if user in writers else {}
        Participant.objects.create(thread=thread, user=user, peer=peer, preview_seq=len(writers), **wrote)
    for seq, writer in enumerate(writers, 1):
        Message.objects.create(
            thread=thread, seq=seq, revision=seq, client_id=uuid4(), sender=writer, kind=Kind.TEXT, text="hello"
        )


def answers(sender: User, recipient: User) -> dict[str, str | None]:
    """What each place says about `sender` writing to `recipient`: a code, or None where she may."""
    client, name = Client(), recipient.username
    client.force_login(sender)
    refusal = permissions.ask(sender.pk, recipient.pk)
    message = {"client_id": uuid4(), "text": "hello"}
    return {
        "ask": refusal.code if refusal else None,
        "explain_refusal": of_command(sender, recipient),
        "page": of_page(client.get(f"/messages/@{name}/"), name),
        "list": of_list(client.get(f"/messages/new/?q={name}"), sender, recipient, refusal),
        "wire": of_wire(client.post(f"/messages/@{name}/", message, headers={"accept": "application/json"})),
    }


def of_command(sender: User, recipient: User) -> str | None:
    out, status = StringIO(), 0
    try:
        call_command("explain_refusal", sender.username, recipient.username, "--json", stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    told = json.loads(out.getvalue())
    assert (status, told["allowed"]) == ((1, False) if told["code"] else (0, True))
    return told["code"]


def of_page(response: HttpResponse, name: str) -> str | None:
    """The one card, or the one form, that stands where `sender` would write to `name`."""
    page = parse(response.content)
    place = page.by_id(f"composer-{name}")
    cards = [element for element in (place or page).find_all() if "data-refusal" in element.attrs]
    forms = [form for form in place.find_all("form") if "hidden" not in form.attrs] if place else []
    assert (len(cards), len(forms)) in ((1, 0), (0, 1))
    return cards[0].attrs["data-refusal"] if cards else None


def of_sync(sender: User, recipient: User) -> str | None:
    """What a page is told that was open before."""
    client, name = Client(), recipient.username
    client.force_login(sender)
    return of_page(client.get(f"/sync?stamp=0&with={name}", headers={"hx-request": "true"}), name)


def of_list(response: HttpResponse, sender: User, recipient: User, refusal: Refusal | None) -> str | None:
    """What the row of `recipient` says. It has the sentence of the code alone; across a block and for a closed account
    there is no row, which offers nothing either."""
    if response.status_code == 403:
        return of_page(response, recipient.username)
    pair = (sender, recipient)
    is_hidden = not recipient.is_active or Block.objects.filter(blocker__in=pair, blocked__in=pair).exists()
    row = parse(response.content).find("li", data_with=recipient.username)
    assert (row is None) == is_hidden
    if row is None:
        return refusal.code if refusal else "hidden"
    if "aria-disabled" not in row.attrs:
        return None if row.find("a") else "no way in"
    assert row.find("a") is None
    reason = row.find("p", class_="row-reason")
    return refusal.code if refusal and reason and reason.text == refusal.sentence else "other words"


def of_wire(response: HttpResponse) -> str | None:
    if response.status_code == 201:
        return None
    assert response.status_code == 403
    return str(response.json()["refusal"])
