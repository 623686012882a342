"""Who signs out is out in every tab; who changes the password is alone; nothing that was written is lost by it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE, within
from tests.factories import PASSWORD, UserFactory, follow_each_other, friends, send

SIGNED_OUT = ("401 (Unauthorized)", "WebSocket connection to")


def expect_signed_out(*pages: Page) -> None:
    for page in pages:
        expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("paperplane.socketState()") == "closed"


def expect_live(person: Person, *pages: Page) -> None:
    """The pages still hear from the server: a new message from Bob counts on each of them."""
    for page in pages:
        person.wait_until_live(page)
        expect(page.locator("#unread-badge")).to_have_text("1", timeout=PATIENCE)


def test_signing_out_in_one_tab_ends_this_browser_and_no_other(person: Callable[..., Person]) -> None:
    bob, _alice = friends("bob", "alice")
    alice, phone = person("alice"), person("alice")
    alice.may_see(*SIGNED_OUT)
    chat = alice.open_chat("bob")
    chats, leaving = alice.new_tab(), alice.new_tab()
    chats.goto(f"{alice.url}/messages/")
    alice.wait_until_live(chats)
    phone.goto("/inbox/")
    phone.wait_until_live()
    alice.write("Not yet")

    leaving.goto(f"{alice.url}/accounts/logout/")
    leaving.get_by_role("button", name="Sign out").click()
    leaving.wait_for_url(f"{alice.url}/", timeout=PATIENCE)
    with within(after="signing out"):
        expect_signed_out(chat, chats)
    send(bob, alice.user, "For the phone alone")
    expect_live(phone, phone.page)
    assert alice.messages.count() == 0

    chat.get_by_role("button", name="Send").click()
    expect(chat.get_by_role("textbox", name="Message")).to_have_value("Not yet")
    chat.get_by_role("link", name="Sign in").click()
    expect(chat).to_have_url(f"{alice.url}/accounts/login/?next=%2Fmessages%2F%40bob%2F")


def test_a_message_that_meets_the_end_of_the_session_goes_out_after_the_next_sign_in(
    person: Callable[..., Person],
) -> None:
    alice, bob = UserFactory(username="alice", password=PASSWORD), UserFactory(username="bob")
    follow_each_other(alice, bob)
    hers, his = person(alice), person(bob)
    hers.may_see(*SIGNED_OUT)
    his.open_chat("alice")
    hers.page.route_web_socket("**/ws/**", lambda _socket: None)  # so that nobody tells the tab
    with hers.page.expect_response("**/sync?*"):
        hers.open_chat("bob")
    with hers.page.expect_response("**/typing"):  # the last thing the tab tells by itself
        hers.write("Still me")
    hers_alone = [cookie["value"] for cookie in hers.context.cookies() if cookie["name"] == "sessionid"]
    Session.objects.filter(pk__in=hers_alone).delete()
    hers.page.get_by_role("button", name="Send").click()
    expect_signed_out(hers.page)
    expect(hers.messages.filter(has_text="Still me")).to_be_visible()

    hers.page.get_by_role("link", name="Sign in").click()
    hers.page.get_by_label("Username or e-mail").fill("alice")
    hers.page.get_by_label("Password").fill(PASSWORD)
    hers.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(hers.page.locator("article[data-seq]")).to_contain_text("Still me", timeout=PATIENCE)
    expect(his.messages).to_have_count(1, timeout=PATIENCE)


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(person: Callable[..., Person]) -> None:
    alice, bob = UserFactory(username="alice", password=PASSWORD), UserFactory(username="bob")
    follow_each_other(alice, bob)
    here, elsewhere = person(alice), person(alice)
    elsewhere.may_see(*SIGNED_OUT)
    tab = here.new_tab()
    tab.goto(f"{here.url}/messages/")
    here.wait_until_live(tab)
    elsewhere.goto("/messages/")
    elsewhere.wait_until_live()

    here.goto("/accounts/password/change/")
    here.page.get_by_label("Current Password").fill(PASSWORD)
    here.page.get_by_label("New Password", exact=True).fill("another long enough password")
    here.page.get_by_label("New Password (again)").fill("another long enough password")
    here.page.get_by_role("button", name="Change Password").click()
    with within(after="a new password"):
        expect_signed_out(elsewhere.page)
    send(bob, alice, "Only for this browser")
    expect_live(here, here.page, tab)
