"""A sound for a new message, where it was asked for: once, and only while nobody looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import frame, page, row

# The browser's own notes are counted as they are struck.
EAR = """{
    window.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...given) { window.notes += 1; return start.apply(this, given); };
}"""
PAGE = page() + ('<div data-chime hidden><label><input type="checkbox">A sound for new messages</label></div>')


@pytest.fixture
def switch(tab: Tab) -> Tab:
    tab.page.add_init_script(EAR)
    tab.open(PAGE)
    return tab


def turn_on(tab: Tab) -> None:
    tab.page.get_by_role("checkbox", name="A sound for new messages").check()
    tab.wait_for(lambda: notes(tab) == 2)  # it is heard as it is switched on
    tab.page.evaluate("notes = 0")


def notes(tab: Tab) -> int:
    return int(tab.page.evaluate("notes"))


def told(v: int, state: str = "row listed unread", *, name: str = "bob", box: str = "chats", later: int = 60) -> str:
    """The frame of a chat whose last word was said so many seconds from now."""
    at = datetime.now(UTC) + timedelta(seconds=later)
    words = f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">now</time></div>'
    return frame(row(name, v, box=box).replace("<li ", f'<li data-is="{state}" ').replace("</div>", words))


def test_it_is_silent_until_it_is_switched_on_and_stays_on(switch: Tab) -> None:
    switch.show(False)
    switch.apply(told(1))
    assert notes(switch) == 0
    turn_on(switch)
    switch.apply(told(2, later=61))
    switch.wait_for(lambda: notes(switch) == 2)
    switch.open(PAGE)
    assert switch.page.get_by_role("checkbox").is_checked()
    switch.page.get_by_role("checkbox").uncheck()
    switch.show(False)
    switch.apply(told(3, later=62))
    assert notes(switch) == 0


def test_it_sounds_once_for_a_message_and_not_for_what_happens_to_it_later(switch: Tab) -> None:
    turn_on(switch)
    switch.show(False)
    moment = told(1)
    switch.apply(moment, moment, moment.replace('data-v="1"', 'data-v="2"'))
    switch.wait_for(lambda: notes(switch) == 2)
    switch.apply(told(3, name="carol", later=61))
    switch.wait_for(lambda: notes(switch) == 4)


@pytest.mark.parametrize(
    "quiet",
    [
        {"state": "row listed unread muted"},
        {"state": "row listed unread mine"},
        {"state": "row listed"},
        {"box": "requests"},
        {"later": -60},
    ],
    ids=["muted", "my own", "read", "a request", "old"],
)
def test_what_is_no_news_is_silent(switch: Tab, quiet: dict[str, object]) -> None:
    turn_on(switch)
    switch.show(False)
    switch.apply(told(1, **quiet))  # type: ignore[arg-type]
    switch.page.wait_for_timeout(100)
    assert notes(switch) == 0


def test_who_looks_hears_nothing(switch: Tab) -> None:
    turn_on(switch)
    switch.apply(told(1))
    switch.page.wait_for_timeout(100)
    assert notes(switch) == 0
