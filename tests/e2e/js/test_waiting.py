"""What waits to be sent: whose it is, what may send it, how it is taken back, and what comes of a no."""

from __future__ import annotations

import emoji
from playwright.sync_api import Request

from messaging.text import is_large_emoji
from tests.e2e.js.conftest import SITE, Tab
from tests.e2e.js.markup import article, composer, frame, log, page
from tests.e2e.js.test_composer import field, sent, take_messages
from tests.e2e.js.test_outbox import PAGE, items, write

HOME = page()
REFUSED = frame(composer(v=2, refusal="blocked_you")) + "<p data-error>This account has blocked you.</p>"
JOT = """() => localStorage.setItem("outbox:alice:bob:0f", JSON.stringify({
    name: "bob", id: "0f", url: "/messages/@bob/", fields: { text: "as I left", client_id: "0f" }, at: 7,
}))"""


def go_offline(tab: Tab, is_offline: bool = True) -> None:
    tab.context.set_offline(is_offline)
    tab.wait_for(lambda: tab.page.evaluate("!navigator.onLine") is is_offline)


def leave(tab: Tab, *texts: str) -> None:
    """Write messages that cannot be sent now."""
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    write(tab, *texts)
    tab.page.locator(".failed").wait_for()
    tab.wait_for(lambda: len(items(tab)) == len(texts))


def test_what_one_account_wrote_is_never_sent_by_another_and_waits_for_its_author(tab: Tab) -> None:
    leave(tab, "from alice")
    take_messages(tab)
    tab.open(PAGE.replace('data-me="alice"', 'data-me="dave"'))
    tab.settle()
    assert sent(tab) == []
    assert tab.texts() == ["message 1"]
    assert tab.page.locator("[data-waiting]").is_hidden()
    tab.open(PAGE)
    tab.wait_for(lambda: tab.texts() == ["message 1", "from alice"])
    tab.wait_for(lambda: items(tab) == [])


def test_signing_out_forgets_it_even_where_there_was_no_time_to(tab: Tab) -> None:
    leave(tab, "never sent")
    # The page that comes next finds that somebody has left.
    tab.page.evaluate("localStorage.setItem('leaving:alice', 'yes')")
    tab.html = page(me=None)
    tab.page.goto(f"{SITE}/")
    tab.wait_for(lambda: items(tab) == [])
    tab.wait_for(lambda: tab.page.evaluate("Object.keys(localStorage)") == [])


