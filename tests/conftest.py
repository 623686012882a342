"""What every test may ask for."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings


def pytest_configure() -> None:
    """Sweep up the databases of test runs that were killed; their names hold the id of a process that is no more."""
    place = Path(django_settings.DATABASES["default"].get("TEST", {}).get("NAME") or "/nowhere/").parent
    for left in place.glob("*test-*.sqlite3*"):
        owner = re.search(r"test-(\d+)", left.name)
        if owner and Path("/proc").exists() and not Path("/proc", owner[1]).exists():
            left.unlink(missing_ok=True)


def pytest_unconfigure() -> None:
    """The directory of uploaded files is of this process alone and goes with it."""
    shutil.rmtree(django_settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def today(settings: Settings) -> Callable[[str], dt.date]:
    """`today("2025-02-28")` freezes the day that ages are counted by, until the end of the test."""

    def freeze(day: str) -> dt.date:
        settings.PAPERPLANE_TODAY = dt.date.fromisoformat(day)
        return settings.PAPERPLANE_TODAY

    return freeze


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Callable[[], AbstractContextManager[list[Any]]]:
    """`with committed():` does at its end what waits for the commit, which a test's transaction never makes."""
    return partial(django_capture_on_commit_callbacks, execute=True)
