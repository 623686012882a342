"""What every test may ask for."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts import remembered, sandbox, sessions

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("paperplane", deadline=None)
hypothesis.settings.load_profile("paperplane")

ATTEMPTS = 4
KEPT = {"django_content_type", "auth_permission"}
GUARD = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_entry_undeleted'"


def pytest_configure() -> None:
    """Sweep up the databases of test runs that were killed; their names hold the id of a process that is no more."""
    place = Path(django_settings.DATABASES["default"].get("TEST", {}).get("NAME") or "/nowhere/").parent
    for left in place.glob("*test-*.sqlite3*"):
        owner = re.search(r"test-(\d+)", left.name)
        if owner and Path("/proc").exists() and not Path("/proc", owner[1]).exists():
            left.unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _flush() -> None:
    """Between tests that commit the runner empties every table. What Django itself writes there after migrations stays:
    to write it again takes longer than most tests do."""
    # Of the class: whoever waits for a browser has a connection of her own.
    operations: Any = type(connection.ops)
    rewrite = append_only_aside if connection.vendor == "sqlite" else row_by_row
    empty, execute = operations.sql_flush, operations.execute_sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        return rewrite(self, [name for name in tables if name not in KEPT], partial(empty, self, style, **options))

    def execute_sql_flush(self: Any, sql_list: list[str]) -> Any:
        """A server that is still answering a page that nobody waits for may hold what this locks, and the other way
        round: of the two, PostgreSQL ends this one, which tries again."""
        for _attempt in range(ATTEMPTS):
            try:
                return execute(self, sql_list)
            except OperationalError as reason:
                if not isinstance(reason.__cause__, DeadlockDetected):
                    raise
        return execute(self, sql_list)

    operations.sql_flush, operations.execute_sql_flush = sql_flush, execute_sql_flush
    flush.emit_post_migrate_signal = lambda *_args, **_options: None  # type: ignore[attr-defined]


def append_only_aside(operations: Any, tables: list[str], empty: Callable[[list[str]], list[str]]) -> list[str]:
    """SQLite deletes row by row, which the audit log forbids: for that moment, and no other, its guard stands aside."""
    with operations.connection.cursor() as cursor:
        cursor.execute(GUARD)
        guards = cursor.fetchall()
    aside, back = [f"DROP TRIGGER {name}" for name, _sql in guards], [sql for _name, sql in guards]
    return [*aside, *empty(tables), *back]


def row_by_row(operations: Any, tables: list[str], empty: Callable[[list[str]], list[str]]) -> list[str]:
    """PostgreSQL makes a file anew for each table that it truncates, which takes forty times as long as to delete the
    few rows of a test. Nothing but a superuser may leave out what else a deletion asks and does."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() != ("on",):
            return empty(tables)
    names = [operations.quote_name(name) for name in tables]
    return [
        f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {name}" for name in names),  # noqa: S608  (names that Django gives)
    ]


def pytest_unconfigure() -> None:
    """The directory of uploaded files is of this process alone and goes with it."""
    shutil.rmtree(django_settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    remembered.users.clear()
    sessions.contents.clear()


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    """Beside other tests a process waits for its turn: what ends by the clock has longer, what it computes has not."""
    run = sandbox.run

    def patient(*args: Any, limits: sandbox.Limits | None = None, **options: Any) -> bytes:
        limits = limits or sandbox.Limits()
        longer = replace(limits, seconds=15 * limits.seconds) if limits.seconds >= 8 else limits
        return run(*args, limits=longer, **options)

    sandbox.run = patient


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
