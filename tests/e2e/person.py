"""Somebody who sits before a browser."""

from __future__ import annotations

import re
from contextlib import suppress

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from accounts.models import User

A_NUMBER = re.compile(r"\d+")


class Person:
    """A signed-in user with a browser; `page` is the first tab.

    Errors in the console count as failures of the test, unless `may_see` has announced them.
    """

    def __init__(self, user: User, context: BrowserContext, url: str) -> None:
        self.user, self.context, self.url = user, context, url
        self.faults: list[str] = []
        self._announced: list[str] = []
        self.page = self.new_tab()

    @property
    def name(self) -> str:
        return self.user.username

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)
        return page

    def goto(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page

    def open_chat(self, name: str) -> Page:
        """Open the chat with `name` and wait until the page is live."""
        self.goto(f"/messages/@{name}/")
        self.wait_until_live()
        return self.page

    def wait_until_live(self, page: Page | None = None) -> None:
        (page or self.page).wait_for_function("() => window.paperplane?.socketState() === 'open'")

    def write(self, text: str) -> None:
        """Type a message, without sending it."""
        self.page.get_by_role("textbox", name="Message", exact=True).fill(text)

    def send(self, text: str) -> None:
        """Write a message and wait until the server has taken it."""
        self.write(text)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.messages.filter(has_text=text).last).to_have_attribute("data-seq", A_NUMBER)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    @property
    def messages(self) -> Locator:
        return self.log.locator("article")

    def may_see(self, *texts: str) -> None:
        """Console errors that hold one of `texts` are part of this test."""
        self._announced.extend(texts)

    def stay_offline(self) -> None:
        """After a page was opened without a connection: newer Chromium tells what a service worker has handed out that
        there is one, until it is told otherwise; older ones neither need nor know the command."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        throughput = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        with suppress(PlaywrightError):
            session.send("Network.overrideNetworkState", {"offline": True, **throughput})

    def may_lose_the_server(self) -> None:
        self.may_see("net::ERR_", "WebSocket connection to")

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    @property
    def unannounced_faults(self) -> list[str]:
        return [fault for fault in self.faults if not any(text in fault for text in self._announced)]


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Give `context` a session of `user`, as the sign-in page would."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
