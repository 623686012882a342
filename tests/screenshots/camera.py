"""Takes the screens: a browser whose clock, zone and tongue always are the same."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from accounts.models import User
from tests.browser import find_browser
from tests.e2e.person import sign_in
from tests.screenshots.screens import PICTURES, SCREENS, Screen
from tests.screenshots.stage import NOW

# Width, height, and how many pixels of the picture make one of them.
SIZES = {
    "phone": (360, 780, 2),
    "desktop": (1280, 800, 1),
    "zoomed": (640, 400, 2),
    "paper": (794, 1123, 1),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a screen is looked at: `media` is what the system asks for, `rtl` turns the lines of reading round."""

    name: str
    size: str
    media: dict[str, Any] = field(default_factory=dict)
    rtl: bool = False


LOOKS = (
    Look("phone-light", "phone"),
    Look("phone-dark", "phone", {"color_scheme": "dark"}),
    Look("desktop-light", "desktop"),
    Look("desktop-dark", "desktop", {"color_scheme": "dark"}),
)
# What some screens are looked at in besides; `zoomed` is a desktop's window at 200 %.
FURTHER = (
    Look("phone-rtl", "phone", rtl=True),
    Look("desktop-rtl", "desktop", rtl=True),
    Look("desktop-forced", "desktop", {"forced_colors": "active"}),
    Look("zoomed", "zoomed"),
    Look("paper", "paper", {"media": "print"}),
)
PLAIN = {"media": "screen", "color_scheme": "light", "forced_colors": "none", "reduced_motion": "reduce"}
# A picture of the README is no wider than this, in pixels; a phone's is taken twice as sharp.
WIDEST = 1280


def take_all(url: str, names: list[str], shots: Path, images: Path | None) -> list[str]:
    """Take every screen, or those of `names`, in every look it has; with `images` the README's pictures, too. Returns
    the names of those that this site lacks."""
    chosen = [screen for screen in SCREENS if not names or screen.name in names]
    if not names:
        shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        taken = {
            (screen.name, size): _take(browser, url, screen, size, list(looks), shots)
            for screen in chosen
            for size, looks in groupby(looks_of(screen), key=lambda look: look.size)
        }
        if images:
            _draw_pictures(shots, images)
        browser.close()
    return sorted({name for (name, _size), is_there in taken.items() if not is_there})


def looks_of(screen: Screen) -> list[Look]:
    """Every look of a screen, those of one size together."""
    further = [look for look in FURTHER if look.name in screen.also]
    return sorted([*LOOKS, *further], key=lambda look: list(SIZES).index(look.size))


def _take(browser: Browser, url: str, screen: Screen, size: str, looks: list[Look], shots: Path) -> bool:
    """Take a screen in the looks of one size; False where the page lacks what it needs."""
    context = _sit(browser, url, screen.who, size)
    try:
        page = context.new_page()
        page.goto(f"{url}{screen.path}")
        page.wait_for_load_state("networkidle")
        if page.locator(screen.needs).count() == 0:
            return False
        screen.way(page)
        page.mouse.move(0, 0)
        for look in looks:
            page.emulate_media(**PLAIN | look.media)
            page.evaluate("(dir) => { document.dir = dir; }", "rtl" if look.rtl else "ltr")
            path = shots / f"{screen.name}-{look.name}.png"
            page.screenshot(path=path, animations="disabled", caret="hide", full_page=look.size == "paper")
        return True
    finally:
        context.close()


def _sit(browser: Browser, url: str, who: str, size: str) -> BrowserContext:
    width, height, sharpness = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=sharpness,
        is_mobile=size == "phone",
        has_touch=size == "phone",
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
