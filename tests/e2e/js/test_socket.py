"""The socket opens again by itself, soon but not all at once, for as long as somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, composer, frame, log, page

PAGE = page(log(article(1), high=1), below=composer())


def banner(tab: Tab) -> str:
    """What the banner says, or nothing."""
    return "".join(text for text in tab.page.locator("#connection > :not([hidden])").all_inner_texts()).strip()


def lose(tab: Tab, code: int = 1006) -> None:
    """The connection is gone; playwright closes without a word for what no server says."""
    tab.sockets[-1].close(**({} if code == 1006 else {"code": code}))
    tab.wait_for(lambda: tab.socket == "closed")


def test_it_names_the_chat_it_is_for(tab: Tab) -> None:
    tab.open(PAGE)
    assert [urlsplit(socket.url).query for socket in tab.sockets] == ["with=bob"]
    tab.open(page())
    assert urlsplit(tab.sockets[-1].url).query == ""


def test_every_new_connection_asks_what_was_missed(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/sync"] = frame(article(2), sync=True, stamp=3, with_="bob", revision=2, to=2)
    lose(tab)
    tab.pass_time(1)
    assert tab.socket == "open"
    tab.wait_for(lambda: tab.texts() == ["message 1", "message 2"])


def test_a_server_that_is_away_is_tried_with_growing_pauses_up_to_half_a_minute(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    attempts = count_attempts(tab)
    tab.refuses_sockets = True
    lose(tab)
    for _ in range(16):
        tab.pass_time(0.5)
    assert 3 <= attempts() <= 8
    before = attempts()
    for _ in range(12):
        tab.pass_time(15)
    assert 5 <= attempts() - before <= 14


def count_attempts(tab: Tab) -> Callable[[], int]:
    tab.page.evaluate(
        """() => {
        window.attempts = 0;
        const Socket = WebSocket;
        window.WebSocket = function (url) { window.attempts += 1; return new Socket(url); };
    }"""
    )
    return lambda: tab.page.evaluate("window.attempts")


def test_where_no_socket_can_be_had_asking_keeps_the_page_alive(tab: Tab) -> None:
    tab.refuses_sockets = True
    tab.answers["/sync"] = frame(article(2), sync=True, stamp=3, with_="bob", revision=2, to=2)
    tab.open(PAGE, until="closed")
    tab.wait_for(lambda: tab.texts() == ["message 1", "message 2"])


def test_a_silent_socket_is_replaced(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.pass_quiet_time(120)
    assert len(tab.sockets) == 1
    tab.pass_time(30)
    tab.pass_time(21)
    tab.wait_for(lambda: len(tab.sockets) == 2)


def test_a_connection_that_comes_back_is_used_at_once(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.context.set_offline(True)
    tab.wait_for(lambda: tab.page.evaluate("!navigator.onLine"))
    assert (tab.socket, banner(tab)) == ("closed", "offline")
    tab.pass_time(60)
    assert len(tab.sockets) == 1
    tab.context.set_offline(False)
    tab.wait_for(lambda: tab.socket == "open")
    assert banner(tab) == "back"
    tab.pass_time(2)
    assert banner(tab) == ""


def test_a_tab_that_is_shown_again_does_not_wait_for_its_turn(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    lose(tab)
    tab.show(False)
    tab.show(True)
    tab.wait_for(lambda: tab.socket == "open")


def test_short_absences_are_not_worth_a_word(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    lose(tab)
    tab.pass_time(1)
    tab.pass_time(5)
    assert banner(tab) == ""


def test_being_offline_is_not_called_reconnecting_after_a_while(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    lose(tab)
    tab.context.set_offline(True)
    tab.wait_for(lambda: tab.page.evaluate("!navigator.onLine"))
    tab.pass_time(10)
    assert banner(tab) == "offline"
    tab.context.set_offline(False)
    tab.wait_for(lambda: banner(tab) == "back")


def test_long_ones_are(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.refuses_sockets = True
    lose(tab)
    for _ in range(8):
        tab.pass_time(0.5)
    assert banner(tab) == "reconnecting"
    tab.refuses_sockets = False
    for _ in range(12):
        tab.pass_time(0.5)
        if banner(tab) == "back":
            break
    else:
        raise AssertionError(banner(tab))


def test_a_session_that_ended_closes_for_good_and_says_so(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.page.locator("textarea").fill("half a sen")
    tab.answers["/sync"] = (401, "")
    lose(tab, 4401)
    tab.pass_time(0.8)
    tab.page.get_by_role("link", name="Sign in").wait_for()
    tab.asked.clear()
    for _ in range(4):
        tab.pass_time(30)
    tab.show(False)
    tab.show(True)
    assert len(tab.sockets) == 1
    assert tab.asked == []
    assert tab.page.locator("textarea").input_value() == "half a sen"


def test_a_session_that_was_renewed_goes_on(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    lose(tab, 4401)
    tab.pass_time(0.8)
    tab.wait_for(lambda: len(tab.requests("/sync")) == 1)
    tab.pass_time(1)
    tab.wait_for(lambda: tab.socket == "open")
    assert banner(tab) == ""


def test_a_page_that_comes_out_of_the_browsers_cache_catches_up(tab: Tab) -> None:
    tab.open(PAGE)
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert tab.socket == "closed"
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    tab.wait_for(lambda: len(tab.requests("/sync")) >= 1 and tab.socket == "open")
