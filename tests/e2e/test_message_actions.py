"""What one does with a message: like, answer, copy, pick, delete; by mouse, by key, by finger, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from messaging import actions
from messaging.models import Message
from social import actions as social
from tests.e2e.bubbles import choose, confirm, expect_hearts, message
from tests.e2e.person import Person
from tests.factories import friends, send

PATIENCE = 15_000


@pytest.fixture(autouse=True)
def talk(server: object) -> None:
    """Alice and Bob have said three things; the second is Bob's."""
    alice, bob = friends("alice", "bob")
    for sender, recipient, words in ((alice, bob, "Look, a duck"), (bob, alice, "Very confident"), (alice, bob, "Yes")):
        send(sender, recipient, words)


def both(person: Callable[..., Person]) -> tuple[Page, Page]:
    return person("alice").open_chat("bob"), person("bob").open_chat("alice")


def test_hearts_are_given_and_taken_back_before_the_eyes_of_both(person: Callable[..., Person]) -> None:
    hers, his = both(person)
    like = message(hers, "Very confident").get_by_role("button", name="Like", exact=True)
    expect(like).to_have_attribute("aria-pressed", "false")
    like.click()
    unlike = message(hers, "Very confident").get_by_role("button", name="Unlike")
    expect(unlike).to_have_attribute("aria-pressed", "true")
    expect_hearts(hers, "Very confident", "Liked by you")
    expect_hearts(his, "Very confident", "Liked by Alice")

    message(his, "Very confident").locator(".bubble").dblclick()
    expect_hearts(his, "Very confident", "Liked by you and Alice")
    expect_hearts(hers, "Very confident", "Liked by you and Bob")
    message(his, "Very confident").locator(".bubble").dblclick()  # once more takes nothing back

    unlike.click()
    expect_hearts(hers, "Very confident", "Liked by Bob")
    expect_hearts(his, "Very confident", "Liked by you")
    hers.reload()
    expect_hearts(hers, "Very confident", "Liked by Bob")


def test_a_like_that_is_refused_is_taken_back_with_the_reason(person: Callable[..., Person]) -> None:
    alice = person("alice")
    page = alice.open_chat("bob")
    alice.may_see("403")
    ids = {user.username: user.pk for user in (Message.objects.get(seq=1).sender, Message.objects.get(seq=2).sender)}
    social.block(blocker_id=ids["bob"], blocked_id=ids["alice"])
    like = message(page, "Very confident").get_by_role("button", name="Like", exact=True)
    like.click()
    expect(page.locator("#toasts")).to_contain_text("blocked you", timeout=PATIENCE)
    expect(like).to_have_attribute("aria-pressed", "false")
    expect(message(page, "Very confident").locator("[data-part=hearts]")).to_be_empty()


def test_a_quote_leads_to_its_original_and_vanishes_with_it_on_that_side_only(person: Callable[..., Person]) -> None:
    hers, his = both(person)
    choose(hers, "Very confident", "Reply")
    field = hers.get_by_role("textbox", name="Message", exact=True)
    expect(field).to_be_focused()
    expect(hers.locator("[data-quote-bar]")).to_contain_text("Bob Very confident")

    hers.reload()  # the choice is kept with the draft
    expect(hers.locator("[data-quote-bar]")).to_contain_text("Bob Very confident")
    field.press_sequentially("Overly so")
    field.press("Escape")
    expect(hers.locator("[data-quote-bar]")).to_be_hidden()
    expect(field).to_have_value("Overly so")
    choose(hers, "Very confident", "Reply")
    field.press("Enter")
    expect(hers.locator("[data-quote-bar]")).to_be_hidden()

    for page, who in ((hers, "Bob"), (his, "You")):
        quote = message(page, "Overly so").locator("[data-part=quote] a")
        expect(quote).to_have_text(re.compile(rf"{who}\s+Very confident"))
        quote.click()
        expect(message(page, "Very confident")).to_be_focused()
        assert "around" not in page.url

    choose(hers, "Very confident", "Delete")
    confirm(hers)
    expect(message(hers, "Very confident")).to_have_count(0)
    expect(message(hers, "Overly so").locator("[data-part=quote]")).to_be_empty()
    for page in (hers, his):
        page.reload()
    expect(message(hers, "Overly so").locator("[data-part=quote]")).to_be_empty()
    expect(message(his, "Overly so").locator("[data-part=quote]")).to_contain_text("Very confident")
    expect(message(his, "Very confident")).to_be_visible()


def test_a_quote_leads_back_to_an_original_that_is_not_loaded_yet(person: Callable[..., Person]) -> None:
    alice, bob = Message.objects.get(seq=1).sender, Message.objects.get(seq=2).sender
    for number in range(110):
        send(alice, bob, f"number {number}")
    send(bob, alice, "About that duck", reply_to=1)
    page = person("alice").open_chat("bob")
    expect(message(page, "Look, a duck")).to_have_count(0)
    message(page, "About that duck").locator("[data-part=quote] a").click()
    expect(message(page, "Look, a duck")).to_be_focused(timeout=PATIENCE)
    expect(message(page, "Look, a duck")).to_be_in_viewport()


