"""Moves a site from SQLite to an empty PostgreSQL: all rows or none, compared by count and checksum, in bounded memory.

Rows go as the lines of PostgreSQL's own text format, through COPY. Each line is made here exactly as PostgreSQL will
write it, so that the lines of both sides can be compared: a checksum of a table is the sum of those of its lines, in
whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, router, transaction
from django.db.migrations.executor import MigrationExecutor

TARGET = "target"
ROWS = 2000
MASK = 2**64 - 1
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"})
NOTHING = "\\N"
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00(?::?00)?)?")

Note = Callable[[str, int, int], object]
Writer = Callable[[Any], str]


class CannotMove(Exception):
    """The text says why, in a sentence. The target is as it was."""


@dataclass(slots=True)
class Sum:
    """How many lines there were, and a checksum of them all that knows no order."""

    count: int = 0
    checksum: int = 0

    def add(self, line: str) -> None:
        digest = hashlib.blake2b(line.encode(), digest_size=8).digest()
        self.checksum = (self.checksum + int.from_bytes(digest)) & MASK
        self.count += 1

    def __str__(self) -> str:
        return f"{self.count} rows, {self.checksum:016x}"


@dataclass(slots=True)
class Table:
    """A table, its columns, and how a value of each is written."""

    name: str
    columns: list[str]
    writers: list[Writer]
    json_at: list[int] = field(default_factory=list)

    @property
    def quoted(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)

    def line(self, row: Iterable[Any]) -> str:
        pairs = zip(self.writers, row, strict=True)
        return "\t".join(NOTHING if value is None else write(value) for write, value in pairs)


def write_text(value: Any) -> str:
    return str(value).translate(ESCAPES)


def write_boolean(value: Any) -> str:
    return "t" if value else "f"


def write_uuid(value: Any) -> str:
    digits = str(value).replace("-", "")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def write_moment(value: Any) -> str:
    """As PostgreSQL writes it in UTC: no zeros at the end, no fraction of nothing."""
    found = MOMENT.fullmatch(str(value))
    if found is None:
        raise CannotMove(f"{value!r} is no moment in UTC.")
    day, clock, fraction = found.groups()
    fraction = (fraction or "").rstrip("0")
    return f"{day} {clock}{'.' + fraction if fraction else ''}+00"


def write_json(value: Any) -> str:
    return write_text(json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")))


WRITERS: dict[str, Writer] = {
    "BooleanField": write_boolean,
    "UUIDField": write_uuid,
    "DateTimeField": write_moment,
    "JSONField": write_json,
}


def tables() -> list[Table]:
    """Every table that a model has, in the order of names. The index of the search is PostgreSQL's own to keep."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta  # noqa: SLF001 (Django's own way to ask a model for its fields)
        if not options.managed or options.proxy:
            continue
        fields = [one for one in options.local_concrete_fields if one.column]
        kinds = [_kind(one) for one in fields]
        writers = [WRITERS.get(kind, write_text) for kind in kinds]
        json_at = [at for at, kind in enumerate(kinds) if kind == "JSONField"]
        found[options.db_table] = Table(options.db_table, [str(one.column) for one in fields], writers, json_at)
    return [found[name] for name in sorted(found)]


def _kind(one: models.Field[Any, Any]) -> str:
    """The kind of a column; a foreign key's is that of what it points to."""
    while isinstance(one, models.ForeignKey):
        one = one.target_field
    return one.get_internal_type()


@contextmanager
def target_at(settings: dict[str, Any]) -> Iterator[None]:
    """`connections[TARGET]` as long as the block lasts. Raises CannotMove for what is no PostgreSQL."""
    if "postgresql" not in settings["ENGINE"]:
        raise CannotMove("The target must be a postgres:// address.")
    defaults = {name: value for name, value in connection.settings_dict.items() if name not in settings}
    options = settings.get("OPTIONS", {}) | {"options": "-c timezone=UTC"}
    connections.databases[TARGET] = defaults | settings | {"OPTIONS": options, "TIME_ZONE": None}
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def move(settings: dict[str, Any], note: Note, tell: Callable[[str, Sum], object]) -> int:
    """Move everything to the database of `settings`; answers how many rows. `tell` is told of each table once both
    sides agree. Raises CannotMove, and then the target is as empty as it was."""
    _check_source()
    with target_at(settings), closing(_source()) as source, closing(_source()) as watch:
        _check_empty()
        before = watch.execute("PRAGMA data_version").fetchone()
        source.execute("BEGIN")
        with transaction.atomic(using=TARGET):
            _make_tables()
            moved = sum(_move_table(source, table, note, tell) for table in tables())
            _reset_sequences()
            if watch.execute("PRAGMA data_version").fetchone() != before:
                raise CannotMove("The site was written to meanwhile: stop it and its workers, and try again.")
        with connections[TARGET].cursor() as cursor:
            cursor.execute("ANALYZE")
    return moved


