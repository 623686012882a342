"""Two people talk: what one does shows wherever the other looks, and in every tab of both."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import friends, send

# The chat and the list as one would compare them: without what differs between renderings and means nothing.
PICTURE = """() => [...document.querySelectorAll("#pane, .list-pane, #unread-badge")].map((part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("input[type=hidden], noscript, template, [data-active-words]").forEach((one) => one.remove());
    copy.querySelectorAll(".day time").forEach((one) => one.removeAttribute("datetime"));
    copy.querySelectorAll(".distant").forEach((one) => one.classList.remove("distant"));
    const leftOut = ["style", "tabindex", "data-revision", "data-read", "data-v", "title", "data-active"];
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
        const attributes = [...one.attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
        attributes.forEach(({ name }) => one.removeAttribute(name));
        for (const { name, value } of attributes) if (!leftOut.includes(name)) one.setAttribute(name, value);
    }
    return copy.outerHTML.replaceAll(/\\s+/g, " ").replaceAll(/> | </g, (edge) => edge.trim());
}).join("\\n")"""


def test_a_message_shows_wherever_its_reader_looks(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    bob.goto("/messages/")
    bob.wait_until_live()
    elsewhere = bob.new_tab()
    elsewhere.goto(f"{bob.url}/settings/")
    bob.wait_until_live(elsewhere)
    alice.open_chat("bob")
    alice.send("Are you there?")

    row = bob.page.locator("#chat-alice")
    expect(row).to_contain_text("Are you there?", timeout=PATIENCE)
    expect(row.locator(".badge")).to_contain_text("1")
    for page in (bob.page, elsewhere):
        expect(page.locator("#unread-badge")).to_have_text("1")
        expect(page).to_have_title(re.compile(r"^\(1\) \w"))

    row.get_by_role("link").click()
    expect(bob.messages).to_have_count(1)
    for page in (bob.page, elsewhere):
        expect(page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)
        expect(page).to_have_title(re.compile(r"^\w"))
    expect(row.get_by_role("link")).to_have_attribute("aria-current", "page")


def test_a_quick_exchange_stands_in_the_same_order_on_both_sides(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    alice.open_chat("bob")
    bob.open_chat("alice")
    for turn in range(6):
        for one in (alice, bob):
            one.write(f"{one.name} {turn}")
            one.page.keyboard.press("Enter")
    for one in (alice, bob):
        expect(one.messages).to_have_count(12, timeout=PATIENCE)
        expect(one.log.locator(".pending, .failed")).to_have_count(0)
    words = [one.messages.locator("[data-text]").all_text_contents() for one in (alice, bob)]
    assert words[0] == words[1]
    assert [text for text in words[0] if text.startswith("alice")] == [f"alice {turn}" for turn in range(6)]


def test_a_reload_shows_what_was_there_before(person: Callable[..., Person]) -> None:
    friends("alice", "bob", "carol")
    alice, bob, carol = person("alice"), person("bob"), person("carol")
    for one, other in ((alice, "bob"), (bob, "alice"), (carol, "alice")):
        one.open_chat(other)
    alice.send("one")
    bob.send("two 🙂")
    carol.send("three")
    alice.send("https://example.org/ four")
    expect(alice.messages).to_have_count(3, timeout=PATIENCE)
    expect(alice.page.locator("#chat-carol")).to_contain_text("three", timeout=PATIENCE)
    expect(alice.log.locator("article:last-of-type + .seen:not([hidden])")).to_have_count(1, timeout=PATIENCE)
    live = alice.page.evaluate(PICTURE)
    alice.page.reload()
    alice.wait_until_live()
    assert alice.page.evaluate(PICTURE) == live


def test_three_tabs_of_one_person_agree(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    tabs = [alice.page, alice.new_tab(), alice.new_tab()]
    for page in tabs:
        page.goto(f"{alice.url}/messages/@bob/")
        alice.wait_until_live(page)
    bob.open_chat("alice")
    bob.send("to all of you")
    for number, page in enumerate(tabs):
        page.get_by_role("textbox", name="Message", exact=True).fill(f"from tab {number}")
        page.keyboard.press("Enter")
        for other in tabs:
            expect(other.get_by_role("log").locator("article")).to_have_count(number + 2, timeout=PATIENCE)
            expect(other.get_by_role("log").locator(".pending")).to_have_count(0)
    words = [page.locator("article [data-text]").all_text_contents() for page in tabs]
    assert words == [["to all of you", "from tab 0", "from tab 1", "from tab 2"]] * 3


@pytest.mark.parametrize("width", [1280, 360])
def test_older_messages_come_as_one_scrolls_up(person: Callable[..., Person], width: int) -> None:
    alice_user, bob_user = friends("alice", "bob")
    for number in range(1, 121):
        sender, recipient = (alice_user, bob_user) if number % 3 else (bob_user, alice_user)
        send(sender, recipient, f"number {number}")
    alice = person("alice", viewport={"width": width, "height": 780})
    page = alice.open_chat("bob")
    expect(alice.messages).to_have_count(50)
    expect(alice.messages.last).to_be_in_viewport()
    for _ in range(8):
        alice.log.evaluate("(log) => log.querySelector('article').scrollIntoView()")
        page.wait_for_timeout(150)
    expect(alice.messages).to_have_count(120, timeout=PATIENCE)
    words = alice.messages.locator("[data-text]").all_text_contents()
    assert words == [f"number {number}" for number in range(1, 121)]
    expect(alice.log.locator(".log-start")).to_be_visible()
    expect(alice.log.locator(".older")).to_have_count(0)


def test_who_reads_above_is_told_of_a_new_message_and_not_moved(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    for number in range(40):
        send(bob_user, alice_user, f"number {number}")
    alice, bob = person("alice"), person("bob")
    alice.open_chat("bob")
    bob.open_chat("alice")
    tenth = alice.messages.nth(9)
    tenth.scroll_into_view_if_needed()
    before = place_of(tenth)
    bob.send("something new")
    pill = alice.page.get_by_role("button", name="New messages")
    expect(pill).to_be_visible(timeout=PATIENCE)
    assert abs(place_of(tenth) - before) < 2
    expect(alice.page.locator("#unread-badge")).to_have_text("1")
    pill.click()
    expect(alice.messages.last).to_be_in_viewport()
    expect(pill).to_be_hidden()
    expect(alice.page.locator("#unread-badge")).to_have_text("", timeout=PATIENCE)


def place_of(element: Locator) -> int:
    box = element.bounding_box()
    assert box
    return round(box["y"])


def test_going_from_chat_to_chat_keeps_list_and_drafts(person: Callable[..., Person]) -> None:
    alice_user, bob_user, carol_user = friends("alice", "bob", "carol")
    send(bob_user, alice_user, "from bob")
    send(carol_user, alice_user, "from carol")
    alice = person("alice")
    alice.goto("/messages/")
    alice.page.locator("#chat-bob").get_by_role("link").click()
    expect(alice.messages).to_contain_text(["from bob"])
    alice.write("half a sen")
    alice.page.locator("#chat-carol").get_by_role("link").click()
    expect(alice.messages).to_contain_text(["from carol"])
    expect(alice.page).to_have_url(f"{alice.url}/messages/@carol/")
    field = alice.page.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    send(bob_user, alice_user, "again")
    expect(alice.page.locator("#chat-bob")).to_contain_text("again", timeout=PATIENCE)
    alice.page.go_back()
    expect(alice.messages).to_contain_text(["from bob", "again"], timeout=PATIENCE)
    expect(field).to_have_value("half a sen")


def test_on_a_phone_one_comes_back_to_the_list(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(bob_user, alice_user, "from bob")
    alice = person("alice", viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    alice.goto("/messages/")
    alice.wait_until_live()
    alice.page.locator("#chat-bob").get_by_role("link").tap()
    expect(alice.messages).to_contain_text(["from bob"])
    expect(alice.page.locator("#chat-bob")).to_be_hidden()
    alice.write("from the phone")
    alice.page.get_by_role("button", name="Send", exact=True).tap()
    expect(alice.messages).to_have_count(2)
    alice.page.get_by_role("link", name="Back").last.tap()
    expect(alice.page.locator("#chat-bob")).to_be_visible()
    expect(alice.page.locator("#chat-bob")).to_contain_text("from the phone")


def test_what_was_written_offline_goes_out_afterwards(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    for one in (alice, bob):
        one.may_lose_the_server()
    alice.open_chat("bob")
    bob.open_chat("alice")
    offline(alice.context, is_offline=True)
    for words in ("from the tunnel", "still in it"):
        alice.write(words)
        alice.page.keyboard.press("Enter")
    expect(alice.log.locator(".waiting")).to_have_count(2)
    expect(alice.page.locator("#connection")).to_contain_text("offline")
    bob.send("where are you?")
    offline(alice.context, is_offline=False)
    for one in (alice, bob):
        expect(one.messages).to_have_count(3, timeout=PATIENCE)
    words = bob.messages.locator("[data-text]").all_text_contents()
    assert words == ["where are you?", "from the tunnel", "still in it"]
    assert alice.messages.locator("[data-text]").all_text_contents() == words


def offline(context: BrowserContext, *, is_offline: bool) -> None:
    context.set_offline(is_offline)
    page = context.pages[0]
    page.wait_for_function("(is) => navigator.onLine !== is", arg=is_offline)


def test_a_message_no_one_may_send_any_more_comes_back_to_the_composer(person: Callable[..., Person]) -> None:
    """The block lands while the message is on its way: the socket was too slow to say so."""
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    alice.may_see("403")
    alice.open_chat("bob")
    alice.page.route("**/sync*", lambda route: route.abort())
    alice.may_see("net::ERR_FAILED")
    bob.goto("/@alice/")
    bob.wait_until_live()
    bob.page.get_by_role("button", name="More").click()
    with bob.page.expect_response("**/block"):
        bob.page.get_by_role("menuitem", name="Block").click()
    alice.write("too late")
    alice.page.get_by_role("button", name="Send", exact=True).click()
    expect(alice.page.locator("[data-refusal=blocked_you]")).to_be_visible(timeout=PATIENCE)
    expect(alice.page.locator("textarea[name=text]")).to_have_value("too late")
    expect(alice.messages).to_have_count(0)
