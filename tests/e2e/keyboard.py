"""Somebody who has a keyboard and nothing else."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.bubbles import PATIENCE

MOST_STOPS = 120
# Where the focus is, and whether anybody can see that: an outline on it, on what it stands in, or a caret in a field.
FOCUS_SHOWS = """() => {
    const outlined = (element) => ["", "::after", "::before"].some((part) => {
        const {outlineStyle, outlineWidth} = getComputedStyle(element, part);
        return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    });
    const stop = document.activeElement;
    for (let element = stop, up = 0; element && up < 4; element = element.parentElement, up++) {
        if (outlined(element)) return true;
    }
    return stop.matches("input, textarea") || stop === document.body;
}"""


class Keys:
    """The keys of a page, and where they lead."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def go_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until the focus is on `target`, which must be visible at every stop."""
        expect(target.first).to_be_attached(timeout=PATIENCE)
        for _stop in range(MOST_STOPS):
            self.press(key)
            assert self.page.evaluate(FOCUS_SHOWS), self.page.evaluate("document.activeElement.outerHTML")
            if target.evaluate_all("(all) => all.includes(document.activeElement)"):
                return
        raise AssertionError(f"No key leads to {target}")

    def follow(self, name: str | re.Pattern[str], role: str = "link") -> None:
        """Go to a link or button of that name, and press Enter."""
        self.go_to(self.page.get_by_role(role, name=name, exact=True))
        self.press("Enter")

    def choose(self, item: str) -> None:
        """Go through the menu that has opened, to an item of it."""
        wanted = self.page.get_by_role("menuitem", name=item, exact=True)
        expect(wanted).to_be_visible()
        self.go_to(wanted, "ArrowDown")
        self.press("Enter")
