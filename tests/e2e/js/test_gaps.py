"""When a tab asks `/sync`: as seldom as it can, and as soon as it must."""

from __future__ import annotations

from tests.e2e.js.conftest import SITE, Tab
from tests.e2e.js.markup import article, frame, log, page

CHAT = page(log(article(1), high=1, revision=7), stamp=4)


def test_missing_frames_are_asked_for_once_after_300_ms(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(frame(article(3), prev=5, stamp=6), frame(article(4), prev=6, stamp=7))
    tab.pass_time(0.29)
    assert tab.requests("/sync") == []
    tab.pass_time(2)
    assert tab.requests("/sync") == [{"stamp": "4", "with": "bob", "revision": "7"}]


def test_a_gap_that_closes_in_time_is_not_asked_for(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(frame(article(3), prev=5, stamp=6))
    tab.pass_time(0.2)
    tab.apply(frame(article(2), prev=4, stamp=5))
    tab.pass_time(5)
    assert tab.requests("/sync") == []
    assert tab.page.evaluate("paperplane.stamp()") == 6


def test_a_heartbeat_tells_of_what_was_missed(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(frame(prev=4, stamp=4))
    tab.pass_time(1)
    assert tab.requests("/sync") == []
    tab.apply(frame(prev=9, stamp=9))
    tab.pass_time(1)
    assert len(tab.requests("/sync")) == 1


def test_a_message_that_cannot_be_placed_is_asked_about_even_where_the_cursor_saw_no_gap(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(frame(article(5), prev=4, stamp=5))
    tab.pass_time(5)
    assert len(tab.requests("/sync")) == 1


def test_a_changed_fact_is_asked_about_at_once_and_many_only_once(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(*[frame(ask=True)] * 5, frame(ask="bob"))
    tab.pass_time(0.25)
    assert len(tab.requests("/sync")) == 1


def test_a_fact_about_somebody_else_is_none_of_this_pages_business(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.apply(frame(ask="carol"))
    tab.pass_time(1)
    assert tab.requests("/sync") == []


def test_who_asks_while_an_answer_is_under_way_gets_one_of_her_own_afterwards(tab: Tab) -> None:
    tab.open_at_rest(CHAT)

    def answer(_: dict[str, str]) -> str:
        if len(tab.requests("/sync")) == 1:
            tab.sockets[0].send(frame(ask=True))
            tab.page.clock.run_for(250)
        return frame(stamp=4, sync=True)

    tab.answers["/sync"] = answer
    tab.apply(frame(ask=True))
    tab.pass_time(0.25)
    tab.pass_time(0.25)
    assert len(tab.requests("/sync")) == 2


def test_an_answer_that_fails_is_asked_for_again_after_growing_pauses(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.answers["/sync"] = (500, "")
    tab.apply(frame(ask=True))
    for _ in range(20):
        tab.pass_time(0.5)
    assert 4 <= len(tab.requests("/sync")) <= 7
    tab.answers["/sync"] = frame(article(2), stamp=9, sync=True, with_="bob", revision=9, to=2)
    for _ in range(20):
        tab.pass_time(0.5)
    assert tab.texts() == ["message 1", "message 2"]


def test_a_server_that_is_busy_says_when_to_ask_again(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.answers["/sync"] = (503, "", {"Retry-After": "20"})
    tab.apply(frame(ask=True))
    tab.pass_time(0.25)
    tab.apply(frame(ask=True))
    tab.pass_time(19)
    assert len(tab.requests("/sync")) == 1
    tab.pass_time(2)
    assert len(tab.requests("/sync")) == 2


def test_an_answer_that_is_not_the_servers_counts_as_none(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.answers["/sync"] = "<h1>Welcome to the airport. Please sign in.</h1>"
    tab.apply(frame(ask=True))
    tab.pass_time(0.25)
    tab.pass_time(1)
    tab.wait_for(lambda: len(tab.requests("/sync")) == 2)


def test_who_is_too_young_for_messages_is_not_asked_for_again(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.answers["/sync"] = (403, "<p>Messages open on your birthday.</p>")
    tab.apply(frame(ask=True))
    tab.pass_quiet_time(60)
    assert len(tab.requests("/sync")) == 1


def test_a_tab_that_slept_asks_as_it_wakes(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    for is_shown, seconds in ((False, 10), (True, 10), (False, 50), (True, 10)):
        tab.show(is_shown)
        tab.pass_quiet_time(seconds)
    assert tab.requests("/sync") == []
    tab.show(False)
    tab.pass_quiet_time(70)
    tab.show(True)
    tab.pass_time(1)
    assert len(tab.requests("/sync")) == 1


def test_a_session_that_ended_is_said_and_nothing_more_is_asked(tab: Tab) -> None:
    tab.open_at_rest(CHAT)
    tab.answers["/sync"] = (401, "", {"HX-Redirect": "/accounts/login/?next=/"})
    tab.apply(frame(ask=True))
    tab.pass_time(1)
    link = tab.page.get_by_role("link", name="Sign in")
    assert link.get_attribute("href") == f"{SITE}/accounts/login/?next=%2Fmessages%2F%40bob%2F"
    tab.asked.clear()
    tab.apply(frame(ask=True))
    tab.pass_time(60)
    assert tab.asked == []
    assert tab.page.evaluate("paperplane.socketState()") == "closed"


def offer(name: str, v: int, verb: str) -> str:
    method = "PUT" if verb == "Follow" else "DELETE"
    button = f'<button form="act" formaction="/@{name}/follow" name="_method" value="{method}">{verb}</button>'
    return f'<span id="follow-{name}" data-v="{v}">{button}</span>'


def test_a_list_of_people_and_a_feed_ask_how_those_in_them_stand(tab: Tab) -> None:
    plus = '<button data-plus="carol" form="act" formaction="/@carol/follow" name="_method" value="PUT">+</button>'
    tab.open_at_rest(page(offer("bob", 1, "Follow") + plus + plus))
    tab.answers["/sync"] = frame(offer("bob", 2, "Unfollow"), offer("carol", 2, "Unfollow"), stamp=0, sync=True)
    with tab.page.expect_request("**/sync?*") as asked:
        tab.apply(frame(ask=True))
        tab.pass_time(0.25)
    assert asked.value.url.endswith("&person=bob&person=carol")
    assert tab.page.locator("#follow-bob").text_content() == "Unfollow"
    assert tab.page.locator("[data-plus]:visible").count() == 0
