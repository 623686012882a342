"""A site moves from SQLite to an empty PostgreSQL, all of it or nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from messaging.upkeep import moving

BASE_DIR = Path(__file__).resolve().parents[3]

FILL = """
from tests.factories import UserFactory, friends, make_video, send, share
from messaging import actions
alice, bob = friends("alice", "bob")
for n in range(30):
    send(alice, bob, f"line {n}\\n\\ttab \\\\ back\\\\slash 🦆 \\x0b")
send(bob, alice, "an answer", reply_to=1)
actions.set_like(user=bob, peer=alice, seq=1, liked=True)
actions.delete_message(user=alice, peer=bob, seq=2)
share(alice, bob, make_video(alice), "look")
from messaging.management.commands import seed_demo
from django.core.management import call_command
call_command("import_stickers", shipped=True, verbosity=0)
"""


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("2026-11-25 22:37:02.123400", "2026-11-25 22:37:02.1234+00"),
        ("2026-11-25 22:37:02", "2026-11-25 22:37:02+00"),
        ("2026-11-25 22:37:02.000000", "2026-11-25 22:37:02+00"),
        ("2026-11-25 22:37:02.500000+00:00", "2026-11-25 22:37:02.5+00"),
    ],
)
def test_a_moment_is_written_as_postgresql_does(stored, written):
    assert moving.write_moment(stored) == written


def test_a_checksum_knows_no_order():
    one, other = moving.Sum(), moving.Sum()
    for line in "abc":
        one.add(line)
    for line in "cab":
        other.add(line)
    assert one == other
    other.add("a")
    assert one != other


def test_every_table_has_its_columns():
    names = [table.name for table in moving.tables()]
    assert "messaging_message" in names
    assert "messaging_searchindex" not in names
    message = next(table for table in moving.tables() if table.name == "messaging_message")
    assert {"thread_id", "seq", "client_id"} <= set(message.columns)
    assert "pk" not in message.columns


@pytest.mark.services
class TestMove:
    """With a SQLite of its own, in processes of their own: this run's database is the PostgreSQL."""

    @pytest.fixture
    def source(self, tmp_path):
        path = tmp_path / "site.sqlite3"
        manage(path, tmp_path, "migrate", "--verbosity", "0")
        done = manage(path, tmp_path, "shell", "-c", FILL)
        assert done.returncode == 0, done.stderr
        return path

    def test_all_of_it_arrives(self, source, tmp_path):
        with target() as url:
            done = move(source, tmp_path, url)
            assert done.returncode == 0, done.stderr
            assert "messaging_message" in done.stdout
            assert "Moved " in done.stdout
            with psycopg.connect(url) as there:
                assert there.execute("SELECT count(*) FROM messaging_message").fetchone() == (32,)
                text = there.execute("SELECT text FROM messaging_message WHERE seq = 1").fetchone()[0]
                assert text == "line 0\n\ttab \\ back\\slash 🦆 \x0b"
                last = there.execute("SELECT max(id) FROM accounts_user").fetchone()[0]
                following = there.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))").fetchone()[0]
                assert following == last + 1
            again = move(source, tmp_path, url)
            assert again.returncode == 1
            assert "not empty" in again.stderr

    def test_a_dry_run_counts_and_leaves_the_target_as_it_was(self, source, tmp_path):
        with target() as url:
            looked = manage(source, tmp_path, "move_to_postgres", "--dry-run", TARGET_DATABASE_URL=url)
            assert looked.returncode == 0, looked.stderr
            assert re.search(r"messaging_message +32 rows", looked.stdout)
            with psycopg.connect(url) as there:
                assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
            with psycopg.connect(url, autocommit=True) as there:
                there.execute("CREATE TABLE taken ()")
            refused = manage(source, tmp_path, "move_to_postgres", "--dry-run", TARGET_DATABASE_URL=url)
            assert refused.returncode == 1
            assert "not empty" in refused.stderr

    def test_a_writer_meanwhile_leaves_nothing_there(self, source, tmp_path):
        code = (
            "import sqlite3\n"
            "from messaging.upkeep import moving\n"
            "real = moving._reset_sequences\n"
            "def late():\n"
            f"    with sqlite3.connect({str(source)!r}) as other:\n"
            "        other.execute('PRAGMA user_version = 7')\n"
            "    real()\n"
            "moving._reset_sequences = late\n"
            "from django.core.management import call_command\n"
            "call_command('move_to_postgres')\n"
        )
        with target() as url:
            done = manage(source, tmp_path, "shell", "-c", code, TARGET_DATABASE_URL=url)
            assert "written to meanwhile" in done.stderr
            with psycopg.connect(url) as there:
                assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def manage(database: Path, place: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    own = {"DATABASE_URL": f"sqlite:///{database}", "MEDIA_ROOT": str(place / "media")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=os.environ | own | more,
        capture_output=True,
        text=True,
        check=False,
    )


def move(source: Path, place: Path, url: str) -> subprocess.CompletedProcess[str]:
    return manage(source, place, "move_to_postgres", TARGET_DATABASE_URL=url)


@contextmanager
def target():
    """A new database beside the one of this run."""
    told, name = connection.settings_dict, f"moved_{uuid4().hex}"
    server = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            there.execute(f"DROP DATABASE {name} WITH (FORCE)")
