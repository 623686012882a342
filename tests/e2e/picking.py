"""The picker of a chat, as a person handles it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.person import Person

PICKER = "Emoji, stickers and GIFs"


def opener_on(page: Page) -> Locator:
    return page.get_by_role("button", name=PICKER)


def picker_on(page: Page) -> Locator:
    return page.get_by_role("dialog", name=PICKER)


def open_picker(one: Person, tab: str = "Emoji") -> Locator:
    """Open the picker on a tab, and wait until that is there."""
    opener_on(one.page).click()
    picker = picker_on(one.page)
    picker.get_by_role("tab", name=tab).click()
    expect(picker.get_by_role("searchbox", name=re.compile("Search"))).to_be_visible()
    return picker


def field(one: Person) -> Locator:
    return one.page.get_by_role("textbox", name="Message", exact=True)
