"""A message on its way arrives once, in order, whatever happens to the connection, or its words come back."""

from __future__ import annotations

from uuid import UUID

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, composer, frame, log, page
from tests.e2e.js.test_composer import field, sent, take_messages

PAGE = page(log(article(1), high=1), below=composer(v=1))


ITEMS = """() => new Promise((resolve) => {
    indexedDB.open("paperplane-outbox").onsuccess = ({ target: { result: database } }) => {
        const items = database.transaction("items").objectStore("items").getAll();
        items.onsuccess = () => (database.close(), resolve(items.result));
    };
})"""
SEND = """(texts) => texts.forEach((text) => {
    const field = document.querySelector("textarea");
    field.value = text;
    field.form.requestSubmit();
})"""


def write(tab: Tab, *texts: str) -> None:
    """Send messages faster than any answer comes."""
    tab.page.evaluate(SEND, texts)


def items(tab: Tab) -> list[dict[str, object]]:
    """What the browser keeps of what is not sent yet."""
    return tab.page.evaluate(ITEMS)


def mine(asked: dict[str, str], seq: int) -> str:
    """The article of a message as it was asked to be sent."""
    text = article(seq, asked["text"], by="alice")
    return text.replace(f'id="m-{seq}"', f'id="m-{asked["client_id"]}"')


