"""htmx draws the chat's pane anew while the list stays: the new chat is as alive as one that was loaded."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.e2e.js.conftest import Tab
from tests.e2e.js.markup import article, composer, frame, gone, log, page, row

SWAP = """([html, path]) => {
    history.pushState(null, "", path);
    const pane = document.createElement("main");
    pane.id = "pane";
    pane.innerHTML = html;
    document.getElementById("pane").replaceWith(pane);
    pane.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: pane } }));
}"""


def turn_to(tab: Tab, name: str, *articles: str, high: int) -> None:
    """What htmx does as the row of `name` is pressed."""
    below = f'<footer id="pane-foot-{name}">{composer().replace("bob", name)}</footer>'
    tab.page.evaluate(SWAP, [log(*articles, high=high, peer=name) + below, f"/messages/@{name}/"])


def carols(seq: int) -> str:
    return article(seq, f"carol {seq}", by="carol", peer="carol").replace(f'id="m-{seq}"', f'id="m-c{seq}"')


def open_two(tab: Tab) -> None:
    tab.open(page(log(article(1), high=1), rows=row("carol", 2) + row("bob", 1), below=composer()))


def test_the_row_of_the_open_chat_is_marked(tab: Tab) -> None:
    open_two(tab)
    assert tab.page.locator("[aria-current=page]").inner_text() == "bob:"
    turn_to(tab, "carol", carols(1), high=1)
    assert tab.page.locator("[aria-current=page]").inner_text() == "carol:"
    tab.apply(frame(row("carol", 5, "new")), frame(row("bob", 6, "new")))
    assert tab.page.locator("[aria-current=page]").inner_text() == "carol: new"


def test_socket_and_caret_follow_and_what_was_missed_is_asked_for(tab: Tab) -> None:
    open_two(tab)
    tab.answers["/sync"] = frame(carols(2), sync=True, stamp=9, with_="carol", revision=2, to=2)
    turn_to(tab, "carol", carols(1), high=1)
    tab.wait_for(lambda: tab.texts() == ["carol 1", "carol 2"])
    assert [urlsplit(socket.url).query for socket in tab.sockets] == ["with=bob", "with=carol"]
    assert tab.requests("/sync")[-1]["with"] == "carol"
    assert tab.focused.startswith("<textarea")


def test_a_message_that_came_while_its_chat_was_being_drawn_is_shown(tab: Tab) -> None:
    """It was pushed when there was no log for it yet, after the server had drawn the chat without it."""
    open_two(tab)
    tab.apply(frame(carols(2), prev=0, stamp=1))
    tab.answers["/sync"] = frame(carols(2), sync=True, stamp=1, with_="carol", revision=2, to=2)
    turn_to(tab, "carol", carols(1), high=1)
    tab.wait_for(lambda: tab.texts() == ["carol 1", "carol 2"])


def test_what_was_deleted_meanwhile_is_not_drawn_again(tab: Tab) -> None:
    open_two(tab)
    tab.apply(frame(gone("m-c1")))
    turn_to(tab, "carol", carols(1), carols(2), high=2)
    assert tab.texts() == ["carol 2"]


def test_messages_under_way_and_drafts_wait_in_their_own_chats(tab: Tab) -> None:
    tab.answers["/messages/@bob/"] = None
    open_two(tab)
    field = tab.page.locator("textarea")
    field.fill("under way")
    field.press("Enter")
    field.fill("half a sen")
    turn_to(tab, "carol", carols(1), high=1)
    assert tab.texts() == ["carol 1"]
    assert field.input_value() == ""
    turn_to(tab, "bob", article(1), high=1)
    tab.wait_for(lambda: tab.texts() == ["message 1", "under way"])
    assert field.input_value() == "half a sen"


def test_a_refusal_of_a_chat_that_is_no_longer_open_leaves_its_words_in_the_draft(tab: Tab) -> None:
    open_two(tab)
    field = tab.page.locator("textarea")
    tab.answers["/messages/@bob/"] = None
    field.fill("for bob")
    field.press("Enter")
    tab.page.locator(".failed").wait_for()
    tab.answers["/messages/@bob/"] = (403, frame(composer(v=9, refusal="blocked_you")))
    turn_to(tab, "carol", carols(1), high=1)
    tab.wait_for(lambda: len(tab.requests("/messages/@bob/")) >= 2)
    tab.wait_for(lambda: tab.page.evaluate("localStorage['draft:alice:bob']") == "for bob")
    assert field.input_value() == ""
    assert tab.page.locator("[data-refusal]").count() == 0
