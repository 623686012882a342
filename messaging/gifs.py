"""GIFs as the picker and the pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from messaging.models import Gif, GifStart
from messaging.tags import matches, words_of
from social.people import visible_to

PAGE = 24
KEPT = 300  # how many one person keeps: few enough to look through


@dataclass(frozen=True, slots=True)
class GifPage:
    """One page of GIFs, newest first, and where there are more the id to go on from."""

    gifs: list[Gif]
    next_cursor: int | None = None


def own(user: User, words: str = "", before: int | None = None) -> GifPage:
    """A page of `user`'s own collection, of what `words` find in it; one query."""
    gifs = Gif.objects.kept_by(user).order_by("-pk")
    if before is not None:
        gifs = gifs.filter(pk__lt=before)
    wanted = words_of(words)
    found = [gif for gif in gifs[:KEPT] if matches(gif.tags, wanted)] if wanted else list(gifs[: PAGE + 1])
    return _page(found, user)


def public(user: User, words: str = "", before: int | None = None) -> GifPage:
    """A page of what others have made public, of what `words` find there; one query."""
    if wanted := words_of(words):
        return _page(_public_with(user, wanted, before), user)
    gifs = Gif.objects.public_for(user).order_by("-pk")
    if before is not None:
        gifs = gifs.filter(pk__lt=before)
    return _page(list(gifs[: PAGE + 1]), user)


def made_of(video_id: int, author: User) -> tuple[int, list[Gif]]:
    """How many GIFs of a video are kept, by whomever, and those of them that its `author` may see: hers, and what
    others made public. Two queries."""
    made = Gif.objects.filter(from_video=video_id, removed_at=None, is_kept=True)
    shown = Gif.objects.for_user(author).filter(pk__in=made).order_by("-pk")
    return made.count(), _page(list(shown[: PAGE + 1]), author).gifs


def _public_with(user: User, words: list[str], before: int | None) -> list[Gif]:
    """Along the index of the longest of `words`, which is the rarest, from the newest on."""
    longest, *others = sorted(words, key=len, reverse=True)
    owner = visible_to(user).filter(pk=OuterRef("gif__owner"))
    hits = GifStart.objects.filter(Exists(owner), start=longest)
    for word in others:
        hits = hits.filter(Exists(GifStart.objects.filter(gif=OuterRef("gif"), start=word)))
    if before is not None:
        hits = hits.filter(gif__lt=before)
    return [hit.gif for hit in hits.select_related("gif").order_by("-gif")[: PAGE + 1]]


def _page(gifs: list[Gif], user: User) -> GifPage:
    for gif in gifs:
        gif.mine = gif.owner_id == user.pk
    return GifPage(gifs[:PAGE], gifs[PAGE - 1].pk if len(gifs) > PAGE else None)
