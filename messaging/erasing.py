"""What is erased for good: GIFs that nobody needs any more, their files, and the count of it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.files import Freed, remove
from messaging.models import Erasure, Gif, Message
from messaging.models.pictures import GifQuerySet

# An upload that is not to be kept waits this long for its message; a file this long for its row.
GRACE = dt.timedelta(hours=1)
BATCH = 500


def unneeded(gifs: GifQuerySet) -> GifQuerySet:
    """Those that no message shows and no collection holds."""
    shown = Message.objects.filter(gif=OuterRef("pk"))
    return gifs.filter(Q(is_kept=False) | Q(removed_at__isnull=False)).filter(~Exists(shown))


def settle(messages: int, gif_ids: Iterable[int]) -> None:
    """After `messages` were erased for both sides: take away what they alone had shown, and count it."""
    ids = sorted(gif_ids)
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    note(messages, sum((forget(batch) for batch in batches), Freed()))


def forget(gif_ids: Collection[int]) -> Freed:
    """Take away those GIFs of `gif_ids` that nobody needs, rows first.

    No lock is held against a message that shows one of them at this very moment: the foreign key decides, and
    `purge_deleted` comes back for the others.
    """
    gifs = {gif.pk: gif for gif in unneeded(Gif.objects.filter(pk__in=gif_ids))}
    try:
        with transaction.atomic():
            unneeded(Gif.objects.filter(pk__in=gifs)).delete()
    except IntegrityError:
        return Freed()
    left = set(Gif.objects.filter(pk__in=gifs).values_list("pk", flat=True))
    return remove(name for pk, gif in gifs.items() if pk not in left for name in (gif.file.name, gif.poster.name))


def note(messages: int, freed: Freed) -> None:
    """Add to what this day has erased."""
    if not messages and not freed.files:
        return
    day = Erasure.objects.get_or_create(day=timezone.now().date())[0]
    Erasure.objects.filter(pk=day.pk).update(
        messages=F("messages") + messages, files=F("files") + freed.files, bytes=F("bytes") + freed.bytes
    )