def look(settings: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table `move` would take to the database of `settings`, which is only looked at. Raises
    CannotMove where it could not begin."""
    _check_source()
    with target_at(settings), closing(_source()) as source:
        _check_empty()
        return {table.name: _count(source, table) for table in tables()}


class ToTarget:
    """Sends what a migration writes without saying where, as most do, to the database that is being made."""

    def db_for_read(self, model: type[models.Model], **_hints: object) -> str:
        return TARGET

    db_for_write = db_for_read


def _check_source() -> None:
    if connection.vendor != "sqlite":
        raise CannotMove("This site is not on SQLite.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotMove("This database is not up to date: run `manage.py migrate` first.")


def _source() -> sqlite3.Connection:
    """The site's database, for reading alone."""
    path = Path(connection.settings_dict["NAME"]).absolute().as_uri()
    return sqlite3.connect(f"{path}?mode=ro", uri=True, isolation_level=None)


def _count(source: sqlite3.Connection, table: Table) -> int:
    # The names are those of our own models, here and below: nobody can put one in.
    found: int = source.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608  # nosec B608
    return found


def _check_empty() -> None:
    sql = """SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND relkind IN ('r', 'p', 'v', 'm', 'S')"""
    with connections[TARGET].cursor() as cursor:
        cursor.execute(sql)
        if cursor.fetchone()[0]:
            raise CannotMove("The target is not empty: make a new database for this.")


def _make_tables() -> None:
    """The tables as migrations make them, without the rows that these put there: ours are on their way."""
    router.routers.insert(0, ToTarget())
    try:
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
    finally:
        del router.routers[0]
    with connections[TARGET].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(table.name for table in tables())}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _move_table(source: sqlite3.Connection, table: Table, note: Note, tell: Callable[[str, Sum], object]) -> int:
    total = _count(source, table)
    here, there = Sum(), Sum()
    rows = source.execute(f'SELECT {table.quoted} FROM "{table.name}"')  # noqa: S608  # nosec B608
    with connections[TARGET].cursor() as cursor:
        with cursor.copy(f'COPY "{table.name}" ({table.quoted}) FROM STDIN') as copy:
            while batch := rows.fetchmany(ROWS):
                lines = [table.line(row) for row in batch]
                for line in lines:
                    here.add(line)
                copy.write("\n".join(lines) + "\n")
                note(table.name, here.count, total)
        for line in _lines_of(cursor, table):
            there.add(line)
    if here != there:
        raise CannotMove(f"{table.name} did not arrive as it was: {here} here, {there} there.")
    tell(table.name, there)
    return there.count


def _lines_of(cursor: Any, table: Table) -> Iterator[str]:
    """The lines of a table as PostgreSQL writes them, with JSON in the one form that both sides have."""
    left = b""
    sql = f'COPY (SELECT {table.quoted} FROM "{table.name}") TO STDOUT'  # noqa: S608  # nosec B608
    with cursor.copy(sql) as copy:
        for block in copy:
            *lines, left = (left + bytes(block)).split(b"\n")
            for line in lines:
                yield _plain(line.decode(), table)


def _plain(line: str, table: Table) -> str:
    if not table.json_at:
        return line
    cells = line.split("\t")
    for at in table.json_at:
        if cells[at] != NOTHING:
            cells[at] = write_json(_unescaped(cells[at]))
    return "\t".join(cells)


def _unescaped(cell: str) -> str:
    back = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}
    return re.sub(r"\\(.)", lambda found: back.get(found[1], found[1]), cell)


def _reset_sequences() -> None:
    """Have the next row of each table get the next id."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001
    with connections[TARGET].cursor() as cursor:
        for sql in connections[TARGET].ops.sequence_reset_sql(no_style(), found):
            cursor.execute(sql)
