"""A backup of a running site holds one moment of it, and only a whole one is ever put in place."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections

from messaging.upkeep import backups, restoring
from tests.factories import UserFactory, follow_each_other, send
from tests.messaging import pictures

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a backup is of SQLite"),
]


@pytest.fixture
def world(media):
    alice, bob = UserFactory(username="alice"), UserFactory(username="bob")
    follow_each_other(alice, bob)
    send(alice, bob, "kept")
    pictures.send_picture(alice, bob, pictures.add_gif(alice))
    return alice, bob


@pytest.fixture
def backup(world, tmp_path):
    target = tmp_path / "site.zip"
    run("backup", target)
    return target


@pytest.fixture
def elsewhere(tmp_path, settings, monkeypatch):
    """Another machine: no database, no files."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", str(place / "site.sqlite3"))
    settings.MEDIA_ROOT = str(place / "media")
    yield place
    connections["default"].close()


def run(command, *arguments, **options):
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def rows(path, sql="SELECT text FROM messaging_message ORDER BY seq"):
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute(sql)]


def content(place):
    return {str(path.relative_to(place)): path.read_bytes() for path in Path(place).rglob("*") if path.is_file()}


def rewritten(backup, change):
    """The backup with its entries changed by `change`, which takes and gives a dict of them."""
    with ZipFile(backup) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(backup, "w") as archive:
        for name, data in change(entries).items():
            archive.writestr(name, data)
    return backup


def with_manifest(**told):
    return lambda entries: entries | {"manifest.json": json.dumps(json.loads(entries["manifest.json"]) | told).encode()}


