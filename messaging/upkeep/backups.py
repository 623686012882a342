"""One file with everything that a site on SQLite is made of: its database as it was at one moment, and its files.

It is a ZIP: the database, the files under `media/`, and a manifest with the size and SHA-256 of each, what was counted
in the database, and the migrations it has come through.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from messaging.upkeep.files import named_by

FORMAT, VERSION = "paperplane-backup", 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database.sqlite3", "media/"
COUNTS = {
    "accounts_user": "SELECT count(*) FROM accounts_user",
    "messaging_thread": "SELECT count(*) FROM messaging_thread",
    "messaging_message": "SELECT count(*) FROM messaging_message",
    "social_video": "SELECT count(*) FROM social_video",
}
BLOCK = 1024 * 1024
PAGES = 2000  # of the database at a time
ROUNDS = 3

Note = Callable[[str, int, int], object]


class CannotBackUp(Exception):
    """The text says why, in a sentence."""


def back_up(target: Path, note: Note = lambda _what, _done, _all: None) -> dict[str, Any]:
    """Write a backup of the running site to `target`, whole or not at all; answers its manifest. `note` is told of
    pages and bytes. Nobody is kept from writing meanwhile. Raises CannotBackUp."""
    if connection.vendor != "sqlite":
        raise CannotBackUp("This site is on PostgreSQL: use pg_dump, and copy MEDIA_ROOT after it.")
    part = target.with_name(f"{target.name}.part")
    try:
        with (
            TemporaryDirectory(prefix="paperplane-backup-", dir=target.parent) as place,
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file,
        ):
            manifest = _write(file, Path(place), note)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise CannotBackUp(f"The backup could not be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(file: IO[bytes], place: Path, note: Note) -> dict[str, Any]:
    with pinned(Path(settings.MEDIA_ROOT)) as pins:
        names = take_snapshot(place / DATABASE, pins, note)
        with closing(sqlite3.connect(place / DATABASE)) as database:
            manifest = told_of(database)
        entries = {}
        with ZipFile(file, "w", allowZip64=True) as archive:
            entries[DATABASE] = _add(archive, DATABASE, place / DATABASE, ZIP_DEFLATED)
            for done, name in enumerate(sorted(names), 1):
                entries[MEDIA + name] = _add(archive, MEDIA + name, pins.path / name, ZIP_STORED)
                note("files", done, len(names))
            manifest["entries"] = entries
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


class Pins:
    """Links to the files of a site, so that what is removed while they are copied is there yet."""

    def __init__(self, media: Path, path: Path) -> None:
        self.media, self.path = media, path

    def pin(self, names: Iterable[str]) -> set[str]:
        """Hold on to those of `names` that are there; answers which are not."""
        missing = set()
        for name in names:
            link = self.path / name
            link.parent.mkdir(parents=True, exist_ok=True)
            try:
                if not link.exists():
                    os.link(self.media / name, link)
            except FileNotFoundError:
                missing.add(name)
            except OSError:  # another file system, or one that has no links
                shutil.copyfile(self.media / name, link)
        return missing

    def pin_all(self) -> None:
        for directory, _below, files in os.walk(self.media):
            inside = Path(directory).relative_to(self.media)
            if not inside.parts or not inside.parts[0].startswith(self.path.name):
                self.pin(str(inside / file) for file in files)


@contextmanager
def pinned(media: Path) -> Iterator[Pins]:
    media.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".pins-", dir=media) as place:
        yield Pins(media, Path(place))


def take_snapshot(target: Path, pins: Pins, note: Note) -> set[str]:
    """Copy the database as it is at one moment, and hold on to the files that it names; answers their names.

    A file is written before its row and removed after it. All that are there are held before the copy, and those that
    it names once more after it: what came and went in between is the only gap, and where there is one, the copy is
    made anew. A file that was missing all along is not waited for: `check_integrity` tells of it.
    """
    for _round in range(ROUNDS):
        pins.pin_all()
        copy_database(target, note)
        with closing(sqlite3.connect(target)) as database:
            names = set(named_by(database))
        missing = pins.pin(names)
        if not missing:
            return names
    return names - missing


def copy_database(target: Path, note: Note) -> None:
    """The database in one consistent state: a reader of a WAL keeps what it sees, whoever writes."""
    target.unlink(missing_ok=True)
    path = Path(connection.settings_dict["NAME"]).absolute().as_uri()
    with (
        closing(sqlite3.connect(f"{path}?mode=ro", uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES, progress=lambda _status, left, total: note("pages", total - left, total))
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")


def told_of(database: sqlite3.Connection) -> dict[str, Any]:
    """What a manifest says of a database."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(),
        "migrations": sorted(database.execute("SELECT app, name FROM django_migrations").fetchall()),
        "counts": {table: database.execute(sql).fetchone()[0] for table, sql in COUNTS.items()},
    }


def _add(archive: ZipFile, name: str, path: Path, compression: int) -> dict[str, Any]:
    """Put a file into `archive`; answers its size and checksum as they were written."""
    entry = ZipInfo(name, date_time=timezone.now().timetuple()[:6])
    entry.compress_type, entry.external_attr = compression, 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as written:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
    return {"bytes": size, "sha256": digest.hexdigest()}
