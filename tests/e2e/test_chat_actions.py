"""What one does with a chat as a whole: pin, mute, mark unread, delete, block, deal with a request, go to the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from social import actions as social
from tests.e2e.person import Person
from tests.factories import UserFactory, friends, send


@pytest.fixture(autouse=True)
def chats(server: object) -> None:
    """Alice has chats with Bob, Carol and, newest, Dora; she has read none."""
    alice, *others = friends("alice", "bob", "carol", "dora")
    for other in others:
        send(other, alice, f"It's {other.username}")


def rows(page: Page) -> Locator:
    return page.locator("#chats > li")


def row(page: Page, name: str) -> Locator:
    return page.locator(f"#chat-{name}")


def choose(page: Page, name: str, what: str) -> None:
    """Open the menu of a chat's row by its button, and choose from it."""
    row(page, name).hover()
    row(page, name).get_by_role("button", name="Chat actions").click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def expect_order(page: Page, *names: str) -> None:
    expect(rows(page)).to_have_count(len(names))
    for place, name in enumerate(names):
        expect(rows(page).nth(place)).to_have_id(f"chat-{name}")


def expect_badge(page: Page, count: int) -> None:
    expect(page.locator("#unread-badge")).to_have_attribute("data-count", str(count))


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_pinning_muting_and_marking_unread_agree_in_three_tabs(person: Callable[..., Person]) -> None:
    alice = person("alice")
    tabs = [alice.goto("/messages/"), alice.new_tab(), alice.new_tab()]
    for tab in tabs[1:]:
        tab.goto(f"{alice.url}/messages/")
    for tab in tabs:
        alice.wait_until_live(tab)
        expect_order(tab, "dora", "carol", "bob")
        expect_badge(tab, 3)

    choose(tabs[0], "bob", "Pin")
    choose(tabs[1], "carol", "Mute")
    for tab in tabs:
        expect_order(tab, "bob", "dora", "carol")
        expect(row(tab, "bob").get_by_role("img", name="Pinned")).to_be_visible()
        expect(row(tab, "carol").get_by_role("img", name="Muted")).to_be_attached()
        expect_badge(tab, 2)

    row(tabs[0], "dora").get_by_role("link").click()
    for tab in tabs:
        expect_badge(tab, 1)
    choose(tabs[1], "dora", "Mark unread")
    for tab in tabs:
        expect_badge(tab, 2)
    row(tabs[1], "dora").get_by_role("link").click()  # opened again it is read again, in the same tab too
    for tab in tabs:
        expect_badge(tab, 1)
    row(tabs[0], "dora").get_by_role("button", name="Chat actions").click()
    expect(tabs[0].get_by_role("menuitem", name="Mark unread")).to_be_visible()
    tabs[0].keyboard.press("Escape")

    choose(tabs[2], "bob", "Unpin")
    choose(tabs[2], "carol", "Unmute")
    for tab in tabs:
        expect_order(tab, "dora", "carol", "bob")
        expect_badge(tab, 2)


def test_a_deleted_chat_comes_back_with_only_what_is_new(person: Callable[..., Person]) -> None:
    alice, bob = person("alice"), person("bob")
    page, his = alice.open_chat("bob"), bob.open_chat("alice")
    other_tab = alice.new_tab()
    other_tab.goto(f"{alice.url}/messages/")
    alice.wait_until_live(other_tab)

    page.locator(".chat-head").get_by_role("button", name="Chat actions").click()
    page.get_by_role("menuitem", name="Delete chat").click()
    dialog = page.get_by_role("dialog", name="Delete this chat?")
    expect(dialog).to_contain_text("It goes from your side only: Bob keeps a copy. It can't be undone.")
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="Download").click()
    assert "Bob: It's bob" in Path(saved.value.path()).read_text()
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/messages/$"))
    for tab in (page, other_tab):
        expect_order(tab, "dora", "carol")
        expect_badge(tab, 2)
    expect(bob.messages).to_have_count(1)
    his.reload()
    expect(bob.messages).to_have_count(1)

    bob.send("Still there?")
    for tab in (page, other_tab):
        expect_order(tab, "bob", "dora", "carol")
    row(page, "bob").get_by_role("link").click()
    expect(alice.messages).to_have_text([re.compile("Still there?")])
    page.reload()
    expect(alice.messages).to_have_text([re.compile("Still there?")])
    expect(bob.messages).to_have_count(2)


def test_what_is_new_begins_with_a_line(person: Callable[..., Person]) -> None:
    alice = person("alice")
    page = alice.open_chat("bob")
    line = page.get_by_role("separator", name="New messages")
    expect(line).to_be_visible()
    expect_badge(page, 2)
    alice.send("Hello Bob")
    expect(line).to_have_count(0)
    page.reload()
    expect(line).to_have_count(0)


def test_blocking_from_the_menu_puts_the_card_in_the_composers_place(person: Callable[..., Person]) -> None:
    alice = person("alice")
    page = alice.open_chat("bob")
    page.locator(".chat-head").get_by_role("button", name="Chat actions").click()
    page.get_by_role("menuitem", name="Block").click()
    expect(page.locator("[data-refusal=you_blocked]")).to_be_visible()


