"""Writers of one process wait for each other by name, not by trying again."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import User
from config.sqlite import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" not in connection.settings_dict["ENGINE"], reason="only where one may write at a time"),
]

PATIENCE = 30


def in_thread(act):
    def run():
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_the_next_writer_begins_as_soon_as_the_last_has_ended():
    order, begun = [], threading.Event()

    def write():
        begun.set()
        with transaction.atomic():
            order.append("second")

    with transaction.atomic():
        thread = in_thread(write)
        assert begun.wait(PATIENCE)
        thread.join(0.2)
        order.append("first")
    thread.join(PATIENCE)
    assert order == ["first", "second"]


@pytest.mark.parametrize("how", ["committed", "rolled back", "failed", "closed"])
def test_however_a_write_ends_the_next_one_can_begin(how):
    with suppress(ZeroDivisionError), transaction.atomic():
        User.objects.filter(pk=0).update(bio="")
        if how == "rolled back":
            transaction.set_rollback(True)
        if how == "failed":
            _ = 1 / 0
        if how == "closed":
            connection.close()
    assert not base._writing.locked()


def test_who_waits_for_too_long_is_told_that_the_database_is_busy(monkeypatch):
    errors = []

    def write():
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            errors.append(str(error))

    with transaction.atomic():
        in_thread(write).join(PATIENCE)
    assert errors == ["database is locked"]
