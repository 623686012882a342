"""A real browser before a real site, for the rows that speak of tabs."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

from tests.browser import find_browser
from tests.faults.ledger import Ledger
from tests.faults.stack import People
from tests.faults.tabs import Tab, ids_of

SHOWN = "() => [...document.querySelectorAll('[role=log] article[id]')].map((one) => one.id.slice(2))"


class Browser:
    def __init__(self, page: Page, name: str, peer: str) -> None:
        self.page, self.name, self.peer = page, name, peer

    async def missing(self, ledger: Ledger, within: float) -> int:
        """How many messages are not on the page, `within` seconds from now."""
        wanted = set(ids_of(ledger, Tab(None, "", self.name, self.peer)))  # type: ignore[arg-type]
        deadline = time.monotonic() + within
        while missing := wanted - set(await self.page.evaluate(SHOWN)):
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.2)
        return len(missing)


@asynccontextmanager
async def watching(people: People, url: str, name: str, peer: str) -> AsyncIterator[Browser]:
    """A browser of `name` with the chat with `peer` open."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        context = await browser.new_context(service_workers="block")
        await context.add_cookies(
            [{"name": key, "value": value, "url": url} for key, value in people.cookies[name].items()]
        )
        page = await context.new_page()
        await page.goto(f"{url}/messages/@{peer}/", timeout=60_000)
        yield Browser(page, name, peer)
        await browser.close()
