"""What pages say about whether somebody may write, wherever they say it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.e2e.person import Person

PATIENCE = 15_000  # milliseconds until a test gives up; how long something may take is measured by `within`


@contextmanager
def within(seconds: float = 2.0, after: str = "") -> Iterator[None]:
    """Fails if the block takes longer; a machine that has more to do than processors is given more time."""
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    strain = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert took <= seconds * strain, f"{took:.2f} s {after and f'after {after}'}"


def expect_answer(page: Page, code: str | None) -> None:
    """The chat on `page` shows the card with `code`, or the composer for None."""
    card = page.locator("section.composer [data-refusal]")
    form = page.locator("section.composer form")
    if code is None:
        expect(card).to_have_count(0, timeout=PATIENCE)
        expect(form).to_be_visible(timeout=PATIENCE)
    else:
        expect(card).to_have_attribute("data-refusal", code, timeout=PATIENCE)
        expect(form).to_be_hidden(timeout=PATIENCE)


def expect_button(page: Page, *, may_write: bool) -> None:
    """The profile on `page` offers "Message", or does not."""
    button = page.get_by_role("button", name="Message", exact=True)
    expect(button.and_(page.locator("a"))).to_have_count(int(may_write), timeout=PATIENCE)


def expect_row(page: Page, name: str, *, may_write: bool) -> None:
    """The list of whom to write to on `page` offers `name`, or does not: disabled with the reason, or not at all."""
    row = page.locator(f'#people [data-with="{name}"]')
    expect(row.get_by_role("link")).to_have_count(int(may_write), timeout=PATIENCE)
    expect(row.and_(page.locator(":not([aria-disabled])"))).to_have_count(int(may_write), timeout=PATIENCE)


class Desk:
    """Somebody with three tabs about one other person: the chat, the profile and the list of whom to write to.

    Where there is a composer, half a sentence stands in it, and the caret behind that.
    """

    SENTENCE = "I was just about to"

    def __init__(self, person: Person, other: str) -> None:
        self.person, self.other = person, other
        self.chat = person.open_chat(other)
        self.profile = self._open(f"/@{other}/")
        self.people = self._open("/messages/new/")
        self.sentence = self.SENTENCE if self.field.is_visible() else ""
        if self.sentence:
            self.field.press_sequentially(self.sentence)

    def _open(self, path: str) -> Page:
        page = self.person.new_tab()
        page.goto(f"{self.person.url}{path}")
        self.person.wait_until_live(page)
        return page

    @property
    def field(self) -> Locator:
        return self.chat.locator("section.composer textarea")

    def expect(self, code: str | None) -> None:
        """Every tab gives this answer, and what was typed is there."""
        expect_answer(self.chat, code)
        expect_button(self.profile, may_write=code is None)
        expect_row(self.people, self.other, may_write=code is None)
        expect(self.field).to_have_value(self.sentence)

    def go_on(self) -> None:
        """The caret is where it was: the sentence can be finished without reaching for the mouse."""
        self.chat.keyboard.type(" tell you")
        expect(self.field).to_have_value(f"{self.sentence} tell you")
