"""What one does with a message by keys alone, and by a finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.e2e.bubbles import expect_hearts, message
from tests.e2e.person import Person
from tests.factories import friends, send

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def talk(server: object) -> None:
    """Alice and Bob have said three things; the second is Bob's."""
    alice, bob = friends("alice", "bob")
    for sender, recipient, words in ((alice, bob, "Look, a duck"), (bob, alice, "Very confident"), (alice, bob, "Yes")):
        send(sender, recipient, words)


def both(person: Callable[..., Person]) -> tuple[Page, Page]:
    return person("alice").open_chat("bob"), person("bob").open_chat("alice")


def test_all_of_it_can_be_done_by_keys_alone(person: Callable[..., Person]) -> None:
    hers, his = both(person)
    log = hers.get_by_role("log")
    field = hers.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_be_focused()
    hers.keyboard.press("Shift+Tab")
    expect(message(hers, "Yes").get_by_role("button", name="Message actions")).to_be_focused()
    log.focus()
    hers.keyboard.press("ArrowUp")
    hers.keyboard.press("ArrowUp")
    expect(message(hers, "Very confident")).to_be_focused()
    hers.keyboard.press("l")
    expect_hearts(his, "Very confident", "Liked by Alice")
    hers.keyboard.press("Enter")
    menu = hers.get_by_role("menu", name="Message actions")
    expect(menu.get_by_role("menuitem", name="Unlike")).to_be_focused()
    hers.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    hers.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(message(hers, "Very confident").get_by_role("button", name="Message actions")).to_be_focused()
    hers.keyboard.press("r")
    expect(field).to_be_focused()
    hers.keyboard.type("Quite")
    hers.keyboard.press("Enter")
    expect(message(his, "Quite").locator("[data-part=quote]")).to_contain_text("Very confident")
    log.focus()
    hers.keyboard.press("ArrowUp")
    hers.keyboard.press("Delete")
    hers.keyboard.press("Tab")
    hers.keyboard.press("Enter")
    expect(message(hers, "Quite")).to_have_count(0)
    expect(message(his, "Quite")).to_be_visible()
    hers.keyboard.press("?")
    expect(hers.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


class Finger:
    """Touches the page as a finger does, by the browser's own protocol."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.browser: CDPSession = page.context.new_cdp_session(page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def at(self, element: Locator) -> tuple[float, float]:
        box = element.bounding_box()
        assert box
        return box["x"] + 20, box["y"] + box["height"] / 2

    def rest_on(self, element: Locator) -> None:
        self._touch("touchStart", self.at(element))
        self.page.wait_for_timeout(600)
        self._touch("touchEnd")

    def swipe(self, element: Locator, by: int) -> None:
        x, y = self.at(element)
        self._touch("touchStart", (x, y))
        for step in range(1, 11):
            self._touch("touchMove", (x + by * step / 10, y))
        self._touch("touchEnd")


def test_a_finger_opens_the_menu_likes_by_two_taps_and_answers_by_a_swipe(person: Callable[..., Person]) -> None:
    page = person("alice", **PHONE).open_chat("bob")
    finger = Finger(page)
    bubble = message(page, "Very confident").locator(".bubble")
    finger.rest_on(bubble)
    menu = page.get_by_role("menu", name="Message actions")
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Like", exact=True).tap()
    expect(menu).to_be_hidden()
    expect_hearts(page, "Very confident", "Liked by you")

    for _tap in range(2):
        message(page, "Look, a duck").locator(".bubble").tap()
    expect_hearts(page, "Look, a duck", "Liked by you")

    finger.swipe(bubble, by=30)
    expect(page.locator("[data-quote-bar]")).to_be_hidden()
    finger.swipe(bubble, by=120)
    expect(page.locator("[data-quote-bar]")).to_contain_text("Very confident")
