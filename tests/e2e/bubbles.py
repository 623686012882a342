"""What a test does with the messages on a page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PATIENCE = 15_000


def message(page: Page, words: str) -> Locator:
    return page.locator("[role=log] > article[data-seq]").filter(has=page.locator(".bubble", has_text=words))


def choose(page: Page, words: str, what: str) -> None:
    """Open the menu of a message by its button, and choose from it."""
    article = message(page, words)
    article.hover()
    article.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()


def expect_hearts(page: Page, words: str, told: str) -> None:
    hearts = message(page, words).locator("[data-part=hearts] .visually-hidden")
    if told:
        expect(hearts).to_have_text(told, timeout=PATIENCE)
    else:
        expect(hearts).to_have_count(0, timeout=PATIENCE)
