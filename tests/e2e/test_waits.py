"""What takes a moment shows nothing, what takes longer a skeleton, what takes long a line; and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.bubbles import PATIENCE
from tests.e2e.person import Person
from tests.factories import UserFactory, friends, send

# What moves in each view transition.
WATCH = """
window.transitions = [];
const start = document.startViewTransition?.bind(document);
document.startViewTransition = (change) => {
    const transition = start(change);
    const moving = () => document.getAnimations().map(({effect}) => effect.pseudoElement ?? "")
        .filter((part) => part.startsWith("::view-transition"));
    transition.ready.then(() => transitions.push(moving()), (error) => transitions.push([String(error)]));
    return transition;
};
"""
# How long after a press each of them is there, in milliseconds by the clock that transitions go by.
WAIT = """(parts) => {
    window.shown = {};
    document.addEventListener("click", () => {
        const began = document.timeline.currentTime;
        const look = () => {
            for (const part of parts) {
                const isShown = getComputedStyle(document.querySelector(part)).visibility === "visible";
                if (isShown) shown[part] ??= document.timeline.currentTime - began;
            }
            requestAnimationFrame(look);
        };
        look();
    }, {capture: true, once: true});
}"""


@pytest.fixture
def alice(server: object, person: Callable[..., Person]) -> Callable[..., Person]:
    """`alice(width=360)`: Alice before the list of her chats."""
    users = friends("alice", "bob", "carol")
    UserFactory(username="dave")
    for peer in users[1:]:
        send(peer, users[0], f"Hello from {peer.username}")

    def sit(width: int = 1280, **options: object) -> Person:
        one = person("alice", viewport={"width": width, "height": 780}, **options)
        one.context.add_init_script(WATCH)
        one.goto("/messages/")
        one.wait_until_live()
        return one

    return sit


@contextmanager
def held(page: Page, address: str) -> Iterator[list[Route]]:
    """Whatever is asked of an address waits until the end."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(address, hold)
    yield routes
    for route in routes:
        route.continue_()
    page.unroute(address)


@pytest.mark.parametrize(("width", "motion"), [(360, "no-preference"), (1280, "no-preference"), (1280, "reduce")])
def test_a_chat_that_is_slow_to_come_shows_a_skeleton_and_then_a_line(
    alice: Callable[..., Person], width: int, motion: str
) -> None:
    page = alice(width, reduced_motion=motion).page
    skeleton, line = page.locator(".pane-waits"), page.get_by_role("progressbar", name="Loading")
    page.evaluate(WAIT, [".pane-waits", ".progress"])
    with held(page, "**/messages/@bob/"):
        page.locator("#chat-bob a.chat-row").click()
        expect(skeleton).to_be_visible(timeout=PATIENCE)
        expect(line).to_be_visible(timeout=PATIENCE)
    shown = page.evaluate("shown")
    assert shown[".pane-waits"] >= 300
    assert shown[".progress"] >= 2000
    expect(page.get_by_role("log")).to_contain_text("Hello from bob", timeout=PATIENCE)
    expect(skeleton).to_be_hidden()
    expect(line).to_be_hidden()


@pytest.mark.parametrize(("path", "waits_over"), [("/messages/", "#chats li"), ("/discover/", "#people li")])
def test_a_slow_search_shows_rows_to_come_and_moves_nothing(
    alice: Callable[..., Person], path: str, waits_over: str
) -> None:
    one = alice()
    page = one.goto(path)
    rows = page.locator(".rows-wait > div").first
    before = page.locator(waits_over).first.bounding_box()
    with held(page, "**/*q=bob*"):
        page.get_by_role("searchbox", name="Search").fill("bob")
        expect(rows).to_be_visible()
        assert page.locator(waits_over).first.bounding_box() == before
    expect(rows).to_be_hidden()
    expect(page.locator("#found, #people").filter(has_text="Bob").first).to_be_visible(timeout=PATIENCE)


def test_a_chat_slides_in_over_the_list_and_off_it_again(alice: Callable[..., Person]) -> None:
    page = alice(360).page
    page.locator("#chat-bob a.chat-row").click()
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_function("() => transitions.length === 1")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#chats")).to_be_visible()
    page.wait_for_function("() => transitions.length === 2")
    arrives, leaves = page.evaluate("transitions")
    assert "::view-transition-new(pane)" in arrives
    assert "::view-transition-old(pane)" in leaves
    assert not [part for part in arrives + leaves if "root" in part and "group" not in part]
    # Nothing that is pressed meanwhile is lost.
    page.locator("#chat-carol a.chat-row").click()
    expect(page.get_by_role("log")).to_contain_text("Hello from carol")


@pytest.mark.parametrize(("width", "motion"), [(360, "reduce"), (1280, "no-preference")])
def test_nothing_moves_beside_the_list_or_for_whoever_wants_less_motion(
    alice: Callable[..., Person], width: int, motion: str
) -> None:
    page = alice(width, reduced_motion=motion).page
    page.locator("#chat-bob a.chat-row").click()
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("transitions") == []
