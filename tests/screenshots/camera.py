"""Takes the screens: a browser whose clock, zone and tongue always are the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from accounts.models import User
from tests.browser import find_browser
from tests.e2e.person import sign_in
from tests.screenshots.screens import PICTURES, SCREENS, Screen
from tests.screenshots.stage import NOW

SIZES = {"phone": (360, 780), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
LOOKS = tuple(f"{size}-{scheme}" for size, scheme in product(SIZES, SCHEMES))
# A picture of the README is no wider than this, in pixels; a phone's is taken twice as sharp.
WIDEST = 1280


def take_all(url: str, names: list[str], shots: Path, images: Path | None) -> list[str]:
    """Take every screen, or those of `names`, in every look; with `images` the README's pictures, too. Returns the
    names of those that this site lacks."""
    chosen = [screen for screen in SCREENS if not names or screen.name in names]
    if not names:
        shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        taken = {(screen.name, size): _take(browser, url, screen, size, shots) for screen in chosen for size in SIZES}
        if images:
            _draw_pictures(shots, images)
        browser.close()
    return sorted({name for (name, _size), is_there in taken.items() if not is_there})


def _take(browser: Browser, url: str, screen: Screen, size: str, shots: Path) -> bool:
    """Take a screen in one size and both schemes; False where the page lacks what it needs."""
    context = _sit(browser, url, screen.who, size)
    try:
        page = context.new_page()
        page.goto(f"{url}{screen.path}")
        page.wait_for_load_state("networkidle")
        if page.locator(screen.needs).count() == 0:
            return False
        screen.way(page)
        page.mouse.move(0, 0)
        for path, scheme in _looks(screen, size, shots):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=path, animations="disabled", caret="hide")
        return True
    finally:
        context.close()


def _looks(screen: Screen, size: str, shots: Path) -> Iterator[tuple[Path, str]]:
    for scheme in SCHEMES:
        yield shots / f"{screen.name}-{size}-{scheme}.png", scheme


def _sit(browser: Browser, url: str, who: str, size: str) -> BrowserContext:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if size == "phone" else 1,
        has_touch=False,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.clock.set_fixed_time(NOW)
    if who:
        sign_in(context, User.objects.get(username=who), url)
    return context


def _draw_pictures(shots: Path, images: Path) -> None:
    images.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        with Image.open(shots / f"{picture.screen}-{picture.look}.png") as shot:
            shot.thumbnail((WIDEST, WIDEST))
            shot.convert("RGB").save(images / f"{picture.screen}-{picture.look}.webp", quality=82, method=6)
