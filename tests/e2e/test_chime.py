"""The sound of a new message, with several tabs open."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.js.conftest import SHOW
from tests.e2e.js.test_chime import EAR
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import friends, send

# Whether any tab still says that it is looked at: it says so a moment after it is shown or hidden.
LOOKED_AT = """async (looked) =>
  (await navigator.locks.query()).held.some(({ name }) => name === "looking") === looked"""


def notes(*pages: Page) -> list[int]:
    return [page.evaluate("notes") for page in pages]


def test_of_all_tabs_one_sounds_and_none_while_another_is_looked_at(person: Callable[..., Person]) -> None:
    alice_user, bob = friends("alice", "bob")
    alice = person(alice_user)
    alice.context.add_init_script(EAR)
    settings = alice.goto("/settings/")
    settings.get_by_role("checkbox", name="A sound for new messages").check()
    tabs = [settings, alice.new_tab(), alice.new_tab()]
    for tab in tabs:
        tab.goto(f"{alice.url}/messages/")
        alice.wait_until_live(tab)
        tab.evaluate(SHOW, False)
    settings.wait_for_function(LOOKED_AT, arg=False)
    send(bob, alice_user, "while she reads the paper")
    for tab in tabs:
        expect(tab.locator("#chat-bob")).to_contain_text("the paper", timeout=PATIENCE)
    deadline = time.monotonic() + PATIENCE / 1000
    while sum(notes(*tabs)) < 2 and time.monotonic() < deadline:
        settings.wait_for_timeout(50)
    settings.wait_for_timeout(300)  # a tab that sounded as well would be heard by then
    assert sorted(notes(*tabs)) == [0, 0, 2]

    tabs[2].evaluate(SHOW, True)
    settings.wait_for_function(LOOKED_AT, arg=True)
    send(bob, alice_user, "while she looks")
    for tab in tabs:
        expect(tab.locator("#chat-bob")).to_contain_text("she looks", timeout=PATIENCE)
    settings.wait_for_timeout(300)
    assert sum(notes(*tabs)) == 2
