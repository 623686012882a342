"""The browser that the tests drive: the system's, or one that is fetched (`python -m tests.browser`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The one without a window starts faster and leaves more of the machine to the rest.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium or Chrome, or None. CHROMIUM names one that is not on the path."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if shutil.which(chosen) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _fetched()


def _fetched() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetch_browser() -> None:
    """Try what can be tried without asking: playwright's own download, then, as root, Debian's package."""
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        packages = ["chromium-headless-shell", "fonts-noto-color-emoji"]
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False)


if __name__ == "__main__":
    if not find_browser():
        fetch_browser()
    if not find_browser():
        sys.exit(
            "The browser tests need Chromium or Chrome: sudo apt install chromium, or CHROMIUM=/path/to/it make test"
        )
