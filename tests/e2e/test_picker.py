"""The picker in the chat: emoji at the caret, by hand, by touch and by keyboard, and at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from playwright.sync_api import expect

from tests.e2e.person import A_NUMBER, Person
from tests.e2e.picking import field, open_picker, opener_on, picker_on
from tests.e2e.test_accessible import findings
from tests.factories import friends
from tests.messaging import pictures

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}

# From the press to the frame in which the picker stands, in milliseconds.
OPENING = """async () => {
    const opener = document.querySelector("[data-picker]");
    const started = performance.now();
    opener.click();
    document.getElementById("picker").getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const took = performance.now() - started;
    opener.click();
    return took;
}"""


TRANSFERRED = """() => performance.getEntriesByType("resource")
    .find((one) => one.name.includes("/emoji/")).transferSize"""
PICKED = """() => Object.keys(localStorage).filter((key) => key.startsWith("picker"))"""


@pytest.fixture
def alice(person: Callable[..., Person]) -> Person:
    """Alice, in a chat with Bob."""
    friends("alice", "bob")
    alice = person("alice")
    alice.open_chat("bob")
    return alice


def test_an_emoji_goes_where_the_caret_is_and_comes_first_the_next_time(alice: Person) -> None:
    page = alice.page
    field(alice).fill("Good , Bob")
    field(alice).evaluate("field => field.setSelectionRange(5, 5)")
    picker = open_picker(alice)
    picker.get_by_role("searchbox").fill("hot bev")
    picker.get_by_role("grid", name="Found").get_by_role("gridcell", name="hot beverage").click()
    expect(field(alice)).to_have_value("Good ☕, Bob")
    page.keyboard.type("!")
    expect(field(alice)).to_have_value("Good ☕!, Bob")
    page.keyboard.press("Enter")
    expect(alice.messages.last).to_contain_text("Good ☕!, Bob")
    expect(alice.messages.last).to_have_attribute("data-seq", A_NUMBER)

    picker.get_by_role("searchbox").fill("xyzzy")
    expect(picker.get_by_role("status")).to_contain_text("No such emoji")
    picker.get_by_role("searchbox").fill("")
    page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    expect(field(alice)).to_be_focused()

    page.reload()
    alice.wait_until_live()
    picker = open_picker(alice)
    recent = picker.get_by_role("grid", name="Recent").get_by_role("gridcell")
    expect(recent).to_have_count(1)
    picker.locator("summary[aria-label='Skin tone']").click()
    picker.get_by_role("radio", name="Dark", exact=True).first.check()
    picker.get_by_role("radio", name="Light", exact=True).last.check()
    picker.get_by_role("searchbox").fill("handshake")
    picker.get_by_role("gridcell", name="handshake", exact=True).first.click()
    expect(field(alice)).to_have_value("🫱🏿‍🫲🏻")


def test_by_keyboard_alone(alice: Person) -> None:
    page = alice.page
    field(alice).focus()
    page.keyboard.press("Tab")
    expect(opener_on(page)).to_be_focused()
    page.keyboard.press("Enter")
    picker = picker_on(page)
    expect(picker.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    expect(opener_on(page)).to_be_focused()
    page.keyboard.press("Space")
    expect(picker.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for key, name in (
        ("ArrowRight", "grinning face with big eyes"),
        ("End", "face with tears of joy"),
        ("ArrowDown", "smiling face with heart-eyes"),
        ("Home", "slightly smiling face"),
        ("ArrowUp", "grinning face"),
    ):
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_attribute("aria-label", name)
    page.keyboard.press("Enter")
    expect(field(alice)).to_have_value("😀")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "grinning face")
    page.keyboard.press("Shift+Tab")
    expect(picker.locator("summary")).to_be_focused()
    picker.get_by_role("tab", name="Emoji").focus()
    page.keyboard.press("ArrowRight")
    expect(picker.get_by_role("tab", name="Stickers")).to_be_focused()
    expect(picker.get_by_role("tab", name="Stickers")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field(alice)).to_be_focused()
    page.keyboard.press("Enter")
    expect(alice.messages.last.locator(".big-emoji")).to_have_text("😀")


def test_on_a_phone_a_sheet_takes_the_room_of_the_keyboard(person: Callable[..., Person]) -> None:
    friends("alice", "bob")
    alice = person("alice", **PHONE)
    page = alice.open_chat("bob")
    alice.send("Look")
    opener_on(page).tap()
    picker = picker_on(page)
    picker.get_by_role("gridcell", name="grinning face", exact=True).tap()
    expect(field(alice)).to_have_value("😀")
    sheet, paper = picker.bounding_box(), field(alice).bounding_box()
    assert sheet
    assert paper
    assert (sheet["x"], sheet["width"], sheet["y"] + sheet["height"]) == (0, 360, 780)
    assert abs(sheet["height"] - 0.45 * 780) < 1
    assert paper["y"] + paper["height"] <= sheet["y"]
    expect(alice.messages.last).to_be_in_viewport()
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(picker).to_be_visible()
    expect(alice.messages.last).to_contain_text("😀")
    field(alice).tap()
    expect(picker).to_be_hidden()


@pytest.mark.alone
@pytest.mark.once
def test_it_opens_in_a_blink_after_the_first_time(alice: Person) -> None:
    open_picker(alice)
    alice.page.keyboard.press("Escape")
    # What else the machine does only adds to it.
    took = sorted(alice.page.evaluate(OPENING) for _n in range(5))
    assert took[0] < 100, took
    with alice.page.expect_response("**/emoji/en*/*") as again:
        alice.page.reload()
        alice.wait_until_live()
        opener_on(alice.page).click()
    assert again.value.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (
        alice.page.evaluate(
            "performance.getEntriesByType('resource').find((one) => one.name.includes('/emoji/')).transferSize"
        )
        == 0
    )


@pytest.mark.parametrize("tab", ["Emoji", "Stickers", "GIFs"])
def test_axe_finds_nothing_in_it(alice: Person, tab: str) -> None:
    call_command("import_stickers", shipped=True, verbosity=0)
    pictures.add_gif(alice.user)
    open_picker(alice, tab)
    alice.may_see("Applying inline style", ".css")  # axe looks into style sheets in its own ways
    alice.page.evaluate(AXE_SCRIPT)
    assert findings(alice.page) == []


def test_nothing_of_it_outlives_a_sign_out(alice: Person) -> None:
    open_picker(alice).get_by_role("gridcell", name="grinning face", exact=True).click()
    assert alice.page.evaluate(PICKED) != []
    alice.goto("/accounts/logout/")
    alice.page.get_by_role("button", name="Sign out").click()
    expect(alice.page).to_have_url(f"{alice.url}/")
    assert alice.page.evaluate(PICKED) == []
