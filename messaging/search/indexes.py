"""The two databases' own indexes over `SearchEntry.words`, behind one function.

Both hold the very words of `messaging.search.words` and compare them as they stand, so that they agree: FTS5 with its
plainest tokenizer, which cuts at spaces and leaves everything beyond ASCII alone, and PostgreSQL with a `tsvector` made
of the list itself, without a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from messaging.search.entries import owned
from messaging.search.words import Term

_FORGET = "INSERT INTO messaging_searchindex(messaging_searchindex, rowid, words) VALUES ('delete', old.id, old.words);"
_LEARN = "INSERT INTO messaging_searchindex(rowid, words) VALUES (new.id, new.words);"
MAKE_SQLITE = [
    """CREATE VIRTUAL TABLE messaging_searchindex USING fts5(
        words, content='messaging_searchentry', content_rowid='id', tokenize='ascii', detail='none', columnsize=0
    )""",
    f"CREATE TRIGGER messaging_searchentry_added AFTER INSERT ON messaging_searchentry BEGIN {_LEARN} END",
    f"CREATE TRIGGER messaging_searchentry_removed AFTER DELETE ON messaging_searchentry BEGIN {_FORGET} END",
    f"CREATE TRIGGER messaging_searchentry_changed AFTER UPDATE ON messaging_searchentry BEGIN {_FORGET} {_LEARN} END",
]
MAKE_POSTGRESQL = [
    """CREATE INDEX messaging_searchindex ON messaging_searchentry
        USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
]

# FTS5 keeps what it forgets until the pages that held it are merged: all of them, a few at a time, so that nobody who
# writes waits for long. The first step takes up what stands, the others go on with it (SQLite, FTS5, section 6.8).
MERGE_SQLITE = "INSERT INTO messaging_searchindex(messaging_searchindex, rank) VALUES ('merge', %s)"
MERGED_PAGES = 200

# From the newest on, one after the other, until there are enough. A side shows nothing up to where it was cleared.
FIND_SQLITE = """
    SELECT messaging_searchindex.rowid, entry.thread_id, entry.seq
    FROM messaging_searchindex
    CROSS JOIN messaging_searchentry entry ON entry.id = messaging_searchindex.rowid
    CROSS JOIN messaging_participant side
        ON side.thread_id = entry.thread_id AND side.user_id = %s AND side.cleared_seq < entry.seq
    WHERE messaging_searchindex MATCH %s AND messaging_searchindex.rowid < %s
    ORDER BY messaging_searchindex.rowid DESC LIMIT %s
"""
# So many of the newest that hold the words are sorted first, and ten times as many where too few of them stand: to sort
# all of a common word's costs several times what it costs to find them. What is sorted is not the id itself, or the
# planner may walk all ids from the newest on in the hope of an early end.
SORTED = 200
FIND_POSTGRESQL = """
    SELECT hit.place, hit.thread_id, hit.seq, side.id IS NOT NULL
    FROM (
        SELECT id + 0 AS place, thread_id, seq FROM messaging_searchentry
        WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery AND id < %s
        ORDER BY id + 0 DESC LIMIT %s
    ) hit
    LEFT JOIN messaging_participant side
        ON side.thread_id = hit.thread_id AND side.user_id = %s AND side.cleared_seq < hit.seq
    ORDER BY hit.place DESC
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search has found something: the entry's id, which orders the hits, and the message's key."""

    pk: int
    thread_id: int
    seq: int


def places(user_id: int, terms: list[Term], before: int, limit: int) -> list[Place]:
    """At most `limit` entries older than `before` that hold each of `terms` on the side of `user_id`, newest first;
    one query, on PostgreSQL seldom more."""
    with connection.cursor() as cursor:
        return _FINDERS[connection.vendor](cursor, user_id, terms, before, limit)


def forget_erased() -> None:
    """Let the disk, too, forget the words that nobody can find any more.

    On SQLite the index is merged and the write-ahead log written back, after which the file holds none of them;
    PostgreSQL's own vacuum does that. For calm hours: it costs what the whole index is large.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        is_merged = _merge(cursor, -MERGED_PAGES)
        while not is_merged:
            is_merged = _merge(cursor, MERGED_PAGES)
        # Whoever reads at this moment holds it up, and within a transaction it is impossible: what is left goes the
        # next time.
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _merge(cursor: CursorWrapper, pages: int) -> bool:
    """One step of a merge; answers whether nothing was left to do, which shows as fewer than two changed rows."""
    before = _changes(cursor)
    cursor.execute(MERGE_SQLITE, [pages])
    return _changes(cursor) - before < 2


def _changes(cursor: CursorWrapper) -> int:
    """The rows that this connection has changed so far."""
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


# Words hold letters, digits and symbols alone: between quotes, nothing in them is an operator.


def _on_sqlite(cursor: CursorWrapper, user_id: int, terms: list[Term], before: int, limit: int) -> list[Place]:
    query = " AND ".join(f'"{owned(user_id, term.word)}"{"*" if term.is_start else ""}' for term in terms)
    cursor.execute(FIND_SQLITE, [user_id, query, before, limit])
    return [Place(*row) for row in cursor.fetchall()]


def _on_postgresql(cursor: CursorWrapper, user_id: int, terms: list[Term], before: int, limit: int) -> list[Place]:
    query = " & ".join(f"'{owned(user_id, term.word)}'{':*' if term.is_start else ''}" for term in terms)
    found: list[Place] = []
    batch = max(SORTED, limit)
    while len(found) < limit:
        cursor.execute(FIND_POSTGRESQL, [query, before, batch, user_id])
        rows = cursor.fetchall()
        found += [Place(pk, thread_id, seq) for pk, thread_id, seq, stands in rows if stands]
        if len(rows) < batch:
            break
        before, batch = rows[-1][0], batch * 10
    return found[:limit]


_FINDERS: dict[str, Callable[[CursorWrapper, int, list[Term], int, int], list[Place]]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgresql,
}
