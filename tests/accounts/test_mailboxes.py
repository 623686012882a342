"""The lock under which everything is written that somebody else can see."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts import mailboxes
from accounts.mailboxes import announce_account, count_fact, lock_users
from accounts.models import Mailbox
from accounts.signals import account_changed
from tests.factories import UserFactory


@pytest.fixture
def people(db):
    return [UserFactory() for _n in range(3)]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_would_hold_nothing_and_so_is_an_error():
    user = UserFactory()
    with pytest.raises(transaction.TransactionManagementError):
        lock_users(user.pk)


def test_it_takes_the_mailboxes_in_the_order_of_their_ids_however_they_are_named(people):
    one, two, three = (person.pk for person in people)
    for ids in ((one, two, three), (three, one, two), (two, three, one, two)):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            lock_users(*ids)
        [sql] = [query["sql"] for query in queries if "accounts_mailbox" in query["sql"]]
        assert sql.startswith('SELECT "accounts_mailbox"."user_id"')
        assert "ORDER BY 1 ASC" in sql


def test_the_statement_reads_the_mailboxes_and_nothing_else(people):
    """A fact that is read while waiting for the lock is older than the lock."""
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        lock_users(*(person.pk for person in people))
    [sql] = [query["sql"] for query in queries if "SELECT" in query["sql"]]
    assert set(re.findall(r'"(\w+_\w+)"\.', sql)) == {"accounts_mailbox"}
    assert "JOIN" not in sql
    assert sql.startswith('SELECT "accounts_mailbox"."user_id"')
    if connection.features.has_select_for_no_key_update:
        assert sql.endswith("FOR NO KEY UPDATE")


def test_where_rows_can_be_locked_the_statement_locks_them(people, monkeypatch):
    """SQLite has no such words: what it would be told elsewhere is looked at, and left out of what it is told."""
    locks = " FOR NO KEY UPDATE"
    said = []

    def note(execute, sql, *rest):
        said.append(sql)
        return execute(sql.replace(locks, "") if connection.vendor == "sqlite" else sql, *rest)

    for feature in ("has_select_for_update", "has_select_for_no_key_update"):
        monkeypatch.setattr(connection.features, feature, True)
    mailboxes._lock.cache_clear()  # it is made once, in the words of the database that it was made for
    with transaction.atomic(), connection.execute_wrapper(note):
        lock_users(*(person.pk for person in people))
    mailboxes._lock.cache_clear()
    assert [sql.endswith(locks) for sql in said if "accounts_mailbox" in sql] == [True]


def test_an_unknown_user_is_an_error(people):
    with transaction.atomic(), pytest.raises(Mailbox.DoesNotExist):
        lock_users(people[0].pk, 10**9)


@pytest.mark.django_db(transaction=True)
def test_who_holds_the_lock_is_waited_for():
    """Two writers each add one to what they have read; without the lock one of the two would be lost."""
    user = UserFactory()
    barrier = threading.Barrier(2, timeout=20)

    def add_one() -> None:
        try:
            barrier.wait()
            for _n in range(20):
                with transaction.atomic():
                    lock_users(user.pk)
                    counter = Mailbox.objects.get(pk=user.pk).counter
                    Mailbox.objects.filter(pk=user.pk).update(counter=counter + 1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add_one) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Mailbox.objects.get(pk=user.pk).counter == 40


def test_every_account_has_a_mailbox_from_its_first_moment(db):
    user = UserFactory()
    assert (user.mailbox.counter, user.mailbox.facts, user.mailbox.unread_chats) == (0, 0, 0)


def test_a_changed_fact_is_counted_for_those_it_concerns(people):
    count_fact(people[0].pk, people[1].pk)
    assert [Mailbox.objects.get(pk=person.pk).facts for person in people] == [1, 1, 0]


def test_a_change_is_announced_once_it_is_committed(people, committed):
    told = []

    def listen(user_id, **_kwargs):
        told.append((user_id, Mailbox.objects.get(pk=user_id).facts))

    account_changed.connect(listen)
    try:
        with committed():
            announce_account([people[0].pk])
            assert not told
    finally:
        account_changed.disconnect(listen)
    assert told == [(people[0].pk, 1)]
