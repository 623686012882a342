"""The whole way through the site, from signing up to signing out: by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import MessagePrivacy, User
from messaging.models import Deletion, Like, Message, Participant
from social.models import Block, Follow
from tests.e2e.bubbles import PATIENCE, message
from tests.e2e.keyboard import Keys
from tests.e2e.site import Site
from tests.factories import PASSWORD, open_to_all, send

PHONE = {"viewport": {"width": 360, "height": 780}, "locale": "en-GB", "service_workers": "block"}


@pytest.fixture
def bob(server: Site) -> User:
    return open_to_all(username="bob")


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A browser in which nobody has signed in."""
    return new_context(**PHONE).new_page()


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> Page:
    """The same, without scripts."""
    return new_context(**PHONE, java_script_enabled=False).new_page()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


class ByKeyboard:
    """The steps of the way, each by keys alone."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.keys = page, url, Keys(page)

    def sign_up(self) -> User:
        page, keys = self.page, self.keys
        page.goto(f"{self.url}/")
        keys.follow("Sign up")
        expect(page).to_have_url(re.compile("/signup/"))
        typed = {"Username": "alice", "Email": "alice@example.org", "Birthdate": "09091999", "Password": PASSWORD}
        for label, words in typed.items():
            box = page.get_by_label(label, exact=True)
            if not box.evaluate("(box) => box === document.activeElement"):
                keys.go_to(box)
            keys.type(words)
        keys.press("Enter")
        expect(page.get_by_role("heading", name="Welcome, alice")).to_be_visible()
        keys.follow("Next", "button")
        expect(page.get_by_role("heading", name="Follow a few people")).to_be_visible()
        keys.follow("Done", "button")
        expect(page.get_by_role("heading", name="Home")).to_be_attached()
        return User.objects.get(username="alice")

    def follow(self) -> None:
        page, keys = self.page, self.keys
        keys.follow("Discover")
        expect(page).to_have_url(f"{self.url}/discover/")
        # A key of the page is heard once its scripts have run.
        page.wait_for_load_state("domcontentloaded")
        keys.press("/")
        keys.type("bob")
        expect(page).to_have_url(re.compile("q=bob"))
        keys.follow("Bob")
        expect(page).to_have_url(f"{self.url}/@bob/")
        keys.follow("Follow", "button")
        expect(page.get_by_role("button", name="Unfollow")).to_be_focused(timeout=PATIENCE)

    def write(self, words: str) -> None:
        self.keys.follow("Message", "button")
        expect(field(self.page)).to_be_focused(timeout=PATIENCE)
        self.keys.type(words)
        self.keys.press("Enter")
        expect(message(self.page, words)).to_be_visible(timeout=PATIENCE)

    def like_the_last(self, words: str) -> None:
        expect(message(self.page, words)).to_be_visible(timeout=PATIENCE)
        self.keys.press("Shift+Tab")
        self.keys.press("l")
        expect(message(self.page, words).get_by_role("button", name="Unlike")).to_be_attached(timeout=PATIENCE)

    def delete_the_one_above(self, words: str) -> None:
        page, keys = self.page, self.keys
        keys.press("ArrowUp")
        expect(message(page, words)).to_be_focused()
        keys.press("Delete")
        expect(page.get_by_role("dialog", name="Delete this message?")).to_be_visible()
        keys.go_to(page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True))
        keys.press("Enter")
        expect(message(page, words)).to_have_count(0, timeout=PATIENCE)
        assert page.evaluate("document.activeElement !== document.body"), "the focus is lost"

    def block(self) -> None:
        self.keys.press("Escape")
        self.keys.go_to(self.page.get_by_role("button", name="Chat actions", exact=True), "Shift+Tab")
        self.keys.press("Enter")
        self.keys.choose("Block")
        expect(self.page.locator("[data-refusal=you_blocked]")).to_be_visible(timeout=PATIENCE)

    def unblock(self) -> None:
        self.keys.follow("Unblock", "button")
        expect(self.page.locator("[data-refusal=you_blocked]")).to_be_hidden(timeout=PATIENCE)

    def accept_nobody(self) -> None:
        page, keys = self.page, self.keys
        page.goto(f"{self.url}/")
        keys.follow("Me")
        keys.follow("Settings and privacy")
        keys.follow(re.compile("^Privacy"))
        keys.go_to(page.get_by_role("radio", name="Friends"))
        keys.press("ArrowDown")
        expect(page.get_by_role("radio", name="Nobody")).to_be_checked()
        keys.follow("Save", "button")
        expect(page.get_by_text("Saved.")).to_be_visible()

    def sign_out(self) -> None:
        self.keys.follow("Back")
        self.keys.follow("Sign out")
        expect(self.page.get_by_role("heading", name="Sign out?")).to_be_visible()
        self.keys.follow("Sign out", "button")
        expect(self.page).to_have_url(f"{self.url}/", timeout=PATIENCE)


class ByForms:
    """The same steps by links and forms, without scripts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def go(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def sign_up(self) -> User:
        page = self.page
        page.goto(f"{self.url}/")
        self.go("Sign up")
        page.get_by_label("Username").fill("Alice")
        page.get_by_label(re.compile("^E-?mail")).fill("alice@example.org")
        page.get_by_label("Birthdate").fill("1999-09-09")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign up")
        expect(page.get_by_role("heading", name="Welcome, alice")).to_be_visible()
        self.press("Next")
        self.press("Done")
        return User.objects.get(username="alice")

    def follow(self) -> None:
        self.go("Discover")
        search = self.page.get_by_role("searchbox", name="Search")
        search.fill("bob")
        search.press("Enter")
        self.go("Bob")
        profile = self.page.url
        self.page.goto(f"{self.url}/messages/@bob/")
        expect(self.page.locator("[data-refusal=not_following]")).to_contain_text("Subscribe to Bob to write.")
        self.press("Follow")
        expect(field(self.page)).to_be_visible()
        self.page.goto(profile)
        expect(self.page.get_by_role("button", name="Unfollow")).to_be_visible()

    def write(self, words: str) -> None:
        self.press("Message")
        field(self.page).fill(f"{words}\nit is me")
        self.press("Send")
        expect(self.page).to_have_url(f"{self.url}/messages/@bob/")
        expect(message(self.page, words)).to_contain_text("it is me")
        expect(field(self.page)).to_have_value("")

    def like_the_last(self, words: str) -> None:
        self.go("Back")
        row = self.page.locator("#chat-bob")
        expect(row.locator(".badge")).to_contain_text("1")
        row.get_by_role("link").first.click()
        self.press("Mark read")
        assert Participant.objects.get(user__username="alice").unread == 0
        message(self.page, words).get_by_role("button", name="Like", exact=True).click()
        expect(message(self.page, words).get_by_role("button", name="Unlike")).to_be_visible()

    def delete_the_one_above(self, words: str) -> None:
        message(self.page, words).get_by_role("button", name="Message actions").click()
        expect(self.page.get_by_role("heading", name="Delete this message?")).to_be_visible()
        self.press("Delete")
        expect(message(self.page, "Hello Alice")).to_be_visible()
        expect(message(self.page, words)).to_have_count(0)

    def block(self) -> None:
        self.press("Chat actions")
        self.press("Block")
        self.page.goto(f"{self.url}/messages/@bob/")
        expect(self.page.locator("[data-refusal=you_blocked]")).to_be_visible()

    def unblock(self) -> None:
        self.press("Unblock")
        expect(self.page.locator("[data-refusal=you_blocked]")).to_be_hidden()
        expect(field(self.page)).to_be_visible()

    def accept_nobody(self) -> None:
        self.page.goto(f"{self.url}/me/")
        self.go("Settings and privacy")
        self.go(re.compile("^Privacy"))
        self.page.get_by_role("radio", name="Nobody").check()
        self.press("Save")
        expect(self.page.get_by_text("Saved.")).to_be_visible()
        expect(self.page.get_by_role("radio", name="Nobody")).to_be_checked()

    def sign_out(self) -> None:
        self.go("Back")
        self.go("Sign out")
        self.press("Sign out")
        expect(self.page).to_have_url(f"{self.url}/")


def travel(way: ByKeyboard | ByForms, bob: User) -> None:
    """Go the whole way, and look at what each step has left behind."""
    alice = way.sign_up()
    assert alice.birthdate.isoformat() == "1999-09-09"
    way.follow()
    assert Follow.objects.get().followed == bob
    way.write("Hello Bob")
    send(bob, alice, "Hello Alice")
    way.like_the_last("Hello Alice")
    assert Like.objects.get().user == alice
    way.delete_the_one_above("Hello Bob")
    assert Deletion.objects.get().user == alice
    assert Message.objects.for_user(bob).count() == 2
    way.block()
    assert Block.objects.get().blocked == bob
    way.unblock()
    assert not Block.objects.exists()
    way.accept_nobody()
    alice.refresh_from_db()
    assert alice.message_privacy == MessagePrivacy.NOBODY
    way.sign_out()
    way.page.goto(f"{way.url}/messages/@bob/")
    expect(way.page).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_way_by_keyboard_alone(server: Site, bob: User, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    travel(ByKeyboard(page, server.url), bob)


def test_the_whole_way_without_scripts(server: Site, bob: User, plain: Page) -> None:
    travel(ByForms(plain, server.url), bob)
