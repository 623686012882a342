"""The log of a chat follows its end for a reader who is there, and stands still for one who is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.e2e.js.conftest import CHAT, Tab
from tests.e2e.js.markup import NOON, article, composer, frame, gone, log, page, row

MANY = [article(seq) for seq in range(51, 101)]


def top_of(tab: Tab, selector: str) -> int:
    box = tab.page.locator(selector).bounding_box()
    assert box
    return round(box["y"])


def scroll(tab: Tab, to: int) -> None:
    tab.page.evaluate("(to) => { document.querySelector('[role=log]').scrollTop = to; }", to)
    tab.page.wait_for_timeout(50)


def is_at_end(tab: Tab) -> bool:
    return tab.page.evaluate("(({scrollHeight: all, clientHeight: seen, scrollTop: top}) => all - seen - top < 2)"
                             "(document.querySelector('[role=log]'))")  # fmt: skip


def open_many(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(page(log(*MANY, low=51, high=100), below=composer()))


def test_a_chat_opens_at_its_end_and_follows_it(tab: Tab) -> None:
    open_many(tab)
    assert is_at_end(tab)
    tab.apply(frame(article(101), article(102)))
    assert is_at_end(tab)
    assert tab.page.locator("#pill").is_hidden()


def test_who_reads_above_is_left_there_and_told_by_a_pill(tab: Tab) -> None:
    open_many(tab)
    scroll(tab, 1000)
    before = top_of(tab, "#m-80")
    tab.apply(frame(article(101)))
    assert top_of(tab, "#m-80") == before
    tab.page.get_by_role("button", name="New messages").click()
    assert is_at_end(tab)
    assert tab.page.locator("#pill").is_hidden()


def test_the_pill_goes_as_the_reader_comes_to_the_end(tab: Tab) -> None:
    open_many(tab)
    scroll(tab, 1000)
    tab.apply(frame(article(101)))
    scroll(tab, 100_000)
    assert tab.page.locator("#pill").is_hidden()


def test_my_own_message_from_another_device_is_no_news(tab: Tab) -> None:
    open_many(tab)
    scroll(tab, 1000)
    tab.apply(frame(article(101, by="alice")))
    assert tab.page.locator("#pill").is_hidden()


def test_what_changes_above_moves_nothing_before_the_readers_eyes(tab: Tab) -> None:
    open_many(tab)
    scroll(tab, 1000)
    before = top_of(tab, "#m-85")
    tab.apply(frame(gone("m-52"), article(53, "long " * 500, v=999)))
    assert top_of(tab, "#m-85") == before


def test_older_messages_come_in_above_without_a_jump(tab: Tab) -> None:
    pages = [
        frame(*(article(seq) for seq in range(low, low + 25)), older=True, with_="bob", from_=low, to=low + 24)
        for low in (26, 1)
    ]
    open_many(tab)
    tab.answers["/messages/@bob/"] = lambda _: pages.pop(0)
    scroll(tab, 400)
    before = top_of(tab, "#m-62")
    tab.wait_for(lambda: len(tab.texts()) == 75)
    assert top_of(tab, "#m-62") == before
    scroll(tab, 0)
    tab.wait_for(lambda: len(tab.texts()) == 100)
    assert tab.texts() == [f"message {seq}" for seq in range(1, 101)]
    assert [asked["before"] for asked in tab.requests("/messages/@bob/")] == ["51", "26"]
    tab.wait_for(lambda: tab.page.locator("a.older").count() == 0)


def test_an_older_page_that_does_not_come_is_told_to_who_pressed_for_it(tab: Tab) -> None:
    open_many(tab)
    tab.page.locator("a.older").evaluate("(link) => link.click()")
    tab.page.get_by_text("That did not get through.").wait_for()


def test_an_older_page_of_a_log_that_was_drawn_anew_is_not_put_above_a_hole(tab: Tab) -> None:
    open_many(tab)
    whole = log(*(article(seq) for seq in range(151, 201)), low=151, high=200, whole=True)
    tab.apply(frame(whole, sync=True, stamp=9, with_="bob", revision=9, to=200))
    tab.apply(frame(article(50), older=True, with_="bob", from_=1, to=50))
    assert tab.texts()[0] == "message 151"
    assert tab.page.locator("a.older").get_attribute("href").endswith("?before=151")


def test_messages_of_one_person_within_five_minutes_are_one_run(tab: Tab) -> None:
    def said(seq: int, by: str, minute: int) -> str:
        return article(seq, by=by, at=NOON + timedelta(minutes=minute))

    first = [said(1, "bob", 0), said(2, "bob", 4), said(3, "bob", 9), said(4, "alice", 9), said(5, "bob", 15)]
    tab.open(page(log(*first, high=5)))
    assert runs(tab) == ["start", "middle", "end", "only", "only"]
    tab.apply(frame(said(6, "bob", 16)), frame(gone("m-2")))
    assert runs(tab) == ["only", "only", "only", "start", "end"]


def runs(tab: Tab) -> list[str]:
    return tab.page.evaluate("[...document.querySelectorAll('article')].map((article) => article.dataset.run)")


def test_days_are_those_of_the_readers_own_zone(browser: Browser) -> None:
    """Half past eleven at night in London is the next morning in Tokyo, and one day ends there at another moment."""
    context = browser.new_context(timezone_id="Asia/Tokyo", locale="en-GB")
    tab = Tab(context)
    tab.page.clock.set_fixed_time(datetime(2025, 11, 5, 3, tzinfo=UTC))
    times = [datetime(2025, 11, 2, 14, 30, tzinfo=UTC), datetime(2025, 11, 2, 15, 30, tzinfo=UTC),
             datetime(2025, 11, 3, 23, 30, tzinfo=UTC), datetime(2025, 11, 4, 23, 30, tzinfo=UTC)]  # fmt: skip
    tab.open(page(log(*(article(seq, at=at) for seq, at in enumerate(times, 1)), high=4)))
    assert tab.texts(".day") == ["Sunday 2 November", "Monday 3 November", "Yesterday", "Today"]
    assert tab.texts("article time") == ["23:30", "00:30", "08:30", "08:30"]
    context.close()
    assert tab.faults == []


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2025-11-05T09:00:00Z", "09:00"),
        ("2025-11-04T23:00:00Z", "Yesterday"),
        ("2025-10-30T12:00:00Z", "Thu"),
        ("2025-10-29T12:00:00Z", "29 Oct"),
        ("2024-12-31T12:00:00Z", "31/12/2024"),
        ("nonsense", "as it was"),
    ],
)
def test_the_list_says_times_as_people_do(tab: Tab, at: str, words: str) -> None:
    tab.page.clock.set_fixed_time(datetime(2025, 11, 5, 10, tzinfo=UTC))
    time = f'<time datetime="{at}" data-style="row">as it was</time>'
    tab.open(page(rows=row("bob", 1).replace("bob: ", time)))
    assert tab.texts("#chats time") == [words]


def test_today_becomes_yesterday_at_midnight(tab: Tab) -> None:
    tab.page.clock.install(time=datetime(2025, 11, 3, 23, 58, tzinfo=UTC))
    tab.open(page(log(article(1), high=1)))
    assert tab.texts(".day") == ["Today"]
    tab.page.clock.fast_forward(200_000)
    assert tab.texts(".day") == ["Yesterday"]


def test_without_a_chat_on_the_page_nothing_is_amiss(tab: Tab) -> None:
    tab.open(page(), CHAT)
    tab.apply(frame(article(1), row("bob", 3, "hi")))
    assert tab.texts("#chats li") == ["bob: hi"]
