"""The whole journey with JavaScript off: plain links and plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from messaging.models import Participant
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.factories import PASSWORD, follow_each_other, friends, open_to_all, send

PLAIN = {"java_script_enabled": False, "viewport": {"width": 360, "height": 780}, "locale": "en-GB"}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_somebody_without_scripts_signs_up_follows_writes_and_signs_out(
    server: Site, new_context: Callable[..., BrowserContext]
) -> None:
    bob = open_to_all(username="bob")
    page = new_context(**PLAIN).new_page()
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Username").fill("Alice")
    page.get_by_label(re.compile("^E-?mail")).fill("alice@example.org")
    page.get_by_label("Birthdate").fill("1999-09-09")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign up")
    expect(page).not_to_have_url(re.compile("/signup/"))
    alice = User.objects.get(username="alice")

    page.goto(f"{server.url}/messages/@bob/")
    expect(page.locator("[data-refusal=not_following]")).to_contain_text("Subscribe to Bob to write.")
    press(page, "Follow")
    page.get_by_role("textbox", name="Message", exact=True).fill("Hello Bob\nit is me")
    press(page, "Send")
    expect(page).to_have_url(f"{server.url}/messages/@bob/")
    expect(page.get_by_role("log")).to_contain_text("it is me")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("")

    send(bob, alice, "Hello Alice")
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("link", name="Private messages").click()
    row = page.locator("#chat-bob")
    expect(row.locator(".badge")).to_contain_text("1")
    row.get_by_role("link").click()
    press(page, "Mark read")
    assert Participant.objects.get(user=alice).unread == 0
    expect(page.get_by_role("button", name="Mark read")).to_be_hidden()

    page.goto(f"{server.url}/settings/privacy/")
    page.get_by_role("radio", name="Nobody").check()
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("radio", name="Nobody")).to_be_checked()
    page.goto(f"{server.url}/settings/")
    page.get_by_role("link", name="Sign out").click()
    press(page, "Sign out")
    expect(page).to_have_url(f"{server.url}/")
    page.goto(f"{server.url}/messages/@bob/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_reading_back_blocking_and_forgiving_work_without_scripts(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(alice_user, bob_user, "the very first")
    for number in range(60):
        send(bob_user, alice_user, f"number {number}")
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
