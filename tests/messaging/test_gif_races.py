"""A GIF that is sent at the very moment at which it goes: either it stays, or the sender is told.

Each race is run a few times here; RACE_ROUNDS=2000 makes a long run of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.storage import default_storage
from django.db import connections

from messaging import actions
from messaging.models import Gif, Message
from tests.factories import friends
from tests.messaging import pictures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "25"))


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run them on connections of their own; the names of what they raised, where it is a refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(30)
            act()
        except actions.NotOffered:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def every_message_has_its_picture() -> None:
    for message in Message.objects.filter(erased_at=None).select_related("gif"):
        assert default_storage.exists(message.gif.file.name)
        assert default_storage.exists(message.gif.poster.name)


def nothing_is_left_over() -> None:
    assert len(pictures.files()) == 2 * Gif.objects.count()


def test_sending_a_public_one_while_its_owner_takes_it_away():
    alice, bob, carol = friends("alice", "bob", "carol")
    seen: Counter[tuple[str, ...]] = Counter()
    for _n in range(ROUNDS):
        gif = pictures.add_gif(alice, is_public=True)
        seen[
            tuple(
                at_once(
                    lambda gif=gif: pictures.send_picture(bob, carol, gif),
                    lambda gif=gif: actions.remove_gif(owner=alice, pk=gif.pk),
                )
            )
        ] += 1
    every_message_has_its_picture()
    nothing_is_left_over()
    assert Message.objects.count() == seen["done", "done"]
    assert sum(seen.values()) == seen["done", "done"] + seen["refused", "done"] == ROUNDS


def test_sending_one_again_while_the_last_message_that_shows_it_is_erased():
    alice, bob, carol = friends("alice", "bob", "carol")
    seen: Counter[tuple[str, ...]] = Counter()
    for _n in range(ROUNDS):
        gif = pictures.add_gif(alice, is_kept=False)
        seq = pictures.send_picture(alice, bob, gif).message.seq
        actions.delete_message(user=alice, peer=bob, seq=seq)
        seen[
            tuple(
                at_once(
                    lambda gif=gif: pictures.send_picture(alice, carol, gif),
                    lambda seq=seq: actions.delete_message(user=bob, peer=alice, seq=seq),
                )
            )
        ] += 1
    every_message_has_its_picture()
    nothing_is_left_over()
    assert Message.objects.filter(erased_at=None).count() == seen["done", "done"]
    assert sum(seen.values()) == seen["done", "done"] + seen["refused", "done"] == ROUNDS
