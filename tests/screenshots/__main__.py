"""`python -m tests.screenshots`: every screen into var/screenshots, the README's pictures into docs/images."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

PLACE = Path(tempfile.mkdtemp(prefix="paperplane-screenshots-"))
os.environ |= {
    "DATABASE_URL": f"sqlite:///{PLACE}/stage.sqlite3",
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    # Playwright keeps an event loop in this thread; Django would take every query here for one that blocks it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from config.environment import BASE_DIR  # noqa: E402
from tests.e2e.site import Site, collect_static  # noqa: E402
from tests.screenshots.camera import take_all  # noqa: E402
from tests.screenshots.stage import set_stage  # noqa: E402

SHOTS = BASE_DIR / "var" / "screenshots"
IMAGES = BASE_DIR / "docs" / "images"


def main(names: list[str]) -> int:
    """Take the screens with these names, or all of them and the README's pictures."""
    try:
        call_command("migrate", verbosity=0)
        set_stage()
        with Site(PLACE, collect_static(PLACE / "static")) as site:
            left_out = take_all(site.url, names, SHOTS, None if names else IMAGES)
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    sys.stdout.write(f"The screens are in {SHOTS}.\n")
    for name in left_out:
        sys.stdout.write(f"Left out, for this site has none yet: {name}\n")
    return 0


sys.exit(main(sys.argv[1:]))
