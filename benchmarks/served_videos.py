"""What the server does with videos, seen from outside: `make bench-videos`, or `python -m benchmarks.served_videos`.

A server of its own on an empty database. The first picture of the feed: from the moment a browser with an empty cache
is sent to the page until it shows a picture of the film; beside it, plain `ffmpeg` that fetches the same file from the
same server and decodes one picture. Then the memory of the server while 100 MB come in, piece by piece.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from accounts.models import User
    from tests.e2e.site import Site

PLACE = Path(tempfile.mkdtemp(prefix="paperplane-bench-"))
os.environ |= {
    "DATABASE_URL": f"sqlite:///{PLACE}/bench.sqlite3",
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    # Playwright keeps an event loop in this thread; Django would take every query here for one that blocks it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

TIMES = 7
UPLOAD = 100 * 1024 * 1024
# Milliseconds from the start of the navigation to the first picture that the first film of the page presents.
FIRST_PICTURE = """
window.firstPicture = new Promise((resolve) => {
  const look = () => {
    const film = document.querySelector("video");
    if (film) film.requestVideoFrameCallback((now) => resolve(now));
    else requestAnimationFrame(look);
  };
  look();
});
"""


def main() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415  (there are no settings before setup)
    from django.core.management import call_command  # noqa: PLC0415

    from tests.e2e.site import Site, collect_static  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    try:
        alice = set_stage()
        with Site(PLACE, collect_static(PLACE / "static")) as site:
            show_first_picture(site, alice)
            upload(site, alice)
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def set_stage() -> User:
    """Alice, and one film of bob's, made from the clip that the other figures are about."""
    from benchmarks.videos import sample  # noqa: PLC0415
    from social import working  # noqa: PLC0415
    from social.media import files  # noqa: PLC0415
    from social.models import Video  # noqa: PLC0415
    from tests.factories import friends  # noqa: PLC0415

    alice, bob = friends("alice", "bob")
    name = files.new_name(files.UPLOADS, ".part")
    files.write_at(name, 0, sample())
    Video.objects.create(author=bob, source=name)
    if video := working.take():
        working.work(video)
    return alice


def show_first_picture(site: Site, alice: User) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests.browser import find_browser  # noqa: PLC0415

    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        cold = [first_picture(browser, site, alice) for _n in range(TIMES)]
        browser.close()
    say(
        f"The first picture of the feed, empty cache, 360 x 780 (median of {TIMES})",
        f"{middle(cold):.2f} s",
        spread(cold),
    )
    if not shutil.which("ffmpeg"):
        say("  the same file by plain ffmpeg from the same server", "no ffmpeg here")
        return
    plain = [fetched_by_ffmpeg(site, alice) for _n in range(TIMES)]
    say("  the same file by plain ffmpeg from the same server", f"{middle(plain):.2f} s", spread(plain))


def first_picture(browser: Browser, site: Site, alice: User) -> float:
    """Seconds until somebody who opens the feed sees the film."""
    from tests.e2e.person import sign_in  # noqa: PLC0415

    context = browser.new_context(viewport={"width": 360, "height": 780}, service_workers="block")
    sign_in(context, alice, site.url)
    page = context.new_page()
    page.add_init_script(FIRST_PICTURE)
    page.goto(f"{site.url}/", wait_until="commit")
    seconds = float(page.evaluate("() => window.firstPicture")) / 1000
    context.close()
    return seconds


def fetched_by_ffmpeg(site: Site, alice: User) -> float:
    from social.models import Video  # noqa: PLC0415
    from tests.e2e.sending import cookie_of  # noqa: PLC0415

    address = f"{site.url}/videos/{Video.objects.get().pk}/file"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-headers", f"Cookie: {cookie_of(alice)}\r\n"]
    started = time.perf_counter()
    subprocess.run([*command, "-i", address, "-frames:v", "1", "-f", "null", "-"], check=True)
    return time.perf_counter() - started


def upload(site: Site, alice: User) -> None:
    """100 MB as a browser sends them; what the server holds in memory before, at the most, and after."""
    from tests.e2e.sending import PIECE, forget_most, held, most_held, send  # noqa: PLC0415

    before = held(site.pid)
    forget_most(site.pid)
    started = time.perf_counter()
    send(site, alice, UPLOAD)
    seconds = time.perf_counter() - started
    most, after = most_held(site.pid), held(site.pid)
    say(
        f"An upload of 100 MB in pieces of {PIECE // 1024**2} MB",
        f"{seconds:.2f} s",
        f"{UPLOAD / 1e6 / seconds:.0f} MB/s",
    )
    say("  memory of the server before, at the most, after", f"{before} MB", f"{most} MB", f"{after} MB")


def middle(seconds: list[float]) -> float:
    return statistics.median(seconds)


def spread(seconds: list[float]) -> str:
    return f"{min(seconds):.2f} - {max(seconds):.2f}"


def say(what: str, *numbers: str) -> None:
    sys.stdout.write(what.ljust(66) + "".join(number.rjust(14) for number in numbers) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