def test_what_a_page_had_no_time_to_keep_is_sent_by_the_next(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    tab.page.evaluate(JOT)
    tab.open(PAGE)
    tab.wait_for(lambda: tab.texts() == ["message 1", "as I left"])
    assert tab.page.evaluate("Object.keys(localStorage)") == []


def test_every_post_says_for_whom_its_page_was_drawn(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    with tab.page.expect_request("**/messages/@bob/") as asked:
        write(tab, "mine")
    assert asked.value.headers["paperplane-user"] == "alice"


def test_a_token_that_is_not_taken_is_no_refusal(tab: Tab) -> None:
    take_messages(tab)
    accept = tab.answers["/messages/@bob/"]
    answers = iter([(403, "<h1>Old</h1>", {"Paperplane-Stale": "token", "Set-Cookie": "csrftoken=FRESH"})])
    tab.answers["/messages/@bob/"] = lambda asked: next(answers, None) or accept(asked)
    tab.open(PAGE)
    tokens = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages/@bob/"):
            tokens.append(request.headers["x-csrftoken"])

    tab.page.on("request", note)
    write(tab, "still mine")
    tab.wait_for(lambda: tab.page.locator(".pending").count() == 0)
    assert tab.texts() == ["message 1", "still mine"]
    assert tokens == ["TOKEN", "FRESH"]
    first, again = tab.requests("/messages/@bob/")
    assert first == again


def test_a_token_that_is_never_taken_leaves_it_waiting(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (403, "<h1>Old</h1>", {"Paperplane-Stale": "token"})
    tab.open(PAGE)
    write(tab, "stubborn")
    tab.page.locator(".failed").wait_for()
    assert len(sent(tab)) == 2
    assert field(tab).input_value() == ""


def test_a_network_that_lets_nobody_through_is_no_refusal(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (403, "<h1>Pay first.</h1>")
    tab.open(PAGE)
    write(tab, "at the airport")
    tab.page.locator(".failed").wait_for()
    assert [item["returned"] for item in items(tab) if "returned" in item] == []


def test_a_busy_server_is_given_the_time_it_asks_for_however_long(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = (503, "<p data-error>Busy.</p>", {"Retry-After": "120"})
    write(tab, "patient")
    tab.pass_time(0.1)
    assert tab.page.locator(".waiting").get_by_text("In a moment.").is_visible()
    tab.page.evaluate("dispatchEvent(new Event('online'))")
    tab.pass_quiet_time(110)
    assert len(sent(tab)) == 1
    take_messages(tab)
    tab.pass_quiet_time(20)
    assert tab.texts() == ["message 1", "patient"]


def test_a_pause_that_the_server_asked_for_outlives_the_page(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = (429, "<p data-error>Slowly.</p>", {"Retry-After": "20"})
    write(tab, "patient")
    tab.pass_time(0.1)
    tab.page.reload()
    tab.settle()
    tab.pass_time(10)
    assert len(sent(tab)) == 1
    take_messages(tab)
    tab.pass_time(25)
    tab.wait_for(lambda: tab.texts() == ["message 1", "patient"])


def test_cancel_puts_the_words_where_they_can_be_changed(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    go_offline(tab)
    write(tab, "one", "two", "three")
    field(tab).fill("four")
    tab.page.locator("article", has_text="two").get_by_role("button", name="Cancel").click()
    tab.wait_for(lambda: field(tab).input_value() == "two\nfour")
    assert tab.texts() == ["message 1", "one", "three"]
    assert tab.focused.startswith("<textarea")
    go_offline(tab, False)
    tab.wait_for(lambda: tab.page.locator(".waiting, .pending").count() == 0)
    assert sent(tab) == ["one", "three"]


def test_cancel_of_what_is_tried_again_and_again_lets_the_next_go(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (500, "")
    tab.open(PAGE)
    write(tab, "stuck", "behind")
    tab.page.locator(".failed").wait_for()
    take_messages(tab)
    tab.page.locator(".failed").get_by_role("button", name="Cancel").click()
    tab.wait_for(lambda: field(tab).input_value() == "stuck")
    tab.wait_for(lambda: tab.texts() == ["message 1", "behind"])
    tab.wait_for(lambda: items(tab) == [])


def test_a_no_that_comes_on_another_page_is_said_there_and_its_words_wait_in_the_chat(tab: Tab) -> None:
    leave(tab, "one", "two")
    tab.answers["/messages/@bob/"] = (403, REFUSED)
    tab.open(HOME, f"{SITE}/")
    tab.page.get_by_text("To bob: This account has blocked you.").wait_for()
    assert tab.page.locator(".toast").count() == 1
    assert tab.page.locator("[data-waiting]").is_hidden()
    tab.open(page(log(article(1), high=1), below=composer(v=2, refusal="blocked_you")))
    tab.wait_for(lambda: field(tab).input_value() == "one\ntwo")
    assert field(tab).is_hidden()
    tab.settle()
    assert items(tab) == []
    assert sent(tab) == []


def test_one_that_is_not_there_any_more_stops_all_that_was_for_her(tab: Tab) -> None:
    leave(tab, "one", "two")
    posts: list[dict[str, str]] = []
    tab.answers["/messages/@bob/"] = lambda asked: (posts.append(asked), (404, "<h1>Nobody</h1>"))[1]
    tab.open(PAGE)
    tab.wait_for(lambda: field(tab).input_value() == "one\ntwo")
    tab.settle()
    assert [asked["text"] for asked in posts] == ["one"]


def test_up_to_three_emoji_are_large_before_they_are_sent(tab: Tab) -> None:
    tab.open(PAGE)
    go_offline(tab)
    write(tab, "\U0001f389 \U0001f389", "\U0001f389!")
    words = tab.page.locator("article.waiting [data-text]")
    tab.wait_for(lambda: words.count() == 2)
    assert words.evaluate_all("all => all.map((one) => one.matches('.big-emoji'))") == [True, False]


def test_what_is_large_under_way_is_what_the_server_shows_large(tab: Tab) -> None:
    tab.open(PAGE)
    heart, plain = "\u2764\ufe0f", "\u2764"
    texts = [*emoji.EMOJI_DATA, *(f"{one} {one}{heart}" for one in list(emoji.EMOJI_DATA)[::50])]
    texts += [
        "",
        "1",
        "a",
        "#",
        "\u00a9",
        plain,
        heart * 3,
        heart * 4,
        f"{heart}!",
        f"{heart}\n{heart}",
        " " * 61 + heart,
    ]
    shown = tab.page.evaluate("async (texts) => texts.map((await import('/static/js/large.js')).isLargeEmoji)", texts)
    told = {text: is_large for text, is_large in zip(texts, shown, strict=True) if is_large != is_large_emoji(text)}
    assert told == {}
