"""A tab of a real browser that runs the scripts, against a server that the test plays itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, WebSocketRoute

from tests.e2e.js import markup

SCRIPTS = Path(__file__).parents[3] / "static" / "js"
# Not https and not localhost: what browsers keep for secure contexts must not be needed.
SITE = "http://paperplane.test"
CHAT = f"{SITE}/messages/@bob/"
POLICY = "default-src 'self'; connect-src 'self' ws://paperplane.test; img-src 'self' data:; base-uri 'none'"

SHOW = """(isShown) => {
    Object.defineProperty(document, "hidden", { value: !isShown, configurable: true });
    Object.defineProperty(document, "visibilityState", { value: isShown ? "visible" : "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""

# How many answers the page waits for, of the server and of its own store: asked in the page itself, which knows before
# anybody else.
COUNT = """{
    window.underWay = 0;
    const counted = (act) => function (...given) {
        window.underWay += 1;
        return act.apply(this, given).finally(() => { window.underWay -= 1; });
    };
    window.fetch = counted(window.fetch);
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
        const act = transaction.apply(this, given);
        window.underWay += 1;
        for (const end of ["complete", "abort"]) act.addEventListener(end, () => { window.underWay -= 1; });
        return act;
    };
    Response.prototype.text = counted(Response.prototype.text);
}"""

Answer = str | tuple[int, str] | tuple[int, str, dict[str, str]]


class Tab:
    """One tab; `answers` maps a path to what the server says (or to a function of the request's fields)."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.html = ""
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, Answer | Callable[[dict[str, str]], Answer | None]] = {"/sync": markup.frame()}
        self.sockets: list[WebSocketRoute] = []
        self.refuses_sockets = False
        self.faults: list[str] = []
        self.page.add_init_script(COUNT)
        self.page.route("**/*", self._serve)
        self.page.route_web_socket("**/ws/**", self._connect)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._listen)

    def open(self, html: str, url: str = CHAT, *, until: str = "open") -> None:
        """Load a page and wait until its socket is `open` and what follows from that is done."""
        self.html = html
        self.page.goto(url)
        self.wait_for(lambda: self.socket == until)
        if until == "open":
            self.wait_for(lambda: self.requests("/sync") != [])
        self.asked.clear()

    def open_at_rest(self, html: str) -> None:
        """Load a page whose clock stands still from then on: `pass_time` moves it."""
        self.page.clock.install(time=markup.NOON)
        self.open(html)
        self.page.clock.pause_at(markup.NOON + timedelta(seconds=20))
        self.settle()
        self.asked.clear()

    def show(self, is_shown: bool) -> None:
        """Bring the tab to the front, or put another before it."""
        self.page.evaluate(SHOW, is_shown)

    def pass_quiet_time(self, seconds: int) -> None:
        """Time in which the server says no more than that it is there."""
        for _ in range(0, seconds, 10):
            self.sockets[-1].send(markup.frame())
            self.pass_time(10)

    def pass_time(self, seconds: float) -> None:
        self.page.clock.run_for(round(seconds * 1000))
        self.settle()

    def settle(self) -> None:
        """Let every request that is under way come to its end, and to the page."""
        for _ in range(2):
            self.wait_for(lambda: self.page.evaluate("underWay") == 0)
            self.page.wait_for_timeout(10)

    def apply(self, *frames: str) -> None:
        self.page.evaluate("frames => frames.forEach((frame) => paperplane.apply(frame))", frames)

    def requests(self, path: str) -> list[dict[str, str]]:
        """The fields of every request to `path` since the page was opened."""
        return [fields for _, asked, fields in self.asked if asked == path]

    def texts(self, selector: str = "[role=log] > article [data-text]") -> list[str]:
        return self.page.locator(selector).all_text_contents()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for something that the test itself can see."""
        for _ in range(int(seconds / 0.02)):
            if condition():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("That did not happen in time.")

    @property
    def socket(self) -> str | None:
        """The state of the tab's own socket; None before its scripts run."""
        return self.page.evaluate("window.paperplane?.socketState()")

    @property
    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.outerHTML.split('>')[0] + '>'")

    def _serve(self, route: Route, request: Request) -> None:
        url = urlsplit(request.url)
        if request.is_navigation_request():
            headers = {"content-type": "text/html", "content-security-policy": POLICY}
            return route.fulfill(body=self.html, headers=headers)
        if url.path == "/page.css":
            return route.fulfill(body=markup.CSS, content_type="text/css")
        if url.path.startswith("/static/js/"):
            return route.fulfill(path=SCRIPTS / url.path.removeprefix("/static/js/"), content_type="text/javascript")
        fields = {key: values[0] for key, values in parse_qs(request.post_data or url.query).items()}
        self.asked.append((request.method, url.path, fields))
        answer = self.answers.get(url.path)
        answer = answer(fields) if callable(answer) else answer
        if answer is None:
            return route.abort()
        status, body, headers = (200, answer, {}) if isinstance(answer, str) else (*answer, {})[:3]
        return route.fulfill(status=status, body=body, content_type="text/html", headers=headers)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.refuses_sockets:
            socket.close()
        else:
            self.sockets.append(socket)

    def _listen(self, message: object) -> None:
        text = getattr(message, "text", "")
        # The network's own complaints are what many of these tests are about.
        if getattr(message, "type", "") == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(text)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A fresh tab; a script error or a breach of the content security policy in it fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 700}, timezone_id="UTC", locale="en-GB")
    tab = Tab(context)
    yield tab
    context.close()
    assert tab.faults == []
