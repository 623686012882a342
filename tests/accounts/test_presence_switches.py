"""What others may see of one: three switches beside the choice of who may write."""

from __future__ import annotations

import pytest

from accounts import actions
from accounts.models import User
from accounts.signals import account_changed
from tests.factories import UserFactory
from tests.messaging.frames import parse

SWITCHES = ("shows_seen", "shows_typing", "shows_activity")
PAGE = "/settings/privacy/"


@pytest.fixture
def as_alice(client, db):
    client.force_login(UserFactory(username="alice"))
    return client


def switches(page):
    """The page's own: the list of shortcuts has one without a name, which no form sends."""
    return [box for box in parse(page.content).find_all("input", type="checkbox") if "name" in box.attrs]


def switched_on():
    return {name for name in SWITCHES if getattr(User.objects.get(), name)}


def test_all_are_on_at_first_and_the_page_says_so(as_alice):
    boxes = switches(as_alice.get(PAGE))
    assert [box.attrs["name"] for box in boxes] == list(SWITCHES)
    assert all("checked" in box.attrs for box in boxes)
    assert switched_on() == set(SWITCHES)


@pytest.mark.parametrize("kept", SWITCHES)
def test_each_can_be_turned_off(as_alice, kept):
    fields = {"message_privacy": "friends", "has_switches": "on", kept: "on"}
    assert as_alice.post(PAGE, fields).status_code == 302
    assert switched_on() == {kept}
    boxes = switches(as_alice.get(PAGE))
    assert [box.attrs["name"] for box in boxes if "checked" in box.attrs] == [kept]


def test_whoever_sends_the_choice_alone_leaves_them_as_they_are(as_alice):
    as_alice.post(PAGE, {"message_privacy": "nobody"})
    assert switched_on() == set(SWITCHES)


def test_open_pages_are_told_once_it_is_committed(as_alice, committed):
    told = []

    def hear(user_id, **_kwargs):
        told.append(user_id)

    alice = User.objects.get()
    account_changed.connect(hear)
    try:
        with committed():
            actions.set_presence(user_id=alice.pk, shows_seen=False, shows_typing=True, shows_activity=True)
            assert not told
    finally:
        account_changed.disconnect(hear)
    assert told == [alice.pk]
    assert switched_on() == {"shows_typing", "shows_activity"}
