"""The table of messages in parts, by thread: for a PostgreSQL on which one table has become too large to look after.

Everything that is asked of messages names their thread, so it meets one part; vacuum, backups and indexes work on parts
that fit into memory again. The key (thread, seq) and the unique pair (thread, client_id) hold the thread, which is what
PostgreSQL asks of the keys of such a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

TABLE = "messaging_message"
KEY = "thread_id"
MOST = 1024

# What the catalogue says of the table; definitions as PostgreSQL itself would write them.
IS_PARTITIONED = "SELECT relkind = 'p' FROM pg_class WHERE oid = %s::regclass"
CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'c', 'f')
    ORDER BY contype = 'f', conname
"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename = %s
      AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)
    ORDER BY indexname
"""
POINTING_HERE = "SELECT conname FROM pg_constraint WHERE confrelid = %s::regclass"


class CannotPartition(Exception):
    """The table can't be taken apart; the text says why."""


@dataclass(frozen=True)
class Moved:
    """How many rows were in the table before, and how many are in its parts now."""

    rows: int
    parts: int


def plan(parts: int) -> list[str]:
    """The statements that take the table apart, in order. Raises CannotPartition."""
    _check_engine()
    if not 2 <= parts <= MOST:
        raise CannotPartition(f"Choose from 2 to {MOST} parts.")
    if _ask(IS_PARTITIONED, TABLE)[0][0]:
        raise CannotPartition("The messages are in parts already.")
    if pointing := _ask(POINTING_HERE, TABLE):
        raise CannotPartition(f"{pointing[0][0]} points at messages; a row of one part can't be pointed at safely.")
    return [statement.as_string(None) for statement in _statements(parts)]


def partition(parts: int) -> Moved:
    """Take the table apart, all or nothing; nobody writes or reads messages meanwhile. Raises CannotPartition."""
    _check_engine()
    with transaction.atomic(), connection.cursor() as cursor:
        # What is still to be checked of rows that were just written goes with the table otherwise.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The catalogue is read under the lock: what a migration does meanwhile would be lost.
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(TABLE)))
        before = _count(TABLE)
        for statement in plan(parts):
            cursor.execute(statement)
        after = _count(TABLE)
        if before != after:
            raise CannotPartition(f"{before} rows went in and {after} came out; nothing was changed.")
    return Moved(after, parts)


def _check_engine() -> None:
    if connection.vendor != "postgresql":
        raise CannotPartition("Only PostgreSQL keeps a table in parts.")


def _statements(parts: int) -> Iterator[sql.Composable]:
    whole, new, key = sql.Identifier(TABLE), sql.Identifier(f"{TABLE}_in_parts"), sql.Identifier(KEY)
    constraints, indexes = _ask(CONSTRAINTS, TABLE), _ask(INDEXES, TABLE, TABLE)
    yield sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS) PARTITION BY HASH ({})").format(new, whole, key)
    for number in range(parts):
        part = sql.Identifier(f"{TABLE}_{number:04d}")
        bounds = sql.SQL("(MODULUS {}, REMAINDER {})").format(sql.Literal(parts), sql.Literal(number))
        yield sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES WITH {}").format(part, new, bounds)
    yield sql.SQL("INSERT INTO {} SELECT * FROM {}").format(new, whole)
    yield sql.SQL("DROP TABLE {}").format(whole)
    yield sql.SQL("ALTER TABLE {} RENAME TO {}").format(new, whole)
    # Under their own names, so that migrations find them.
    for name, definition in constraints:
        added = sql.SQL(definition)
        yield sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(whole, sql.Identifier(name), added)
    for _name, definition in indexes:
        yield sql.SQL(definition)
    yield sql.SQL("ANALYZE {}").format(whole)


def _ask(question: str, *values: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])
