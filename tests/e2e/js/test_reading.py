"""A message counts as read when somebody can have read it: not in a hidden tab, not below what is in view."""

from __future__ import annotations

import pytest

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, badge, frame, log, page, row
from tests.e2e.js.test_log import MANY, scroll


def chat(*articles: str, high: int, read: int = 0, low: int = 1) -> str:
    return page(log(*articles, high=high, low=low).replace("data-with=", f'data-read="{read}" data-with='))


def told(tab: Tab) -> list[int]:
    return [int(asked["seq"]) for asked in tab.requests("/messages/@bob/read")]


@pytest.fixture(autouse=True)
def _server_takes_note(tab: Tab) -> None:
    def note(asked: dict[str, str]) -> str:
        assert asked["_method"] == "PUT"
        return frame(row("bob", 50), badge(50, 0), read="bob", seq=asked["seq"])

    tab.answers["/messages/@bob/read"] = note
    tab.answers["/messages/@bob/"] = None


def test_what_was_read_before_is_not_told_again(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.pass_time(2)
    assert told(tab) == []


def test_a_chat_that_is_opened_is_read_to_its_newest_message(tab: Tab) -> None:
    tab.html = chat(article(1), article(2), article(3, by="alice"), high=3, read=1)
    tab.page.goto("http://paperplane.test/messages/@bob/")
    tab.wait_for(lambda: told(tab) == [2])


def test_messages_that_come_in_one_breath_are_told_once(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.apply(frame(article(2)), frame(article(3)))
    tab.pass_time(0.2)
    tab.pass_time(2)
    assert told(tab) == [3]


def test_my_own_messages_are_nothing_to_be_read(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.apply(frame(article(2, by="alice")))
    tab.pass_time(2)
    assert told(tab) == []


def test_a_hidden_tab_reads_nothing_until_it_is_shown(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.show(False)
    tab.apply(frame(article(2)))
    tab.pass_time(2)
    assert told(tab) == []
    tab.show(True)
    tab.pass_time(0.2)
    assert told(tab) == [2]


def test_a_window_that_somebody_else_is_typing_beside_reads_nothing(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.page.evaluate("document.hasFocus = () => false")
    tab.apply(frame(article(2)))
    tab.pass_time(2)
    assert told(tab) == []
    tab.page.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
    tab.pass_time(0.2)
    assert told(tab) == [2]


def test_who_reads_above_has_not_read_what_came_below(tab: Tab) -> None:
    tab.open(chat(*MANY, low=51, high=100, read=100))
    scroll(tab, 1000)
    tab.apply(frame(article(101)))
    tab.page.wait_for_timeout(400)
    assert told(tab) == []
    scroll(tab, 100_000)
    tab.wait_for(lambda: told(tab) == [101])


def test_what_another_tab_has_read_is_read(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    tab.show(False)
    tab.apply(frame(article(2)), frame(row("bob", 9), read="bob", seq=2))
    tab.show(True)
    tab.pass_time(2)
    assert told(tab) == []


def test_a_note_that_was_not_taken_is_made_again_with_the_next_thing_that_happens(tab: Tab) -> None:
    tab.open_at_rest(chat(article(1), high=1, read=1))
    note, tab.answers["/messages/@bob/read"] = tab.answers["/messages/@bob/read"], (503, "")
    tab.apply(frame(article(2)))
    tab.pass_time(0.2)
    tab.answers["/messages/@bob/read"] = note
    tab.pass_time(5)
    assert told(tab) == [2]
    tab.apply(frame())
    tab.pass_time(0.2)
    assert told(tab) == [2, 2]
