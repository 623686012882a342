"""A chat opens where what is new begins, and from there leads to its end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from messaging import actions
from messaging.models import Participant
from tests.e2e.bubbles import PATIENCE
from tests.e2e.person import Person
from tests.factories import friends, send

READ = 30
LINE = ".unread-line"
TO_END = "(box) => { box.scrollTop = box.scrollHeight; }"


@pytest.fixture
def talk(server: object) -> Callable[[int], None]:
    """`talk(70)`: Bob and Alice have talked, and then he went on with so many messages that she has not read."""

    def go_on(unread: int) -> None:
        alice, bob = friends("alice", "bob")
        for number in range(READ):
            send((bob, alice)[number % 2], (alice, bob)[number % 2], f"old {number}")
        actions.mark_read(user=alice, peer_id=bob.pk, seq=READ)
        for number in range(unread):
            send(bob, alice, f"new {number + 1}.")

    return go_on


def unread() -> int:
    return Participant.objects.get(user__username="alice").unread


def expect_to_begin_with_news(page: Page) -> None:
    """The line stands in the upper half of the chat, and beneath it what is new."""
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(page.locator(f"{LINE} + article")).to_contain_text("new 1.")
    middle = page.locator(".log-scroll").evaluate("(box) => box.getBoundingClientRect().top + box.clientHeight / 2")
    box = page.locator(LINE).bounding_box()
    assert box
    assert box["y"] < middle


def go_down(page: Page) -> None:
    """Scroll on until the last message has come."""
    for _turn in range(12):
        page.locator(".log-scroll").evaluate(TO_END)
        page.wait_for_timeout(150)
        if not page.get_by_role("log").evaluate("(log) => 'short' in log.dataset"):
            break
    page.locator(".log-scroll").evaluate(TO_END)


@pytest.mark.parametrize("width", [360, 1280])
def test_more_than_a_page_of_news_is_read_from_its_beginning(
    talk: Callable[[int], None], person: Callable[..., Person], width: int
) -> None:
    talk(90)
    alice = person("alice", viewport={"width": width, "height": 780})
    page = alice.open_chat("bob")
    expect_to_begin_with_news(page)
    expect(page.get_by_role("button", name="Jump to newest")).to_be_visible()
    page.wait_for_timeout(400)
    assert unread() == 90
    go_down(page)
    expect(alice.messages.filter(has_text="new 90.")).to_be_in_viewport(timeout=PATIENCE)
    expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)
    expect(page.locator("#pill")).to_be_hidden()
    assert unread() == 0


def test_a_press_leads_over_all_that_is_new(talk: Callable[[int], None], person: Callable[..., Person]) -> None:
    talk(90)
    alice = person("alice")
    # By way of the list, where the pane alone is drawn.
    page = alice.goto("/messages/")
    alice.wait_until_live()
    page.locator("#chat-bob a.chat-row").click()
    expect_to_begin_with_news(page)
    page.get_by_role("button", name="Jump to newest").click()
    expect(alice.messages.filter(has_text="new 90.")).to_be_in_viewport(timeout=PATIENCE)
    expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)
    alice.send("All of it seen")
    page.reload()
    expect(alice.messages.last).to_be_in_viewport()
    expect(page.locator(LINE)).to_have_count(0)


def test_what_fills_more_than_the_window_begins_in_view_too(
    talk: Callable[[int], None], person: Callable[..., Person]
) -> None:
    talk(35)
    alice = person("alice", viewport={"width": 360, "height": 780})
    page = alice.open_chat("bob")
    expect_to_begin_with_news(page)
    assert unread() == 35
    page.get_by_role("button", name="New messages").click()
    expect(alice.messages.last).to_be_in_viewport()
    expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)


def test_what_fits_the_window_is_shown_with_its_end(talk: Callable[[int], None], person: Callable[..., Person]) -> None:
    talk(3)
    alice = person("alice")
    page = alice.open_chat("bob")
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(alice.messages.last).to_be_in_viewport()
    expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)


def test_without_scripts_it_is_read_page_by_page(talk: Callable[[int], None], person: Callable[..., Person]) -> None:
    talk(90)
    alice = person("alice", java_script_enabled=False)
    page = alice.goto("/messages/@bob/")
    expect(page.locator(f"{LINE} + article")).to_contain_text("new 1.")
    page.get_by_role("button", name="Mark read").click()
    left = unread()
    assert 0 < left < 90
    alice.goto("/messages/@bob/")
    expect(page.locator(f"{LINE} + article")).to_contain_text(f"new {90 - left + 1}.")
    page.get_by_role("button", name="Jump to newest").click()
    expect(page).to_have_url(re.compile(r"/messages/@bob/\?newest=1$"))
    expect(alice.messages.last).to_contain_text("new 90.")
    page.get_by_role("button", name="Mark read").click()
    assert unread() == 0
