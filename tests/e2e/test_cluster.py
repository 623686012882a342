"""The site as `make run-cluster` starts it: a web process that dies takes nobody along."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from config.environment import BASE_DIR
from tests.ports import free_port

pytestmark = [pytest.mark.services, pytest.mark.alone]

START_PATIENCE = 180.0  # seconds, on a machine that is busy with other things
BACK_WITHIN = 5_000  # milliseconds
LIVE = "() => window.paperplane?.socketState() === 'open'"


@dataclass
class Running:
    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def wait_for(self, words: str, count: int = 1) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while self.log.read_text().count(words) < count:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """End a process as the kernel would, when it is out of memory."""
        os.kill(int(re.findall(rf"^{name} is process (\d+)$", self.log.read_text(), re.MULTILINE)[-1]), signal.SIGKILL)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    port, log = free_port(), tmp_path / "cluster.log"
    told = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "REDIS", "DATABASE"))}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cluster"],
            cwd=BASE_DIR,
            env=told | {"PORT": str(port)},
            stdout=output,
            stderr=output,
        )
    one = Running(f"http://localhost:{port}", log, process)
    try:
        one.wait_for("flying")
        yield one
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(START_PATIENCE) == 0


def test_who_was_on_a_process_that_died_is_back_at_once_and_has_lost_nothing(
    running: Running, new_context: Callable[..., BrowserContext]
) -> None:
    alice, bob = (chat(new_context, running.url, me, them) for me, them in (("alice", "bob"), ("bob", "alice")))
    sent = []
    for round_, name in enumerate(("web-1", "web-2"), 1):
        running.kill(name)
        # Written in the very moment, by both: whoever was on that process finds nobody there.
        for page, who in ((alice, "alice"), (bob, "bob")):
            sent.append(f"{who} at the end of {name}")
            page.get_by_role("textbox", name="Message", exact=True).fill(sent[-1])
            page.get_by_role("button", name="Send", exact=True).click()
        for page in (alice, bob):
            page.wait_for_function(LIVE, timeout=BACK_WITHIN)
            for words in sent:
                expect(page.get_by_role("log").get_by_text(words)).to_have_count(1, timeout=BACK_WITHIN)
        running.wait_for(f"{name} is process", 2)
        running.wait_for("Listening on", 2 + round_)
    for page in (alice, bob):
        page.reload()
        for words in sent:
            expect(page.get_by_role("log").get_by_text(words)).to_have_count(1)


def chat(new_context: Callable[..., BrowserContext], url: str, me: str, them: str) -> Page:
    """Somebody's browser, signed in by password, with the chat open and live."""
    page = new_context(locale="en-GB").new_page()
    page.goto(f"{url}/accounts/login/?next=/messages/@{them}/")
    page.get_by_label("Username or e-mail").fill(me)
    page.get_by_label("Password", exact=True).fill("paperplane")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_function(LIVE)
    return page
