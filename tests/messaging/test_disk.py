"""What both sides have deleted is not in the database's files either, once `purge_deleted` has run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from messaging import actions
from messaging.models import Message, SearchEntry
from messaging.search import find_messages
from tests.factories import friends, send

CANARY = "vanishingcanary"
CHECK = "INSERT INTO messaging_searchindex(messaging_searchindex, rank) VALUES ('integrity-check', 1)"


def on_disk(word: str) -> int:
    """How often a word stands in what SQLite keeps: the database itself and its write-ahead log.

    PostgreSQL's files are its own: there, what every table of messages holds is read.
    """
    if connection.vendor != "sqlite":
        tables = Message.objects.values_list("text", flat=True), SearchEntry.objects.values_list("words", flat=True)
        return sum(text.count(word) for table in tables for text in table)
    name = connection.settings_dict["NAME"]
    files = [path for path in (Path(name), Path(f"{name}-wal")) if path.exists()]
    # Read by another process: a file that this one opens and closes loses the locks that SQLite holds on it here.
    content = subprocess.run(["cat", *files], capture_output=True, check=True).stdout
    return content.count(word.encode())


@pytest.mark.django_db(transaction=True)
def test_a_word_that_both_have_deleted_is_in_no_file(transactional_db: None, media: Path) -> None:
    alice, bob = friends("alice", "bob")
    for number in range(120):
        send(alice, bob, f"number {number} stays, as {CANARY}{number} does not")
    send(bob, alice, f"only one of them has deleted halfforgotten{CANARY}")
    kept = send(alice, bob, "this one is kept by both").message
    assert on_disk(CANARY) > 120
    for seq in range(1, 121):
        actions.delete_message(user=alice, peer=bob, seq=seq)
        actions.delete_message(user=bob, peer=alice, seq=seq)
    actions.delete_message(user=alice, peer=bob, seq=121)

    call_command("purge_deleted", verbosity=0)
    left = f"halfforgotten{CANARY}"
    assert on_disk(CANARY) == on_disk(left) > 0
    assert [hit.message.pk for hit in find_messages(alice, "kept by both").hits] == [kept.pk]
    assert [hit.message.seq for hit in find_messages(bob, left).hits] == [121]
    assert find_messages(alice, left).hits == []

    actions.delete_chat(user=alice, peer=bob)
    actions.delete_chat(user=bob, peer=alice)
    call_command("purge_deleted", verbosity=0)
    assert on_disk(CANARY) == 0
    send(alice, bob, "and it goes on")
    assert len(find_messages(bob, "goes on").hits) == 1


@pytest.mark.django_db(transaction=True)
def test_the_index_is_whole_after_it_was_merged(transactional_db: None, media: Path) -> None:
    alice, bob = friends("alice", "bob")
    for number in range(40):
        send(alice, bob, f"word{number}")
        if number % 2:
            actions.delete_message(user=alice, peer=bob, seq=number + 1)
    call_command("purge_deleted", verbosity=0)
    call_command("purge_deleted", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(CHECK)
    assert len(find_messages(alice, "word").hits) == 20
