"""What the hottest pages ask is answered from indexes, on either database: none of it grows with what others have."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import Participant
from tests.factories import send
from tests.messaging.test_queries import add_history, populate, post

# Tables that grow without end. What is asked of them must name where to look.
LARGE = (
    *("messaging_message", "messaging_participant", "messaging_thread", "messaging_like", "messaging_deletion"),
    *("messaging_searchentry", "accounts_user", "accounts_mailbox", "social_follow", "social_block", "django_session"),
)
PAGES = [
    "/messages/",
    "/messages/?before=20",
    "/messages/requests/",
    "/messages/@bob/",
    "/messages/@bob/?before=60",
    "/messages/@bob/?after=10",
    "/messages/@bob/?around=30",
    "/messages/search/?q=words",
    "/sync?stamp=30",
    "/sync?stamp=30&with=bob&revision=80",
    "/@bob/",
]


@pytest.fixture
def world(alice, bob):
    send(alice, bob)
    add_history(alice, bob, 2, 100)
    populate(alice, 0, 40)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A small table is read whole whatever indexes it has; told not to, the planner shows whether it must.
            cursor.execute("SET LOCAL enable_seqscan = off")


def asked(act):
    """The queries of `act`, as the database was asked them."""
    with CaptureQueriesContext(connection) as queries:
        assert act().status_code < 300
    return [query["sql"] for query in queries if re.match(r"SELECT|UPDATE", query["sql"])]


def whole_tables(sql):
    """The large tables that the database would go through from end to end to answer `sql`."""
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
    names = dict(re.findall(r'"(\w+)" (?:AS )?"?([UVW]\d+)"?', sql))
    aliases = {alias: table for table, alias in names.items()} | {table: table for table in LARGE}
    # SQLite says SCAN where it goes through a table, with no word of an index or with one that it reads whole.
    found = (re.search(r"^SCAN (\w+)|Seq Scan on (\w+)", step) for step in plan)
    scanned = {match[1] or match[2] for match in found if match}
    return sorted(aliases[name] for name in scanned if aliases.get(name) in LARGE)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_goes_through_a_large_table(as_alice, world, page):
    queries = asked(lambda: as_alice.get(page))
    assert queries
    assert {sql: tables for sql in queries if (tables := whole_tables(sql))} == {}


def test_nor_does_a_send(as_alice, world):
    queries = asked(lambda: post(as_alice))
    assert any(sql.startswith("UPDATE") for sql in queries)
    assert {sql: tables for sql in queries if (tables := whole_tables(sql))} == {}


def test_it_would_be_noticed(alice, world):
    assert whole_tables('SELECT "messaging_message"."seq" FROM "messaging_message" WHERE text = \'x\'') == [
        "messaging_message"
    ]


def plans(page):
    """How the database finds what each query of `page` asks for, by its SQL."""
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    found = {}
    for sql in asked(page):
        with connection.cursor() as cursor:
            cursor.execute(f"{how} {sql}")
            found[sql] = str(cursor.fetchall())
    return found


def test_nobody_goes_through_a_hundred_thousand_chats_to_find_a_few(alice, as_alice, world):
    """Those who are pinned, and those who wait for an answer, have indexes that hold nobody else. The database may know
    that people have two chats on the average, and that nobody has pinned any."""
    populate(alice, 40, 800)
    Participant.objects.filter(order__gt=3).update(has_written=True, answered_at=timezone.now())
    # To find three among eight hundred PostgreSQL has more than one way that costs next to nothing.
    for pinned in (0, 3) if connection.vendor == "sqlite" else (0,):
        Participant.objects.filter(user=alice, order__lte=pinned).update(pinned_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE messaging_participant")
        found = plans(lambda: as_alice.get("/messages/"))
        few = [plan for sql, plan in found.items() if '"pinned_at" IS NOT NULL' in sql]
        assert len(few) == 1
        assert "participant_pinned" in few[0]
        assert [plan for sql, plan in found.items() if "LIMIT 1" in sql and "participant_unanswered" in plan]
