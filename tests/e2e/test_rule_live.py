"""The rule, live in both browsers: what changes the answer is seen at once, and nothing that was typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import actions as accounts
from accounts.age import birthday, today
from accounts.models import MessagePrivacy, User
from social import actions as social
from social.models import Follow
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE, Desk, expect_answer, expect_row, within
from tests.factories import UserFactory, friends, send


@dataclass(frozen=True)
class Cause:
    """Something that changes the answer and can be undone; `alice` and `bob` are the codes that each of them sees."""

    begin: Callable[[int, int], object]
    undo: Callable[[int, int], object]
    alice: str
    bob: str | None


@dataclass(frozen=True)
class Setting:
    """How Alice and Bob stand to each other before anything happens; Alice may write, Bob sees `bob`."""

    meet: Callable[[], list[User]]
    causes: dict[str, Cause]
    bob: str | None = None


def born(age: int) -> dt.date:
    """The birthdate of somebody whose birthday was a month ago."""
    return birthday(today() - dt.timedelta(days=30), -age)


def turns_out_to_be(age: int) -> Callable[[int, int], None]:
    return lambda _alice, bob: accounts.correct_birthdate(user_id=bob, birthdate=born(age))


def accepts(value: str) -> Callable[[int, int], None]:
    return lambda _alice, bob: accounts.set_message_privacy(user_id=bob, value=value)


def companions() -> list[User]:
    alice, bob = friends("alice", "bob")
    send(alice, bob, "Hello")
    send(bob, alice, "Hello")
    return [alice, bob]


def fan_and_idol() -> list[User]:
    alice = UserFactory(username="alice")
    bob = UserFactory(username="bob", message_privacy=MessagePrivacy.EVERYONE)
    Follow.objects.create(follower=alice, followed=bob)
    return [alice, bob]


in_three_days = timezone.now() + dt.timedelta(days=3)

COMPANIONS = Setting(
    companions,
    {
        "bob blocks alice": Cause(
            lambda alice, bob: social.block(blocker_id=bob, blocked_id=alice),
            lambda alice, bob: social.unblock(blocker_id=bob, blocked_id=alice),
            "blocked_you",
            "you_blocked",
        ),
        "bob is suspended": Cause(
            lambda _alice, bob: accounts.suspend(user_id=bob, until=in_three_days, reason="spam"),
            lambda _alice, bob: accounts.lift_suspensions(user_id=bob),
            "unavailable",
            "suspended",
        ),
        "bob turns out to be fifteen": Cause(turns_out_to_be(15), turns_out_to_be(16), "unavailable", "under_age"),
    },
)
STRANGERS = Setting(
    lambda: friends("alice", "bob"),
    {
        "bob unfollows alice": Cause(
            lambda alice, bob: social.unfollow(follower_id=bob, followed_id=alice),
            lambda alice, bob: social.follow(follower_id=bob, followed_id=alice),
            "friends_only",
            "not_following",
        ),
        "bob accepts nobody": Cause(accepts("nobody"), accepts("everyone"), "nobody", None),
    },
)
FAN_AND_IDOL = Setting(
    fan_and_idol,
    {
        "bob accepts his friends": Cause(accepts("friends"), accepts("everyone"), "friends_only", "not_following"),
        "bob turns out to be seventeen": Cause(
            turns_out_to_be(17), turns_out_to_be(18), "teen_protected", "not_following"
        ),
    },
    bob="not_following",
)


@pytest.mark.parametrize("setting", [COMPANIONS, STRANGERS, FAN_AND_IDOL], ids=["companions", "strangers", "fan"])
def test_both_see_each_change_at_once_and_keep_their_sentence(person: Callable[..., Person], setting: Setting) -> None:
    alice, bob = setting.meet()
    hers, his = Desk(person(alice), "bob"), Desk(person(bob), "alice")
    his.person.may_see("403 (Forbidden)")  # while he is fifteen, the list of whom to write to is closed to him
    hers.expect(None)
    his.expect(setting.bob)
    for name, cause in setting.causes.items():
        cause.begin(alice.pk, bob.pk)
        with within(after=name):
            hers.expect(cause.alice)
            his.expect(cause.bob)
        cause.undo(alice.pk, bob.pk)
        with within(after=f"{name} no longer"):
            hers.expect(None)
            his.expect(setting.bob)
    hers.go_on()


def test_a_quarrel_and_a_reconciliation_are_lived_through_in_place(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    hers, his = Desk(person("alice"), "bob"), Desk(person("bob"), "alice")

    his.profile.get_by_role("button", name="More").click()
    press(his.profile, "menuitem", "Block")
    with within(after="a block"):
        hers.expect("blocked_you")
        his.expect("you_blocked")

    press(his.chat, "button", "Unblock")  # follows do not come back by themselves
    with within(after="taking the block back"):
        hers.expect("friends_only")
        his.expect("friends_only")

    press(hers.profile, "button", "Follow")
    with within(after="her following"):
        hers.expect("friends_only")
        his.expect("not_following")

    press(his.chat, "button", "Follow")
    with within(after="his following"):
        hers.expect(None)
        his.expect(None)

    settings = his.person.new_tab()
    settings.goto(f"{his.person.url}/settings/privacy/")
    settings.get_by_role("radio", name="Nobody").check()
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("Saved.")).to_be_visible(timeout=PATIENCE)
    hers.expect("nobody")
    his.expect(None)
    expect(his.chat.get_by_text("You accept messages from nobody, but Alice will be able to answer.")).to_be_visible()

    his.go_on()  # the remedy has left the caret where it was
    his.chat.keyboard.press("Enter")
    expect(hers.chat.get_by_role("log").get_by_text("I was just about to tell you")).to_be_visible(timeout=PATIENCE)
    hers.expect(None)
    hers.go_on()
    hers.chat.keyboard.press("Enter")
    expect(his.chat.get_by_role("log").locator("article.theirs")).to_have_count(1, timeout=PATIENCE)


def press(page: Page, role: Literal["button", "menuitem"], name: str) -> None:
    """Press what is called `name` and wait for the server's answer."""
    with page.expect_response(lambda response: response.request.method == "POST", timeout=PATIENCE):
        page.get_by_role(role, name=name, exact=True).click()


