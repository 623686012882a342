"""Passkeys, an authenticator app and recovery codes, in a real browser under the site's own policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.e2e.authenticator import Key, code
from tests.e2e.person import Person
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def alice(person: Callable[..., Person]) -> Person:
    return person(UserFactory(username="alice", password=PASSWORD))


def go_on(page: Page) -> None:
    """Say once more that it is oneself."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sign_out(alice: Person) -> None:
    # What the page asks while it is being left may be answered too late.
    alice.may_see("401")
    alice.goto(reverse("account_logout")).locator("#sign-out").get_by_role("button", name="Sign out").click()
    alice.page.wait_for_url(f"{alice.url}/")


def sign_in(alice: Person) -> Page:
    page = alice.goto(reverse("account_login"))
    page.get_by_label("Username or e-mail").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def add_key(alice: Person) -> None:
    page = alice.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("link", name="Add a key").click()
    go_on(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)


def test_a_passkey_signs_in_alone(alice: Person) -> None:
    Key(alice.page)
    add_key(alice)
    page = alice.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("listitem").filter(has_text="Chrome on Linux")).to_contain_text("Passkey")
    sign_out(alice)
    alice.goto(reverse("account_login")).get_by_role("button", name="Sign in with a passkey").click()
    expect(alice.page.get_by_role("link", name="Inbox")).to_be_visible()


def test_a_key_is_the_second_step_after_the_password(alice: Person) -> None:
    Key(alice.page)
    add_key(alice)
    sign_out(alice)
    page = sign_in(alice)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_role("link", name="Inbox")).to_be_visible()


def test_a_key_that_is_not_at_hand_is_said_in_words(alice: Person) -> None:
    key = Key(alice.page)
    add_key(alice)
    sign_out(alice)
    key.let_go()
    page = alice.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No key was used. Try again when you have it at hand.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_a_lost_key_is_removed_and_its_codes_with_it(alice: Person) -> None:
    Key(alice.page)
    add_key(alice)
    page = alice.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("link", name="Remove Chrome on Linux").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing to remember")).to_be_visible()
    sign_out(alice)
    expect(sign_in(alice).get_by_role("link", name="Inbox")).to_be_visible()


def test_an_app_asks_for_a_code_and_a_recovery_code_helps_once(alice: Person) -> None:
    page = alice.goto(reverse("mfa_index"))
    page.get_by_role("link", name="Authenticator app").click()
    go_on(page)
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Incorrect code.")).to_be_visible()
    secret = page.locator("code").inner_text()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Turn on").click()
    recovery = page.locator(".codes code").first.inner_text()

    for _time in range(2):
        sign_out(alice)
        page = sign_in(alice)
        page.get_by_label("Code").fill(recovery)
        page.get_by_role("button", name="Sign in", exact=True).click()
        if _time == 0:
            expect(page.get_by_role("link", name="Inbox")).to_be_visible()
    expect(page.get_by_text("Incorrect code.")).to_be_visible()