def test_messages_go_one_at_a_time_and_in_order(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    write(tab, *"abcdef")
    tab.wait_for(lambda: tab.page.locator(".pending").count() == 0)
    assert sent(tab) == [*"abcdef"]
    assert tab.texts() == ["message 1", *"abcdef"]
    assert all(UUID(asked["client_id"]).version == 4 for asked in tab.requests("/messages/@bob/"))


def test_a_push_that_overtakes_the_answer_makes_no_second_bubble(tab: Tab) -> None:
    def answer(asked: dict[str, str]) -> tuple[int, str]:
        tab.sockets[-1].send(frame(mine(asked, 2)))
        return 201, frame(mine(asked, 2))

    tab.answers["/messages/@bob/"] = answer
    tab.open(PAGE)
    write(tab, "once")
    tab.wait_for(lambda: tab.page.locator(".pending").count() == 0)
    assert tab.texts() == ["message 1", "once"]


def test_a_message_whose_predecessor_is_still_missing_waits_as_a_bubble(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = lambda asked: (201, frame(mine(asked, 3)))
    tab.open(PAGE)
    write(tab, "answer")
    tab.page.wait_for_timeout(200)
    assert tab.page.locator(".pending").count() == 1
    tab.apply(frame(article(2, "question")))
    assert tab.texts() == ["message 1", "question", "answer"]
    assert tab.page.locator(".pending").count() == 0


def test_after_a_fault_the_same_message_is_tried_again_by_itself(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = (500, "")
    write(tab, "stubborn", "second")
    tab.pass_time(0.1)
    assert tab.page.locator(".failed").get_by_text("Not sent yet.").is_visible()
    assert tab.page.locator(".pending").count() == 1
    take_messages(tab)
    tab.pass_time(2.1)
    tab.wait_for(lambda: tab.page.locator(".failed, .pending").count() == 0)
    assert tab.texts() == ["message 1", "stubborn", "second"]
    first, again, second = tab.requests("/messages/@bob/")
    assert first == again != second


def test_retry_tries_at_once(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = None
    write(tab, "again")
    tab.pass_time(0.1)
    take_messages(tab)
    tab.page.get_by_role("button", name="Retry").click()
    tab.page.locator(".failed").wait_for(state="detached")
    assert tab.texts() == ["message 1", "again"]
    assert tab.focused.startswith("<textarea")


def test_a_lost_answer_does_not_lose_the_message_nor_double_it(tab: Tab) -> None:
    """The server stored it, the answer never came; the second try is told of the first."""
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = None
    write(tab, "stored")
    tab.pass_time(0.1)
    tab.answers["/messages/@bob/"] = lambda asked: (200, frame(mine(asked, 2)))
    tab.sockets[-1].send(frame(mine(tab.requests("/messages/@bob/")[0], 2)))
    tab.pass_time(3)
    assert tab.texts() == ["message 1", "stored"]
    assert tab.page.locator(".failed, .pending").count() == 0


def test_an_answer_for_a_copy_that_was_deleted_meanwhile_takes_the_bubble_away(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (200, frame())
    tab.open(PAGE)
    write(tab, "deleted elsewhere")
    tab.page.locator(".pending").wait_for(state="detached")
    assert tab.texts() == ["message 1"]


def test_a_refusal_shows_the_card_and_gives_all_words_back(tab: Tab) -> None:
    refused = frame(composer(v=2, refusal="blocked_you")) + "<p data-error>This account has blocked you.</p>"
    tab.answers["/messages/@bob/"] = (403, refused)
    tab.open(PAGE)
    write(tab, "one", "two")
    tab.page.locator("[data-refusal=blocked_you]").wait_for()
    tab.wait_for(lambda: field(tab).input_value() == "one\ntwo")
    assert sent(tab) == ["one"]
    assert tab.texts() == ["message 1"]
    tab.apply(frame(composer(v=3)))
    assert tab.page.locator("[data-error]").is_hidden()


def test_what_is_not_a_message_comes_back_with_words_beside_the_field(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (422, "<p data-error>Up to 4,000 characters.</p>")
    tab.open(PAGE)
    write(tab, "too long")
    tab.page.get_by_text("Up to 4,000 characters.").wait_for()
    assert field(tab).input_value() == "too long"
    take_messages(tab)
    write(tab, "shorter")
    assert tab.page.locator("[data-error]").is_hidden()
    tab.wait_for(lambda: tab.texts() == ["message 1", "shorter"])


def test_a_short_pause_that_the_server_asks_for_is_made_in_silence(tab: Tab) -> None:
    tab.open_at_rest(PAGE)
    tab.answers["/messages/@bob/"] = (429, "<p data-error>Slowly.</p>", {"Retry-After": "8"})
    write(tab, "quick")
    tab.pass_time(7.5)
    assert tab.page.locator(".pending").count() == 1
    assert len(sent(tab)) == 1
    take_messages(tab)
    tab.pass_time(1)
    assert tab.texts() == ["message 1", "quick"]


def test_a_long_one_gives_the_words_back_and_says_why(tab: Tab) -> None:
    tab.open(PAGE)
    words = "<p data-error>Enough first messages for today.</p>"
    tab.answers["/messages/@bob/"] = (429, words, {"Retry-After": "40000"})
    write(tab, "the eleventh")
    tab.page.get_by_text("Enough first messages for today.").wait_for()
    assert field(tab).input_value() == "the eleventh"


def test_an_answer_that_is_not_the_servers_is_no_receipt(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = "<h1>Welcome to the airport. Please sign in.</h1>"
    tab.open(PAGE)
    write(tab, "on the move")
    tab.page.locator(".failed").wait_for()
    assert tab.texts() == ["message 1", "on the move"]


def test_what_could_not_be_sent_is_sent_by_the_next_page(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    tab.open(PAGE)
    write(tab, "one", "two")
    tab.page.locator(".failed").wait_for()
    first = tab.requests("/messages/@bob/")[0]
    take_messages(tab)
    tab.open(PAGE)
    tab.wait_for(lambda: tab.texts() == ["message 1", "one", "two"])
    tab.wait_for(lambda: tab.page.locator(".pending").count() == 0)
    assert tab.page.evaluate("Object.keys(localStorage)") == []
    tab.wait_for(lambda: items(tab) == [])
    assert first["text"] == "one"
    assert tab.page.locator(f"#m-{first['client_id']}[data-seq]").count() == 1


def test_offline_is_said_at_the_message_which_goes_out_by_itself_afterwards(tab: Tab) -> None:
    take_messages(tab)
    tab.open(PAGE)
    tab.context.set_offline(True)
    tab.wait_for(lambda: tab.page.evaluate("!navigator.onLine"))
    write(tab, "from the tunnel")
    tab.page.locator(".waiting").get_by_text("Sent when you are back.").wait_for()
    write(tab, "and again")
    banner = tab.page.locator("#connection")
    banner.get_by_text("waiting: 2").wait_for()
    assert banner.get_by_text("offline").is_visible()
    assert tab.page.locator(".waiting [data-cancel]").count() == 2
    assert sent(tab) == []
    tab.context.set_offline(False)
    tab.wait_for(lambda: tab.page.locator(".waiting, .failed, .pending").count() == 0)
    banner.locator("[data-waiting]").wait_for(state="hidden")
    assert tab.texts() == ["message 1", "from the tunnel", "and again"]


def test_a_session_that_ended_keeps_the_words_for_after_the_next_sign_in(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = (401, "", {"HX-Redirect": "/accounts/login/?next=/"})
    tab.open(PAGE)
    write(tab, "too late")
    tab.page.get_by_role("link", name="Sign in").wait_for()
    field(tab).fill("and this")
    field(tab).press("Enter")
    assert field(tab).input_value() == "and this"
    assert sent(tab) == ["too late"]
    take_messages(tab)
    tab.open(PAGE)
    tab.wait_for(lambda: tab.texts() == ["message 1", "too late"])
    assert field(tab).input_value() == "and this"


def test_the_token_is_the_one_the_browser_holds_now(tab: Tab) -> None:
    """A sign-in in another tab changes the token; the form of this page still holds the old one."""
    take_messages(tab)
    tab.open(PAGE)
    with tab.page.expect_request("**/messages/@bob/") as asked:
        write(tab, "a")
    assert asked.value.headers["x-csrftoken"] == "TOKEN"
    tab.page.evaluate("document.cookie = 'csrftoken=NEWER'")
    with tab.page.expect_request("**/messages/@bob/") as asked:
        write(tab, "b")
    assert asked.value.headers["x-csrftoken"] == "NEWER"
