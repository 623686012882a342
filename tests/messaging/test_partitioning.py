"""On PostgreSQL the messages can be kept in parts, and nobody who writes or reads them notices."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from messaging import actions
from messaging.models import Message
from tests.factories import friends, send

PARTS = 16

pytestmark = pytest.mark.django_db


def catalogue() -> tuple[list[Any], list[Any]]:
    """The constraints and indexes of the table, as PostgreSQL would write them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'messaging_message'::regclass ORDER BY 1"
        )
        constraints = cursor.fetchall()
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'messaging_message' ORDER BY 1")
        return constraints, cursor.fetchall()


@pytest.fixture
def chats() -> list[tuple[User, User]]:
    """Forty chats with three messages each, one of them liked and one deleted on a side."""
    alice, *others = friends("alice", *(f"friend{number}" for number in range(40)))
    for other in others:
        for words in ("one", "two", "three"):
            send(alice, other, words)
    actions.set_like(user=others[0], peer=alice, seq=1, liked=True)
    actions.delete_message(user=others[0], peer=alice, seq=2)
    return [(alice, other) for other in others]


@pytest.mark.services
def test_the_messages_are_taken_apart_with_nothing_lost(chats: list[tuple[User, User]]) -> None:
    before, keys = list(Message.objects.order_by("pk").values()), catalogue()
    out = StringIO()
    call_command("partition_messages", parts=PARTS, stdout=out)
    assert out.getvalue().startswith(f"120 messages stand in {PARTS} parts now")
    assert list(Message.objects.order_by("pk").values()) == before
    assert catalogue() == keys
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tableoid) FROM messaging_message")
        assert cursor.fetchone()[0] > PARTS / 2


@pytest.mark.services
def test_what_comes_after_is_written_read_and_guarded_as_before(chats: list[tuple[User, User]]) -> None:
    alice, bob = chats[0]
    call_command("partition_messages", parts=PARTS, stdout=StringIO())
    sent = send(bob, alice, "four")
    assert send(bob, alice, "four", client_id=sent.message.client_id).is_replay
    actions.delete_message(user=alice, peer=bob, seq=4)
    for user, seen in ((alice, [1, 2, 3]), (bob, [1, 3, 4])):
        visible = Message.objects.for_user(user).filter(thread=sent.message.thread_id)
        assert list(visible.order_by("seq").values_list("seq", flat=True)) == seen
    twin = Message.objects.get(thread=sent.message.thread_id, seq=4)
    twin.seq = 5
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.services
def test_a_chat_is_looked_for_in_its_own_part_alone(chats: list[tuple[User, User]]) -> None:
    call_command("partition_messages", parts=PARTS, stdout=StringIO())
    thread = Message.objects.values_list("thread", flat=True).first()
    told = Message.objects.filter(thread=thread, seq__lt=3).order_by("-seq").explain()
    assert told.count("messaging_message_0") >= 1
    assert len({word for word in told.replace("_pkey", " ").split() if word.startswith("messaging_message_0")}) == 1


@pytest.mark.services
def test_doing_it_twice_or_only_looking_changes_nothing(chats: list[tuple[User, User]]) -> None:
    out = StringIO()
    call_command("partition_messages", dry_run=True, stdout=out)
    assert out.getvalue().count("PARTITION OF") == PARTS
    call_command("partition_messages", parts=2, stdout=StringIO())
    with pytest.raises(CommandError, match="in parts already"):
        call_command("partition_messages")


@pytest.mark.parametrize("parts", [1, 0, 5000])
def test_what_is_not_possible_is_said(parts: int) -> None:
    words = "from 2 to" if connection.vendor == "postgresql" else "Only PostgreSQL"
    with pytest.raises(CommandError, match=words):
        call_command("partition_messages", parts=parts)
