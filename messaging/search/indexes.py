"""The two databases' own indexes over `SearchEntry.words`, behind one function.

Both hold the very words of `messaging.search.words` and compare them as they stand, so that they agree: FTS5 with its
plainest tokenizer, which cuts at spaces and leaves everything beyond ASCII alone, and PostgreSQL with a `tsvector` made
of the list itself, without a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

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
# What is sorted is not the id itself, or the planner may walk all ids from the newest on in the hope of an early end.
FIND_POSTGRESQL = """
    SELECT hit.place, hit.thread_id, hit.seq
    FROM (
        SELECT id + 0 AS place, thread_id, seq FROM messaging_searchentry
        WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery AND id < %s
        ORDER BY id + 0 DESC OFFSET 0
    ) hit
    JOIN messaging_participant side
        ON side.thread_id = hit.thread_id AND side.user_id = %s AND side.cleared_seq < hit.seq
    ORDER BY hit.place DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search has found something: the entry's id, which orders the hits, and the message's key."""

    pk: int
    thread_id: int
    seq: int


def places(user_id: int, terms: list[Term], before: int, limit: int) -> list[Place]:
    """At most `limit` entries older than `before` that hold each of `terms` on the side of `user_id`, newest first;
    one query."""
    sql, params = _FINDERS[connection.vendor](user_id, terms, before, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Place(*row) for row in cursor.fetchall()]


# Words hold letters, digits and symbols alone: between quotes, nothing in them is an operator.


def _on_sqlite(user_id: int, terms: list[Term], before: int, limit: int) -> tuple[str, list[int | str]]:
    query = " AND ".join(f'"{owned(user_id, term.word)}"{"*" if term.is_start else ""}' for term in terms)
    return FIND_SQLITE, [user_id, query, before, limit]


def _on_postgresql(user_id: int, terms: list[Term], before: int, limit: int) -> tuple[str, list[int | str]]:
    query = " & ".join(f"'{owned(user_id, term.word)}'{':*' if term.is_start else ''}" for term in terms)
    return FIND_POSTGRESQL, [query, before, user_id, limit]


_FINDERS: dict[str, Callable[[int, list[Term], int, int], tuple[str, list[int | str]]]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgresql,
}