class TestRequests:
    @pytest.fixture(autouse=True)
    def request_from_erin(self, chats: None) -> None:
        """Erin, whom Alice doesn't follow, has written to her."""
        User.objects.filter(username="alice").update(message_privacy="everyone")
        erin = UserFactory(username="erin")
        social.follow(follower_id=erin.pk, followed_id=user("alice").pk)
        send(erin, user("alice"), "May I?")

    def bar(self, page: Page) -> Locator:
        return page.get_by_role("region", name="Request", exact=True)

    def test_an_answer_accepts_it(self, person: Callable[..., Person]) -> None:
        alice = person("alice")
        page = alice.open_chat("erin")
        expect(self.bar(page)).to_contain_text("Erin wants to write to you")
        self.bar(page).get_by_role("button", name="Reply").click()
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
        alice.send("Gladly")
        expect(self.bar(page)).to_be_hidden()
        expect(row(page, "erin")).to_be_visible()

    def test_a_follow_elsewhere_accepts_it_too(self, person: Callable[..., Person]) -> None:
        page = person("alice").open_chat("erin")
        expect(self.bar(page)).to_be_visible()
        social.follow(follower_id=user("alice").pk, followed_id=user("erin").pk)
        expect(self.bar(page)).to_be_hidden(timeout=15_000)

    def test_it_can_be_deleted_or_blocked(self, person: Callable[..., Person]) -> None:
        page = person("alice").open_chat("erin")
        self.bar(page).get_by_role("button", name="Block").click()
        expect(page.locator("[data-refusal=you_blocked]")).to_be_visible()
        expect(self.bar(page)).to_be_hidden()
        page.get_by_role("button", name="Unblock").click()
        expect(self.bar(page)).to_be_visible()
        self.bar(page).get_by_role("button", name="Delete").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page).to_have_url(re.compile("/messages/$"))
        page.goto(page.url + "requests/")
        expect(page.locator("#requests > li")).to_have_count(0)


def test_keys_lead_from_chat_to_chat(person: Callable[..., Person]) -> None:
    alice = person("alice")
    page = alice.goto("/messages/")
    alice.wait_until_live()
    head = page.locator(".chat-head .name")
    page.keyboard.press("Alt+ArrowDown")
    expect(head).to_have_text("Dora")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(head).to_have_text("Carol")
    page.keyboard.press("Alt+ArrowUp")
    expect(head).to_have_text("Dora")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.keyboard.type("?n/")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("?n/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("log").focus()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    help_.get_by_role("checkbox", name="Shortcuts of a single key").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("log").focus()
    page.keyboard.press("n")
    expect(head).to_have_text("Dora")
    page.evaluate("localStorage.clear()")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/messages/new/$"))
    search = page.get_by_role("searchbox", name="Search")
    expect(search).to_have_count(1)
    page.locator("#pane").focus()
    page.keyboard.press("/")
    expect(search).to_be_focused()


def test_of_chats_chosen_in_haste_the_last_one_opens(person: Callable[..., Person]) -> None:
    alice = person("alice")
    alice.may_see("htmx:", "ERR_FAILED")
    page = alice.goto("/messages/")
    alice.wait_until_live()
    page.route("**/messages/@dora/", lambda _never_answered: None)
    page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "dora").get_by_role("link")).to_have_attribute("aria-current", "page")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/messages/@dora/")):
        page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".chat-head .name")).to_have_text("Carol")
    expect(row(page, "carol").get_by_role("link")).to_have_attribute("aria-current", "page")
    expect(page.locator("#chats [aria-current]")).to_have_count(1)
    expect(page).to_have_url(re.compile("/messages/@carol/$"))
    page.route("**/messages/@bob/", lambda route: route.abort())
    page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "carol").get_by_role("link")).to_have_attribute("aria-current", "page")


def test_without_scripts_a_chat_has_a_page_of_its_own(person: Callable[..., Person]) -> None:
    page = person("alice", java_script_enabled=False).goto("/messages/")
    row(page, "bob").get_by_role("button", name="Chat actions").click()
    page.get_by_role("button", name="Pin", exact=True).click()
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    expect(page.get_by_role("button", name="Unmute")).to_be_visible()
    page.get_by_role("button", name="Delete chat").click()
    expect_order(page, "dora", "carol")


def test_who_hides_what_she_does_sees_nothing_of_it(person: Callable[..., Person]) -> None:
    alice, bob = person("alice"), person("bob")
    alice.open_chat("bob")
    his = bob.open_chat("alice")
    alice.send("Seen?")
    seen = alice.page.locator("#seen-bob")
    active = alice.page.locator("#active-bob")
    expect(seen).to_be_visible()
    expect(active).to_have_text("Active now")
    settings = alice.new_tab()
    settings.goto(f"{alice.url}/settings/privacy/")
    for switch in ("Show when you have seen a message", "Show when you are typing", "Show when you are active"):
        settings.get_by_role("checkbox", name=switch).uncheck()
    settings.get_by_role("button", name="Save").click()
    expect(seen).to_be_hidden()
    expect(active).to_have_text("@bob")
    his.get_by_role("textbox", name="Message", exact=True).press_sequentially("I mean")
    bob.send("Here")
    expect(alice.messages.filter(has_text="Here")).to_be_visible()
    expect(alice.page.locator("#typing-bob .typing")).to_be_hidden()


def test_the_list_shows_with_a_dot_who_is_active(person: Callable[..., Person]) -> None:
    bob = person("bob")
    bob.goto("/")
    bob.wait_until_live()
    alice = person("alice")
    page = alice.goto("/messages/")
    alice.wait_until_live()
    faces = page.locator("#chats .avatar[data-active]")
    expect(faces).to_have_count(1)
    expect(row(page, "bob").get_by_role("link")).to_contain_text("Active now")
    send(User.objects.get(username="bob"), alice.user, "This draws the row anew")
    expect(row(page, "bob")).to_contain_text("This draws the row anew")
    expect(faces).to_have_count(1)
