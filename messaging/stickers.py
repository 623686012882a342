"""Stickers as the picker shows them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from accounts.models import User
from messaging.models import Sticker, StickerFavourite, StickerPack
from messaging.tags import matches, words_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is offered: the reader's favourites, the latest first, and the packs with their stickers."""

    favourites: list[Sticker]
    packs: list[tuple[StickerPack, list[Sticker]]]


def shelf(user: User, words: str = "") -> Shelf:
    """Every sticker that can be sent now, or those that `words` find; two queries."""
    wanted = words_of(words)
    kept = {favourite.sticker_id: favourite for favourite in StickerFavourite.objects.filter(user=user)}
    offered = Sticker.objects.offered().select_related("pack__cover")
    in_order = offered.order_by("pack__position", "pack", "position", "pk")
    stickers = [sticker for sticker in in_order if any(matches(text, wanted) for text in sticker.spoken)]
    for sticker in stickers:
        sticker.favourite = kept.get(sticker.pk)
    latest_first = sorted(kept.values(), key=lambda favourite: favourite.version, reverse=True)
    by_id = {sticker.pk: sticker for sticker in stickers}
    favourites = [by_id[one.sticker_id] for one in latest_first if one.sticker_id in by_id]
    return Shelf(favourites, [(pack, list(those)) for pack, those in groupby(stickers, lambda sticker: sticker.pack)])