def test_a_deletion_is_told_plainly_and_seen_in_every_tab_of_that_side_alone(person: Callable[..., Person]) -> None:
    alice, bob = person("alice"), person("bob")
    tabs = [alice.open_chat("bob"), alice.new_tab(), alice.new_tab()]
    tabs[1].goto(f"{alice.url}/messages/@bob/")
    tabs[2].goto(f"{alice.url}/messages/")
    for tab in tabs:
        alice.wait_until_live(tab)
    his = bob.open_chat("alice")

    choose(tabs[0], "Yes", "Delete")
    dialog = tabs[0].get_by_role("dialog", name="Delete this message?")
    expect(dialog).to_contain_text("It goes from your side only: Bob keeps a copy. It can't be undone.")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    tabs[0].keyboard.press("Escape")
    expect(message(tabs[0], "Yes")).to_be_visible()

    choose(tabs[0], "Yes", "Delete")
    confirm(tabs[0])
    for tab in tabs[:2]:
        expect(message(tab, "Yes")).to_have_count(0)
        expect(message(tab, "Very confident")).to_be_visible()
    for tab in tabs:
        expect(tab.locator("#chat-bob")).to_contain_text("Very confident")
    for tab in tabs:
        tab.reload()
        expect(tab.locator("#chat-bob")).to_contain_text("Very confident")
    expect(message(his, "Yes")).to_be_visible()
    his.reload()
    expect(message(his, "Yes")).to_be_visible()


def test_several_messages_are_picked_copied_saved_and_deleted(person: Callable[..., Person]) -> None:
    alice = person("alice")
    page = alice.open_chat("bob")
    alice.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page, "Very confident", "Copy")
    expect(page.locator("#toasts")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "Very confident"

    choose(page, "Look, a duck", "Select")
    bar = page.get_by_role("toolbar", name="Selected messages")
    expect(bar).to_contain_text("1 selected")
    message(page, "Yes").click()
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Copy").click()
    expect(bar).to_be_hidden()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("] ", 1)[1] for line in copied] == ["You: Look, a duck", "You: Yes"]

    choose(page, "Look, a duck", "Select")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    choose(page, "Look, a duck", "Select")
    message(page, "Very confident").click()
    with page.expect_download() as saved:
        bar.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename == "paperplane-bob.txt"
    assert "Bob: Very confident" in Path(saved.value.path()).read_text()
    bar.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog", name="Delete these messages?")).to_be_visible()
    confirm(page)
    expect(page.locator("[role=log] > article")).to_have_count(1)
    expect(bar).to_be_hidden()
    expect(message(page, "Yes")).to_be_visible()


def test_a_menu_that_is_open_stays_open_while_things_happen(person: Callable[..., Person]) -> None:
    hers, his = both(person)
    message(hers, "Very confident").locator(".bubble").click(button="right")
    menu = hers.get_by_role("menu", name="Message actions")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    message(his, "Very confident").locator(".bubble").dblclick()
    expect_hearts(hers, "Very confident", "Liked by Bob")
    expect(menu).to_be_visible()
    expect(message(hers, "Very confident")).to_have_attribute("data-lifted", "")
    hers.keyboard.press("End")
    expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    hers.locator(".chat-peer").click(position={"x": 5, "y": 5})  # a press elsewhere only closes it
    expect(menu).to_be_hidden()
    expect(hers).to_have_url(re.compile("/messages/@bob/$"))


def test_three_dots_tell_that_the_other_writes(person: Callable[..., Person]) -> None:
    hers, his = both(person)
    dots = hers.get_by_role("status").filter(has_text="Bob is typing").locator(".typing")
    his.get_by_role("textbox", name="Message", exact=True).press_sequentially("I mean")
    expect(dots).to_be_visible()
    his.keyboard.press("Enter")
    expect(message(hers, "I mean")).to_be_visible()
    expect(dots).to_be_hidden()


def test_without_scripts_all_of_it_is_plain_forms(person: Callable[..., Person]) -> None:
    page = person("alice", java_script_enabled=False).goto("/messages/@bob/")
    message(page, "Very confident").get_by_role("button", name="Like", exact=True).click()
    expect(page).to_have_url(re.compile("/messages/@bob/$"))
    expect_hearts(page, "Very confident", "Liked by you")

    message(page, "Very confident").get_by_role("button", name="Message actions").click()
    page.get_by_role("link", name="Reply").click()
    expect(page.locator("[data-quote-bar]")).to_contain_text("Very confident")
    page.get_by_role("textbox", name="Message", exact=True).fill("Indeed")
    page.get_by_role("button", name="Send").click()
    expect(message(page, "Indeed").locator("[data-part=quote]")).to_contain_text("Very confident")

    message(page, "Very confident").get_by_role("button", name="Message actions").click()
    expect(page.locator("#delete")).to_contain_text("It goes from your side only: Bob keeps a copy.")
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/messages/@bob/$"))
    expect(message(page, "Very confident")).to_have_count(0)
    expect(message(page, "Indeed").locator("[data-part=quote]")).to_be_empty()
    alice, bob = Message.objects.get(seq=1).sender, Message.objects.get(seq=2).sender
    assert Message.objects.for_user(bob).filter(seq=2).exists()
    actions.delete_message(user=bob, peer=alice, seq=2)
    assert Message.objects.get(seq=2).text == ""
