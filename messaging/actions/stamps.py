"""How a change is stamped for those who can see it."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import F

from accounts.models import Mailbox


class Stamp(NamedTuple):
    """A user's mailbox counter before and after a change."""

    prev: int
    stamp: int


def advance(*user_ids: int) -> dict[int, Stamp]:
    """Count one more change in each mailbox, under the lock; answers each one's stamp."""
    boxes = Mailbox.objects.filter(pk__in=user_ids)
    counters = dict(boxes.values_list("pk", "counter"))
    boxes.update(counter=F("counter") + 1)
    return {pk: Stamp(counter, counter + 1) for pk, counter in counters.items()}
