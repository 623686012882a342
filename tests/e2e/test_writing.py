"""Writing a message: the keys, the draft, and the bubble that is there before the server has answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Route, expect

from messaging.models import Message
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import friends, send


def test_enter_sends_and_shift_enter_begins_a_line(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice, bob = person("alice"), person("bob")
    alice.open_chat("bob")
    bob.open_chat("alice")
    for keys in ("Dear Bob,", "Shift+Enter", "it is me", "Shift+Enter", "Shift+Enter", "Alice 🦆", "Enter"):
        if "Enter" in keys:
            alice.page.keyboard.press(keys)
        else:
            alice.page.keyboard.type(keys)
    field = alice.page.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    for one in (alice, bob):
        expect(one.messages).to_have_count(1, timeout=PATIENCE)
        assert one.messages.locator("[data-text]").inner_text() == "Dear Bob,\nit is me\n\nAlice 🦆"
    alice.page.keyboard.type("   ")
    alice.page.keyboard.press("Enter")
    alice.page.keyboard.press("Control+a")
    alice.page.keyboard.type("two")
    alice.page.keyboard.press("Enter")
    expect(bob.messages).to_have_count(2, timeout=PATIENCE)


def test_the_bubble_is_there_at_once_and_becomes_the_message(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    alice.open_chat("bob")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    alice.page.route("**/messages/@bob/", hold)
    for text in ("first", "second"):
        alice.write(text)
        alice.page.keyboard.press("Enter")
    expect(alice.log.locator(".pending")).to_have_count(2)
    ids = alice.messages.evaluate_all("(all) => all.map((one) => one.id)")
    assert len(held) == 1, "the second waits for the first"
    held[0].continue_()
    alice.page.unroute("**/messages/@bob/")
    expect(alice.log.locator("article[data-seq]")).to_have_count(2, timeout=PATIENCE)
    expect(alice.log.locator(".pending, .failed")).to_have_count(0)
    assert alice.messages.evaluate_all("(all) => all.map((one) => one.id)") == ids
    assert ids == [message.dom_id for message in Message.objects.order_by("seq")]


def test_a_draft_outlives_a_reload_and_not_a_sign_out(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice")
    alice.open_chat("bob")
    alice.write("to be continued")
    alice.page.reload()
    field = alice.page.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_have_value("to be continued")
    other = alice.new_tab()
    other.goto(f"{alice.url}/messages/@bob/")
    expect(other.get_by_role("textbox", name="Message", exact=True)).to_have_value("to be continued")
    alice.goto("/accounts/logout/")
    alice.may_see("401 (Unauthorized)", "WebSocket connection to")
    alice.page.get_by_role("button", name="Sign out").click()
    alice.page.wait_for_url(f"{alice.url}/")
    # What is kept in IndexedDB goes too, and only then the note that she left.
    alice.page.wait_for_function("Object.values(localStorage).join() === ''")


def test_a_draft_stands_in_the_list_as_it_is_typed_and_in_other_tabs(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    send(bob_user, alice_user, "Write to me")
    alice = person("alice")
    chats = alice.new_tab()
    chats.goto(f"{alice.url}/messages/")
    alice.wait_until_live(chats)
    alice.open_chat("bob")
    alice.write("Dear")
    here, there = (page.locator("#chat-bob .preview") for page in (alice.page, chats))
    for preview in (here, there):
        expect(preview).to_have_text("Draft: Dear", use_inner_text=True)
    alice.write("Dear Bob")
    expect(there).to_have_text("Draft: Dear Bob", use_inner_text=True)
    send(bob_user, alice_user, "Are you there?")  # draws the row anew
    expect(chats.locator("#chat-bob")).to_contain_text("Are you there?", timeout=PATIENCE)
    expect(there).to_have_text("Draft: Dear Bob", use_inner_text=True)
    alice.page.get_by_role("button", name="Send", exact=True).click()
    for preview in (here, there):
        expect(preview).to_have_text("You: Dear Bob", use_inner_text=True, timeout=PATIENCE)


def test_a_chat_that_comes_onto_the_list_opens_beside_it(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    alice = person(alice_user)
    page = alice.goto("/messages/")
    alice.wait_until_live()
    page.evaluate("window.isStill = true")
    send(bob_user, alice_user, "Hello Alice")
    page.locator("#chat-bob a.chat-row").click(timeout=PATIENCE)
    expect(alice.messages.filter(has_text="Hello Alice")).to_be_visible()
    assert page.evaluate("window.isStill") is True


def test_each_day_begins_with_its_name(person: Callable[..., Person]) -> None:
    alice_user, bob_user = friends("alice", "bob")
    for days, words in ((400, "long ago"), (1, "last night"), (1, "later that night")):
        sent = send(bob_user, alice_user, words).message
        Message.objects.filter(pk=sent.pk).update(sent_at=timezone.now() - dt.timedelta(days=days))
    alice = person("alice", timezone_id="UTC")
    alice.open_chat("bob")
    days = alice.log.locator(".day")
    expect(days).to_have_count(2)
    expect(days.last).to_have_text("Yesterday")
    alice.send("good morning")
    expect(days).to_have_count(3)
    expect(days.last).to_have_text("Today")
    alice.send("again")
    expect(days).to_have_count(3)
