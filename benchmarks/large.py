"""A site with many messages: `python -m benchmarks.large MESSAGES CHATS GIANT` fills the database it is told of.

It holds a reader with fifty chats, which are the same whatever else there is; a hub with CHATS chats; two who have
written GIANT messages to each other; and others with as many messages as MESSAGES leaves. Prints, as JSON, the cookie
of each and what is asked of her.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any
from uuid import UUID

import django
from django.core.management import call_command

from benchmarks.worlds import TOKEN, people, sessions

CHATS, LENGTH = 50, 100
BATCH = 5000
RARE, COMMON = "quagga", "the"
WORDS = [
    "paper",
    "plane",
    "lake",
    "morning",
    "duck",
    "film",
    "tonight",
    "see",
    "you",
    "there",
    "quick",
    "light",
    "throw",
    "fold",
    "wing",
    "sky",
    "we",
    "are",
    "at",
    "home",
]
BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def make(messages: int, chats: int, giant: int) -> dict[str, Any]:
    """Fill an empty database; answers who asks for what."""
    django.setup()
    call_command("migrate", verbosity=0)
    reader, hub, *giants = people("ours", "large", 4)
    friends, fans = people("ours", "friend", CHATS), people("ours", "fan", chats)
    rest = max(messages - CHATS * LENGTH - chats - giant, 0) // LENGTH
    crowd = people("ours", "crowd", 2 * rest)
    texts = sentences()
    write([(reader, friend, LENGTH) for friend in friends], texts)
    write([(hub, fan, 1) for fan in fans], texts)
    write([(giants[0], giants[1], giant)] if giant else [], texts)
    write(list(zip(crowd[::2], crowd[1::2], [LENGTH] * rest, strict=True)), texts)
    finish()
    asking = {"reader": (reader, friends[0], LENGTH, CHATS)}
    if chats:
        asking["hub"] = (hub, fans[0], 1, chats)
    if giant:
        asking["giant"] = (giants[0], giants[1], giant, 1)
    cookies = dict(sessions([owner for owner, *_rest in asking.values()]))
    return {
        who: {
            "cookie": f"sessionid={cookies[owner.username]}; csrftoken={TOKEN}",
            "pages": pages(peer.username, last, counter),
        }
        for who, (owner, peer, last, counter) in asking.items()
    }


def pages(peer: str, last: int, counter: int) -> dict[str, str]:
    """The address of each page that is measured."""
    return {
        "inbox": "/messages/",
        "thread": f"/messages/@{peer}/",
        "older page": f"/messages/@{peer}/?before={max(last // 2, 2)}",
        "sync": f"/sync?stamp={counter - 1}&with={peer}&revision={last - 1}",
        "search, a rare word": f"/messages/search/?q={RARE}",
        "search, the commonest word": f"/messages/search/?q={COMMON}",
    }


def sentences() -> list[str]:
    """Texts of eight words, "the" in nearly all of them."""
    chosen = random.Random(1)  # noqa: S311  (the same site each time)
    return [" ".join([COMMON if n % 20 else "", *chosen.choices(WORDS, k=7)]).strip() for n in range(400)]


def write(chats: list[tuple[Any, Any, int]], texts: list[str]) -> None:
    """So many messages between each two of `chats`, in turn; of each chat the first message holds the rare word."""
    from messaging.models import Message, Participant, SearchEntry, Thread  # noqa: PLC0415
    from messaging.search.entries import owned  # noqa: PLC0415
    from social.models import Follow  # noqa: PLC0415

    words = [sorted(set(text.split())) for text in texts]
    threads = [Thread(low=one, high=other, last_seq=last, revision=last) for one, other, last in chats]
    Thread.objects.bulk_create(threads, BATCH)
    orders: dict[int, Iterator[int]] = {}

    def side(thread: Any, me: Any, peer: Any, last: int) -> Participant:
        order = next(orders.setdefault(me.pk, count(1)))
        written = {"has_written": last > 1 or me.pk == thread.low_id, "answered_at": BEGAN, "read_seq": last}
        return Participant(thread=thread, user=me, peer=peer, order=order, stamp=order, preview_seq=last, **written)

    pairs = [(thread, *chat) for thread, chat in zip(threads, chats, strict=True)]
    store(
        Participant, (side(t, me, peer, n) for t, one, other, n in pairs for me, peer in ((one, other), (other, one)))
    )
    follows = ((me, peer) for one, other, _last in chats for me, peer in ((one, other), (other, one)))
    store(Follow, (Follow(follower=me, followed=peer) for me, peer in follows))

    def messages() -> Iterator[Message]:
        for thread, one, other, last in pairs:
            for seq in range(1, last + 1):
                yield Message(
                    thread=thread,
                    seq=seq,
                    client_id=UUID(int=thread.pk << 32 | seq),
                    sender=one if seq % 2 else other,
                    kind="text",
                    text=f"{texts[seq % 400]}{f' {RARE}' if seq == 1 else ''}",
                    revision=seq,
                    sent_at=BEGAN + dt.timedelta(seconds=seq),
                )

    def entries() -> Iterator[SearchEntry]:
        for thread, one, other, last in pairs:
            for seq in range(1, last + 1):
                held = [*words[seq % 400], RARE] if seq == 1 else words[seq % 400]
                found = " ".join(owned(user.pk, word) for user in (one, other) for word in held)
                yield SearchEntry(thread=thread, seq=seq, words=found)

    store(Message, messages())
    store(SearchEntry, entries())


def store(model: Any, rows: Iterable[Any]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        model.objects.bulk_create(some)


def finish() -> None:
    """Counters as the last message left them, and statistics for the planner."""
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Count, OuterRef, Subquery  # noqa: PLC0415
    from django.db.models.functions import Coalesce  # noqa: PLC0415

    from accounts.models import Mailbox  # noqa: PLC0415
    from messaging.models import Participant  # noqa: PLC0415

    own = Participant.objects.filter(user=OuterRef("pk")).order_by().values("user").annotate(n=Count("pk")).values("n")
    Mailbox.objects.update(counter=Coalesce(Subquery(own), 0))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    sys.stdout.write(json.dumps(make(*map(int, sys.argv[1:4]))))
