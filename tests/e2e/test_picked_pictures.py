"""Stickers and GIFs from the picker: by one press, at once in both browsers, and later where there is no way now."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Route, expect

from tests.e2e.person import A_NUMBER, Person
from tests.e2e.picking import field, open_picker
from tests.e2e.test_pictures import expect_loaded
from tests.factories import friends
from tests.messaging import pictures


@pytest.fixture
def alice(person: Callable[..., Person]) -> Person:
    """Alice, in a chat with Bob."""
    friends("alice", "bob")
    alice = person("alice")
    alice.open_chat("bob")
    return alice


def without_posts(route: Route) -> None:
    """The network fails whatever is sent."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.fallback()


def test_a_sticker_goes_by_one_press_answers_and_is_seen_live(alice: Person, person: Callable[..., Person]) -> None:
    call_command("import_stickers", shipped=True, verbosity=0)
    bob = person("bob")
    bob.open_chat("alice")
    bob.send("Coming?")
    question = alice.messages.filter(has_text="Coming?")
    question.hover()
    question.get_by_role("button", name="Message actions").click()
    alice.page.get_by_role("menuitem", name="Reply").click()
    field(alice).fill("half a sentence")
    picker = open_picker(alice, "Stickers")
    picker.get_by_role("searchbox").fill("yep")
    expect(picker.get_by_role("button", name="Sticker: no", exact=True)).to_have_count(0)
    picker.get_by_role("button", name="Sticker: yes", exact=True).first.click()
    expect(picker).to_be_hidden()
    expect(alice.messages.last).to_have_attribute("data-seq", A_NUMBER)
    for one in (alice, bob):
        expect_loaded(one.messages.last.get_by_role("img", name="Sticker: yes"))
        expect(one.messages.last.locator(".quote")).to_contain_text("Coming?")
    expect(field(alice)).to_have_value("half a sentence")
    expect(alice.page.locator("[data-quote-bar]")).to_be_hidden()

    picker = open_picker(alice, "Stickers")
    recent = picker.locator("[data-recent=sticker]").get_by_role("button")
    expect(recent).to_have_count(1)
    star = picker.get_by_role("button", name="Favourite: cool")
    picker.get_by_role("button", name="Sticker: cool", exact=True).hover()
    star.click()
    expect(star).to_have_count(2)
    expect(picker).to_be_visible()
    recent.click()
    expect(bob.messages).to_have_count(3)


def test_what_is_picked_offline_waits_outlives_the_page_and_goes_out(alice: Person) -> None:
    call_command("import_stickers", shipped=True, verbosity=0)
    alice.may_lose_the_server()
    picker = open_picker(alice, "Stickers")
    hello = picker.get_by_role("button", name="Sticker: hello", exact=True).first
    expect_loaded(hello.get_by_role("img"))
    alice.page.route(
        "**/messages/@bob/", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    hello.click()
    waiting = alice.log.locator(".failed")
    expect(waiting).to_contain_text("Not sent yet.")
    expect_loaded(waiting.get_by_role("img", name="Sticker: hello"))
    alice.page.reload()
    alice.wait_until_live()
    expect_loaded(waiting.get_by_role("img", name="Sticker: hello"))
    alice.page.unroute("**/messages/@bob/")
    waiting.get_by_role("button", name="Retry").click()
    expect(alice.messages).to_have_count(1)
    expect(alice.messages.first).to_have_attribute("data-seq", A_NUMBER)
    # The push may be here before the answer that clears it away.
    alice.page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('outbox'))")


def test_a_gif_is_uploaded_and_sent_from_the_picker(alice: Person, person: Callable[..., Person]) -> None:
    bob = person("bob")
    bob.open_chat("alice")
    picker = open_picker(alice, "GIFs")
    alice.may_see("status of 422")
    picker.get_by_text("Upload a GIF").click()
    form = picker.locator("#gif-form")
    upload = form.get_by_role("button", name="Upload", exact=True)
    wrong = {"name": "still.gif", "mimeType": "image/gif", "buffer": b"GIF89a, or so it says"}
    form.get_by_label("File").set_input_files(wrong)  # type: ignore[arg-type]
    form.get_by_label("Tags").fill("duck rain")
    upload.click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    expect(form.get_by_label("Tags")).to_have_value("duck rain")
    file = {"name": "duck.gif", "mimeType": "image/gif", "buffer": pictures.moving("GIF", size=(300, 200))}
    form.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    upload.click()
    tile = picker.get_by_role("button", name="GIF: duck rain")
    expect(tile).to_be_focused()
    tile.click()
    expect(alice.messages.last).to_have_attribute("data-seq", A_NUMBER)
    for one in (alice, bob):
        expect_loaded(one.messages.last.get_by_role("img", name="GIF"))

    picker = open_picker(alice, "GIFs")
    picker.get_by_text("Upload a GIF").click()
    form.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    form.get_by_label("Use it once").check()
    upload.click()
    expect(picker).to_be_hidden()
    expect(bob.messages).to_have_count(2)
    kept = json.loads(alice.page.evaluate("localStorage.getItem('picker:alice:gif')"))
    assert [one["alt"] for one in kept] == ["GIF: duck rain"]
