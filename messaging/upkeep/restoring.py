"""Brings a site back from a backup: all of it is looked at first, then put in place in one go, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from messaging.upkeep.backups import BLOCK, DATABASE, FORMAT, MANIFEST, MEDIA, VERSION, Note, told_of

LONGEST_MANIFEST = 256 * 1024 * 1024


class CannotRestore(Exception):
    """The text says why, in a sentence. Nothing was changed."""


def restore(source: Path, *, force: bool = False, dry_run: bool = False, note: Note) -> dict[str, Any]:
    """Put the backup `source` in the place of this site's database and files; answers its manifest. Without `force`
    only where there is nothing yet. Raises CannotRestore, with everything as it was."""
    if connection.vendor != "sqlite":
        raise CannotRestore("This site is on PostgreSQL; a backup can be restored to SQLite, and moved from there.")
    database, media = Path(connection.settings_dict["NAME"]), Path(settings.MEDIA_ROOT)
    if not force:
        _check_empty(database, media)
    database.parent.mkdir(parents=True, exist_ok=True)
    media.parent.mkdir(parents=True, exist_ok=True)
    with opened(source) as archive, staging(database.parent) as base, staging(media.parent) as beside:
        manifest = read_manifest(archive)
        _unpack(archive, manifest, base, beside, note)
        _check_database(base / DATABASE, manifest)
        if not dry_run:
            _check_closed(database)
            # Of a database that is no more, they would be taken for the new one's.
            for ending in ("-wal", "-shm"):
                database.with_name(database.name + ending).unlink(missing_ok=True)
            _swap([(base / DATABASE, database), (beside / "media", media)])
    return manifest


@contextmanager
def opened(source: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(source) as archive:
            yield archive
    except FileNotFoundError:
        raise CannotRestore(f"There is no file {source}.") from None
    except BadZipFile as error:
        raise CannotRestore(f"{source} is damaged, or no backup of Paperplane ({error}).") from error
    except (OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise CannotRestore(f"{source} could not be read, or its content not be written ({error}).") from error


@contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """A directory on the file system where its content is to end up."""
    place = Path(mkdtemp(prefix=".restore-", dir=parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def read_manifest(archive: ZipFile) -> dict[str, Any]:
    """Raises CannotRestore for what is no backup of ours, or of a later Paperplane."""
    foreign = CannotRestore(f"{archive.filename} is no backup of Paperplane.")
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise foreign
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise foreign from None
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") != FORMAT
        or DATABASE not in manifest.get("entries", {})
    ):
        raise foreign
    known = set(MigrationLoader(None).disk_migrations)
    later = [f"{app}.{name}" for app, name in manifest["migrations"] if _is_ours(app) and (app, name) not in known]
    if manifest.get("version") != VERSION or later:
        raise CannotRestore(f"This backup is of a later Paperplane ({', '.join(later) or manifest.get('version')}).")
    return manifest


def _is_ours(app: str) -> bool:
    """Whether a migration is of an app that is installed: what was taken out long ago is in nobody's way."""
    return app in {"accounts", "social", "messaging"}


def _check_empty(database: Path, media: Path) -> None:
    if database.exists() and database.stat().st_size:
        with closing(sqlite3.connect(database)) as there:
            tables = {name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "accounts_user" in tables and there.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone():
                raise CannotRestore(f"{database} holds a site already; --force replaces it.")
    if media.is_dir() and any(path.is_file() for path in media.rglob("*")):
        raise CannotRestore(f"{media} holds files already; --force replaces them.")


def _check_closed(database: Path) -> None:
    """Nobody may have the old database open: leaving WAL is possible only to whoever is alone with it."""
    connections.close_all()
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=1)) as there:
        try:
            mode = there.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:
            return  # no database: nobody can have it open as one
    if mode != "delete":
        raise CannotRestore(f"{database} is in use: stop the site and its workers first.")


def _unpack(archive: ZipFile, manifest: dict[str, Any], base: Path, beside: Path, note: Note) -> None:
    """Write every entry beside its place, and compare it with the manifest."""
    entries = manifest["entries"]
    if set(archive.namelist()) != {MANIFEST, *entries}:
        raise CannotRestore(f"{archive.filename} does not hold what its manifest says.")
    (beside / "media").mkdir()
    for done, (name, told) in enumerate(entries.items(), 1):
        if name != DATABASE and not _is_safe(name):
            raise CannotRestore(f"{archive.filename} holds a file with a name that is not allowed: {name!r}.")
        target = base / name if name == DATABASE else beside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if _extract(archive, name, target) != told:
            raise CannotRestore(f"{archive.filename} is damaged: {name} is not what was backed up.")
        note("files", done, len(entries))


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return name.startswith(MEDIA) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _extract(archive: ZipFile, name: str, target: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as source, target.open("wb") as written:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
        os.fsync(written.fileno())
    return {"bytes": size, "sha256": digest.hexdigest()}


def _check_database(path: Path, manifest: dict[str, Any]) -> None:
    damaged = CannotRestore("The database in this backup is damaged.")
    try:
        with closing(sqlite3.connect(path)) as database:
            if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise damaged
            if told_of(database)["counts"] != manifest["counts"]:
                raise damaged
    except sqlite3.DatabaseError:
        raise damaged from None


def _swap(moves: list[tuple[Path, Path]]) -> None:
    """Put each first path in the place of the second; if one can't be, all is as before."""
    done: list[tuple[Path, Path]] = []
    try:
        for new, place in moves:
            old = new.with_name(f"{new.name}.old")
            if place.exists():
                place.rename(old)
            done.append((old, place))
            new.rename(place)
    except OSError:
        for old, place in reversed(done):
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                place.unlink(missing_ok=True)
            if old.exists():
                old.rename(place)
        raise
