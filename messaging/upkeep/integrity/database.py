"""What the database can tell of itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection

from messaging.upkeep.integrity.findings import Finding

COMPARE = "INSERT INTO messaging_searchindex(messaging_searchindex, rank) VALUES ('integrity-check', 1)"
REBUILD = "INSERT INTO messaging_searchindex(messaging_searchindex) VALUES ('rebuild')"


def check_database(fix: bool) -> Iterator[Finding]:
    """SQLite's pages, keys between tables, and the index of the search; PostgreSQL keeps all of these itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Finding("database", said)
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _key in cursor.fetchmany(100):
            yield Finding(f"{table} {row}", f"points to a row of {parent} that is not there")
        try:
            cursor.execute(COMPARE)
        except DatabaseError:
            if fix:
                cursor.execute(REBUILD)
            yield Finding("search", "the index does not agree with its entries", mended=fix)