class TestBackup:
    def test_it_holds_all_and_comes_back(self, backup, elsewhere, media):
        assert backup.stat().st_mode & 0o077 == 0
        said = run("restore", backup)
        assert "2 accounts, 2 messages, 2 files" in said
        assert rows(elsewhere / "site.sqlite3") == ["kept", ""]
        assert content(elsewhere / "media") == content(media)
        assert not list(elsewhere.glob(".restore-*"))

    def test_nothing_else_is_left_behind(self, backup, tmp_path, media):
        assert not list(media.glob(".pins-*"))
        assert not list(tmp_path.glob("paperplane-backup-*"))
        assert not list(tmp_path.glob("*.part"))

    def test_it_replaces_nothing_unasked(self, backup):
        with pytest.raises(CommandError, match="--force") as error:
            run("backup", backup)
        assert error.value.returncode == 1
        run("backup", backup, "--force")

    def test_a_file_that_goes_meanwhile_is_in_it(self, world, tmp_path, media, monkeypatch):
        real = backups.copy_database

        def copied(target, note):
            real(target, note)
            for path in list((media / "gifs").iterdir()):
                path.unlink()

        monkeypatch.setattr(backups, "copy_database", copied)
        run("backup", tmp_path / "site.zip")
        with ZipFile(tmp_path / "site.zip") as archive:
            assert sum(name.startswith("media/gifs/") for name in archive.namelist()) == 1

    def test_writers_are_not_kept_waiting_and_it_is_one_moment(self, world, tmp_path, monkeypatch):
        alice, bob = world
        monkeypatch.setattr(backups, "PAGES", 1)
        stop = threading.Event()

        def write():
            while not stop.is_set():
                send(alice, bob, "more")
            connections.close_all()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(3):
                run("backup", tmp_path / f"{number}.zip")
        finally:
            stop.set()
            writer.join()
        counts = []
        for number in range(3):
            with ZipFile(tmp_path / f"{number}.zip") as archive:
                archive.extract("database.sqlite3", tmp_path / str(number))
            path = tmp_path / str(number) / "database.sqlite3"
            assert rows(path, "PRAGMA integrity_check") == ["ok"]
            count, last = (
                rows(path, "SELECT count(*) FROM messaging_message")[0],
                rows(path, "SELECT last_seq FROM messaging_thread")[0],
            )
            assert count == last
            counts.append(count)
        assert counts == sorted(counts)


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda _entries: {"a.txt": b"x"}, "no backup of Paperplane"),
            (with_manifest(format="other"), "no backup of Paperplane"),
            (with_manifest(version=2), "later Paperplane"),
            (with_manifest(migrations=[["messaging", "9999_far_ahead"]]), "later Paperplane"),
            (lambda entries: entries | {"database.sqlite3": b"x" * 9}, "damaged"),
            (lambda entries: entries | {"media/extra.webp": b"x"}, "does not hold"),
            (lambda entries: {n: d for n, d in entries.items() if "gifs" not in n}, "does not hold"),
        ],
    )
    def test_what_is_foreign_damaged_or_newer_changes_nothing(self, backup, elsewhere, change, sentence):
        with pytest.raises(CommandError, match=sentence) as error:
            run("restore", rewritten(backup, change))
        assert error.value.returncode == 1
        assert list(elsewhere.iterdir()) == []

    @pytest.mark.parametrize("name", ["media/../../escaped", "/etc/escaped", "escaped"])
    def test_no_file_goes_anywhere_else(self, backup, elsewhere, name):
        def change(entries):
            manifest = json.loads(entries["manifest.json"])
            manifest["entries"][name] = {"bytes": 1, "sha256": "x"}
            return entries | {name: b"x", "manifest.json": json.dumps(manifest).encode()}

        with pytest.raises(CommandError, match="not allowed"):
            run("restore", rewritten(backup, change))
        assert list(elsewhere.iterdir()) == []

    @pytest.mark.parametrize("at", [0.1, 0.5, 0.95])
    def test_a_flipped_byte_is_noticed(self, backup, elsewhere, at):
        with ZipFile(backup) as archive:
            largest = max(archive.infolist(), key=lambda entry: entry.compress_size)
        data = bytearray(backup.read_bytes())
        # What stands before it: a header of 30 bytes, and the name.
        begins = largest.header_offset + 30 + len(largest.filename)
        data[begins + int(largest.compress_size * at)] ^= 0xFF
        backup.write_bytes(data)
        with pytest.raises(CommandError):
            run("restore", backup)
        assert list(elsewhere.iterdir()) == []

    def test_half_of_it_is_nothing(self, backup, elsewhere):
        backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
        with pytest.raises(CommandError, match="damaged"):
            run("restore", backup)
        assert list(elsewhere.iterdir()) == []

    def test_a_missing_file_is_said(self, elsewhere, db):
        with pytest.raises(CommandError, match="no file"):
            run("restore", elsewhere / "none.zip")

    def test_a_site_that_is_there_stays(self, backup, elsewhere):
        run("restore", backup)
        with pytest.raises(CommandError, match="--force"):
            run("restore", backup)
        (elsewhere / "site.sqlite3").unlink()
        with pytest.raises(CommandError, match="holds files"):
            run("restore", backup)
        run("restore", backup, "--force")
        assert rows(elsewhere / "site.sqlite3") == ["kept", ""]

    def test_a_site_that_runs_is_not_replaced(self, backup, elsewhere):
        run("restore", backup)
        with closing(sqlite3.connect(elsewhere / "site.sqlite3")) as running:
            running.execute("PRAGMA journal_mode=WAL")
            running.execute("SELECT count(*) FROM accounts_user").fetchone()
            with pytest.raises(CommandError, match="in use"):
                run("restore", backup, "--force")
        run("restore", backup, "--force")

    def test_a_dry_run_only_looks(self, backup, elsewhere):
        assert run("restore", backup, "--dry-run").startswith("Could restore")
        assert list(elsewhere.iterdir()) == []

    def test_what_can_not_be_put_in_place_leaves_all_as_it_was(self, backup, elsewhere, monkeypatch):
        run("restore", backup)
        before = content(elsewhere / "media")
        real, calls = Path.rename, []

        def rename(self, target):
            calls.append(target)
            if len(calls) == 4:
                raise OSError(28, "No space left on device")
            return real(self, target)

        monkeypatch.setattr(Path, "rename", rename)
        with pytest.raises(CommandError):
            run("restore", backup, "--force")
        assert content(elsewhere / "media") == before
        assert rows(elsewhere / "site.sqlite3") == ["kept", ""]


def test_swapping_back_is_possible_where_nothing_was(tmp_path):
    (tmp_path / "new").write_text("new")
    with pytest.raises(FileNotFoundError):
        restoring._swap([(tmp_path / "new", tmp_path / "place"), (tmp_path / "none", tmp_path / "other")])
    assert not (tmp_path / "place").exists()
    shutil.rmtree(tmp_path)
