"""Nothing jumps, and nobody waits: a chat of 500 messages on a machine that is four times slower."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from messaging.models import Kind, Message, Thread
from tests.e2e.bubbles import PATIENCE, message
from tests.e2e.person import Person
from tests.factories import friends, send

MANY = 500
SLOWER = 4
LEAST_SHIFT = 0.02  # cumulative layout shift
LONGEST = 200  # milliseconds from a press or a tap to the next paint
EMPTY = 24  # the same in an almost empty chat, on a machine fast enough to stand for a phone when slowed down

# Shifts that follow an input within half a second are meant; the browser tells them apart (Layout Instability, 4.1).
WATCH = """
window.seen = {shift: 0, shifted: [], events: []};
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        seen.shift += entry.value;
        seen.shifted.push(...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName));
    }
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
    for (const {name, duration, interactionId} of list.getEntries()) {
        if (interactionId) seen.events.push([interactionId, name, duration]);
    }
}).observe({type: "event", durationThreshold: 16, buffered: true});
"""
# How high each message is, with those far out of view left out of layout and with all of them laid out.
HEIGHTS = """async () => {
    const heights = () => [...document.querySelectorAll("[role=log] > article")].map((one) => one.offsetHeight).join();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
    const distant = [...document.querySelectorAll(".distant")];
    const before = heights();
    distant.forEach((one) => one.classList.remove("distant"));
    const after = heights();
    distant.forEach((one) => one.classList.add("distant"));
    return [before === after, distant.length > 400];
}"""


@pytest.fixture
def long_talk(server: object) -> tuple[User, User]:
    """Alice and Bob, and the many things they said, each half a minute after the one before; Carol said one thing."""
    alice, bob, carol = friends("alice", "bob", "carol")
    send(carol, alice, "hardly anything")
    thread = send(bob, alice, "number 1").message.thread
    now = timezone.now()
    Message.objects.filter(thread=thread).update(sent_at=now - dt.timedelta(hours=6))
    Message.objects.bulk_create(
        Message(
            thread=thread,
            seq=seq,
            revision=seq,
            client_id=UUID(int=seq),
            sender=(alice, bob)[seq // 3 % 2],
            kind=Kind.TEXT,
            text=f"number {seq} " + "and so on " * (seq % 7),
            sent_at=now - dt.timedelta(seconds=30 * (MANY - seq)),
        )
        for seq in range(2, MANY)
    )
    Thread.objects.filter(pk=thread.pk).update(last_seq=MANY - 1, revision=MANY - 1)
    send(alice, bob, f"number {MANY}")
    return alice, bob


def load_all(page: Page) -> None:
    """Scroll up until the whole talk is on the page."""
    while (count := page.locator("[role=log] > article").count()) < MANY:
        page.locator("[role=log] > article").first.scroll_into_view_if_needed()
        expect(page.locator("[role=log] > article").nth(count)).to_be_attached(timeout=PATIENCE)


def shifted(page: Page) -> tuple[float, list[str]]:
    """How far things jumped since the page was opened, and what did."""
    return page.evaluate("[seen.shift, seen.shifted]")


def painted(page: Page) -> None:
    """Let the page show what the last input did, before anything else is asked of it."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def comes(page: Page, selector: str) -> None:
    """Wait until the page has it; `expect` would describe a long page to itself at every look."""
    painted(page)
    page.wait_for_selector(selector, timeout=PATIENCE)
    painted(page)


def use(page: Page, words: str) -> None:
    """Write a message, like it, and open its menu."""
    said = f'[role=log] > article[data-seq]:has-text("{words}")'
    page.get_by_role("textbox", name="Message", exact=True).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    comes(page, said)
    page.locator(said).hover()
    page.locator(f"{said} >> [data-like]").click()
    comes(page, f"{said} >> [data-like][aria-pressed=true]")
    page.locator(f"{said} >> [data-menu]").click()
    painted(page)
    page.keyboard.press("Escape")
    painted(page)


def wait_in(page: Page) -> tuple[int, str]:
    """The longest that somebody waited to see what a press does, in milliseconds, and by what event.

    What else the machine does only adds to it: of three goes the best one counts.
    """
    goes = []
    for words in ("slowly", "more slowly", "at last"):
        page.evaluate("seen.events = []")
        use(page, words)
        goes.append(
            max(((duration, name) for _id, name, duration in page.evaluate("seen.events")), default=(0, "none"))
        )
        if goes[-1][0] < LONGEST:
            break
    return min(goes)


@pytest.mark.alone
@pytest.mark.once
def test_nothing_jumps_and_nobody_waits_in_a_long_chat(
    long_talk: tuple[User, User], person: Callable[..., Person], capsys: pytest.CaptureFixture[str]
) -> None:
    alice, bob = person(long_talk[0]), long_talk[1]
    alice.context.add_init_script(WATCH)
    page = alice.open_chat("bob")
    send(bob, alice.user, "while she looks on")
    expect(message(page, "while she looks on")).to_be_visible(timeout=PATIENCE)
    in_chat, what_in_chat = shifted(page)

    load_all(page)
    assert page.evaluate(HEIGHTS) == [True, True], "what is left out of layout keeps its height, and most of it is"
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wait, event = wait_in(page)
    alice.open_chat("carol")
    floor, _event = wait_in(page)

    page.goto(f"{alice.url}/messages/")
    alice.wait_until_live()
    send(bob, alice.user, "and in the list")
    expect(page.locator("#chat-bob")).to_contain_text("and in the list", timeout=PATIENCE)
    in_list, what_in_list = shifted(page)
    load = os.getloadavg()[0]
    with capsys.disabled():
        sys.stdout.write(
            f"\nLayout shift: chat {in_chat:.4f}, list {in_list:.4f}. Longest wait with {MANY} messages and a CPU "
            f"{SLOWER} times slower: {wait} ms ({event}), in an empty chat {floor} ms; load {load:.1f}.\n"
        )
    assert in_chat < LEAST_SHIFT, what_in_chat
    assert in_list < LEAST_SHIFT, what_in_list
    # Where an almost empty chat takes longer, the machine stands for a slower phone than was meant.
    strain = max(1.0, load / (os.cpu_count() or 1), floor / EMPTY)
    assert wait < LONGEST * strain, event