def test_a_suspension_ends_by_itself_for_both(person: Callable[..., Person]) -> None:
    alice, bob = companions()
    hers, his = Desk(person(alice), "bob"), Desk(person(bob), "alice")
    until = timezone.now() + dt.timedelta(seconds=6)
    accounts.suspend(user_id=bob.pk, until=until, reason="spam")
    hers.expect("unavailable")
    his.expect("suspended")
    assert timezone.now() < until, "this machine is too slow for six seconds"
    hers.chat.wait_for_timeout((until - timezone.now()).total_seconds() * 1000)
    with within(after="the end of the suspension"):
        hers.expect(None)
        his.expect(None)
    hers.go_on()


def test_an_account_that_closes_can_be_read_but_not_written_to(person: Callable[..., Person]) -> None:
    alice, bob = companions()
    hers, his = Desk(person(alice), "bob"), Desk(person(bob), "alice")
    his.person.may_see("401 (Unauthorized)", "403 (Forbidden)", "WebSocket connection to")
    accounts.set_active(user_id=bob.pk, active=False)
    with within(after="closing the account"):
        expect_answer(hers.chat, "unavailable")
        expect_row(hers.people, "bob", may_write=False)
        for page in (his.chat, his.profile, his.people):
            expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=PATIENCE)
            assert page.evaluate("paperplane.socketState()") == "closed"
    assert his.field.input_value() == his.sentence
    expect(hers.chat.get_by_role("log").locator("article")).to_have_count(2)
    accounts.set_active(user_id=bob.pk, active=True)
    with within(after="opening it again"):
        hers.expect(None)
    hers.go_on()


def test_messages_open_on_the_sixteenth_birthday_by_themselves(person: Callable[..., Person]) -> None:
    _alice, dana = friends("alice", "dana")
    tomorrow = today() + dt.timedelta(days=1)
    User.objects.filter(pk=dana.pk).update(birthdate=birthday(tomorrow, -16))
    young = person(dana)
    young.may_see("403 (Forbidden)")
    young.page.clock.install()
    young.open_chat("alice")
    card = young.page.locator("[data-refusal=under_age]")
    expect(card).to_contain_text("your 16th birthday")
    # Midnight comes: nobody tells the page, and nothing but the day has changed.
    User.objects.filter(pk=dana.pk).update(birthdate=birthday(today(), -16))
    young.page.clock.fast_forward("24:00:10")
    expect(young.page.get_by_role("textbox", name="Message")).to_be_visible(timeout=PATIENCE)
    young.send("Hello Alice, I'm sixteen")
