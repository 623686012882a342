"""One person, three tabs and a phone: after everything that happens they all show the same, and what a reload shows."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from messaging import actions
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import friends, send

# What the list, the chat and the badge of a page say.
LIST = """(page) => [...page.querySelectorAll("#chats > li")].map((row) => [
    row.id, row.querySelector(".row").className.includes("unread"),
    row.querySelector(".preview").textContent.trim().replaceAll(/\\s+/g, " "),
    [...row.querySelectorAll(".marks > *")].map((mark) => mark.ariaLabel ?? mark.textContent.trim()).join(),
])"""
LOG = """(page) => [...page.querySelectorAll("[role=log] article")].map((article) => [
    article.id, article.querySelector("[data-text]").textContent, article.querySelector(".hearts").textContent.trim(),
])"""
BADGE = "(page) => page.getElementById('unread-badge').textContent"
# Whether a page says what the server draws now, which changes as a page in view marks a message read.
AGREES = """async (path) => {
    const html = await (await fetch(path)).text();
    const drawn = new DOMParser().parseFromString(html, "text/html");
    return JSON.stringify((LOOK)(drawn)) === JSON.stringify((LOOK)(document));
}"""


class Devices:
    """Where Alice is signed in: each of `lists` shows her chats, each of `logs` her chat with Bob beside them."""

    def __init__(self, desk: Person, phone: Person) -> None:
        self.desk, self.phone = desk, phone
        self.lists = [desk.page, desk.new_tab(), phone.page]
        self.elsewhere = desk.new_tab()
        self.logs: list[Page] = []
        for page, path in [*((page, "/messages/") for page in self.lists), (self.elsewhere, "/me/")]:
            page.goto(f"{desk.url}{path}")
            page.wait_for_function("() => window.paperplane?.socketState() === 'open'")

    def open_chat(self, page: Page) -> None:
        page.locator("#chat-bob").get_by_role("link").click()
        expect(page.get_by_role("log")).to_be_visible(timeout=PATIENCE)
        page.wait_for_function("() => window.paperplane.socketState() === 'open'")
        self.logs.append(page)

    def agree(self) -> None:
        """Wait until every page shows what the server draws now."""
        self._wait(self.lists, LIST, "/messages/")
        self._wait([*self.lists, self.elsewhere], BADGE, "/messages/")
        self._wait(self.logs, LOG, "/messages/@bob/")

    def _wait(self, pages: list[Page], look: str, path: str) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        for page in pages:
            while not page.evaluate(AGREES.replace("LOOK", look), path):
                assert time.monotonic() < deadline, page.evaluate(f"({look})(document)")
                page.wait_for_timeout(50)


def test_all_devices_agree_after_every_act(person: Callable[..., Person]) -> None:
    alice, bob, carol = friends("alice", "bob", "carol")
    send(carol, alice, "Hello from Carol")
    devices = Devices(person(alice), person(alice, viewport={"width": 360, "height": 780}))
    desk, tab, phone = devices.lists
    devices.agree()

    first = send(bob, alice, "Hello from Bob").message
    devices.agree()
    assert desk.evaluate(f"({LIST})(document)")[0][:3] == ["chat-bob", True, "Hello from Bob"]
    assert devices.elsewhere.locator("#unread-badge").text_content() == "2"

    devices.open_chat(phone)
    expect(devices.elsewhere.locator("#unread-badge")).to_have_text("1", timeout=PATIENCE)
    devices.agree()
    devices.open_chat(desk)
    devices.agree()

    desk.get_by_role("textbox", name="Message", exact=True).fill("Hello Bob")
    desk.keyboard.press("Enter")
    expect(phone.get_by_role("log").get_by_text("Hello Bob")).to_be_visible(timeout=PATIENCE)
    devices.agree()

    for act in acts_of_a_third_device(alice, bob, carol, first.seq):
        act()
        devices.agree()
    assert tab.evaluate(f"({LIST})(document)")[0][2] == "Hello again"
    assert phone.evaluate(f"({LOG})(document)")[0][1] == "Hello again"


def acts_of_a_third_device(alice: User, bob: User, carol: User, seq: int) -> list[Callable[[], object]]:
    """What Alice does where no page of this test looks, and what Bob does meanwhile."""
    return [
        lambda: actions.set_like(user=alice, peer=bob, seq=seq, liked=True),
        lambda: actions.set_like(user=bob, peer=alice, seq=seq, liked=True),
        lambda: actions.set_like(user=alice, peer=bob, seq=seq, liked=False),
        lambda: actions.set_pin(user=alice, peer=bob, pinned=True),
        lambda: send(carol, alice, "Carol again"),
        lambda: actions.set_mute(user=alice, peer=carol, muted=True),
        lambda: actions.set_mute(user=alice, peer=carol, muted=False),
        lambda: actions.mark_read(user=alice, peer_id=carol.pk, seq=2),
        lambda: actions.mark_unread(user=alice, peer=carol),
        lambda: actions.set_pin(user=alice, peer=bob, pinned=False),
        lambda: actions.delete_message(user=alice, peer=bob, seq=seq),
        lambda: actions.delete_message(user=bob, peer=alice, seq=seq),
        lambda: actions.delete_chat(user=alice, peer=bob),
        lambda: send(bob, alice, "Hello again"),
    ]
