"""With JavaScript off, plain links and plain forms: what the whole way in test_journey.py does not come by."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from messaging import actions
from tests.e2e.person import Person
from tests.factories import follow_each_other, friends, send

PLAIN = {"java_script_enabled": False, "viewport": {"width": 360, "height": 780}, "locale": "en-GB"}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_reading_back_blocking_and_forgiving_work_without_scripts(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(alice_user, bob_user, "the very first")
    for number in range(60):
        send(bob_user, alice_user, f"number {number}")
    actions.mark_read(user=alice_user, peer_id=bob_user.pk, seq=61)
    alice = person(alice_user, **PLAIN)
    page = alice.goto("/messages/@bob/")
    expect(alice.messages).to_have_count(50)
    expect(alice.messages.last).to_be_in_viewport()
    page.get_by_role("link", name="Older messages").click()
    expect(alice.messages.first).to_contain_text("the very first")
    expect(page.get_by_role("link", name="Older messages")).to_be_hidden()

    alice.goto("/@bob/")
    press(page, "More")
    page.get_by_role("menuitem", name="Block").click()
    expect(page.get_by_text("Bob is on your blacklist.")).to_be_visible()
    alice.goto("/messages/@bob/")
    expect(page.locator("[data-refusal=you_blocked]")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_hidden()
    expect(alice.messages).to_have_count(50)
    press(page, "Unblock")
    page.get_by_role("textbox", name="Message", exact=True).fill("Let us talk")
    press(page, "Send")
    expect(alice.messages.last).to_contain_text("Let us talk")


def test_what_is_refused_without_scripts_is_said_and_kept(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    alice, bob = person(alice_user, **PLAIN), person(bob_user, **PLAIN)
    alice.may_see("403 (Forbidden)", "a status of 422")
    page = alice.goto("/messages/@bob/")
    field = page.locator("section.composer textarea")
    field.fill("left \u202e right")
    press(page, "Send")
    expect(page.get_by_role("alert")).to_have_text("Leave out invisible control characters.")
    expect(field).to_have_value("left \u202e right")

    bob.goto("/@alice/")
    press(bob.page, "More")
    bob.page.get_by_role("menuitem", name="Block").click()
    expect(bob.page.get_by_text("Alice is on your blacklist.")).to_be_visible()
    field.fill("a moment too late")
    press(page, "Send")
    expect(page.locator("[data-refusal=blocked_you]")).to_be_visible()
    expect(field).to_have_value("a moment too late")
    press(bob.page, "Unblock")
    follow_each_other(alice_user, bob_user)
    page.goto(page.url)
    expect(field).to_be_visible()
