"""One's own GIFs and favourite stickers. What becomes public is written under its owner's lock."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.files import remove
from accounts.mailboxes import lock_users
from accounts.models import User
from messaging import erasing, permissions
from messaging.gifs import KEPT
from messaging.models import Gif, GifStart, Sticker, StickerFavourite
from messaging.pictures.files import store
from messaging.pictures.intake import Film
from messaging.refusals import Refused
from messaging.tags import starts_of
from social.models import Video

UPLOADS = 60
UPLOADS_WITHIN = dt.timedelta(hours=1)
FAVOURITES = 100


class TooManyUploads(Exception):
    """More GIFs than an hour allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Full(Exception):
    """The collection holds all it can; `limit` says how many that are."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def add_gif(*, owner: User, film: Film, tags: str = "", is_public: bool = False, is_kept: bool = True) -> Gif:
    """Put a GIF into `owner`'s collection, or with `is_kept` False have it ready for one message; only what is kept
    can be public. Raises Refused while she is suspended, TooManyUploads, Full, and PermissionDenied if it was cut out
    of a video that she may no longer make GIFs of."""
    gif = Gif(owner=owner, from_video_id=film.video_id, tags=tags, is_kept=is_kept, is_public=is_public and is_kept)
    gif.file.name, gif.poster.name = store("gifs", film.moving), store("gif_posters", film.poster)
    gif.width, gif.height = film.width, film.height
    try:
        with transaction.atomic():
            lock_users(owner.pk)
            _check_suspension(owner)
            _check_room(gif)
            _check_video(gif)
            gif.save()
            _index(gif)
    except BaseException:
        remove([gif.file.name, gif.poster.name])
        raise
    return gif


def change_gif(*, owner: User, pk: int, tags: str, is_public: bool) -> Gif:
    """Describe a GIF of one's own anew, and show it to everybody or to nobody.

    Raises Gif.DoesNotExist, and Refused for showing one while she is suspended.
    """
    with transaction.atomic():
        lock_users(owner.pk)
        gif = Gif.objects.kept_by(owner).get(pk=pk)
        if is_public:
            _check_suspension(owner)
        gif.tags, gif.is_public = tags, is_public
        gif.save(update_fields=["tags", "is_public"])
        _index(gif)
    return gif


def remove_gif(*, owner: User, pk: int) -> None:
    """Take a GIF out of one's collection; chats that show it keep it. Raises Gif.DoesNotExist."""
    with transaction.atomic():
        lock_users(owner.pk)
        gif = Gif.objects.kept_by(owner).get(pk=pk)
        gif.removed_at, gif.is_public = timezone.now(), False
        gif.save(update_fields=["removed_at", "is_public"])
        _index(gif)
        transaction.on_commit(lambda: erasing.settle(0, [pk]), robust=True)


def set_favourite(*, user: User, sticker: Sticker, wanted: bool) -> StickerFavourite | None:
    """Keep a sticker at hand, or no longer; asking twice is no mistake. Raises Full."""
    favourites = StickerFavourite.objects.filter(user=user)
    if not wanted:
        favourites.filter(sticker=sticker).delete()
        return None
    with transaction.atomic():
        lock_users(user.pk)
        if kept := favourites.filter(sticker=sticker).first():
            return kept
        if favourites.count() >= FAVOURITES:
            raise Full(FAVOURITES)
        return StickerFavourite.objects.create(user=user, sticker=sticker)


def _check_suspension(owner: User) -> None:
    refusal = permissions.ask(owner.pk, owner.pk)
    # Nobody may write to herself; what matters here comes before that.
    if refusal and refusal.code == "suspended":
        raise Refused(refusal)


def _check_room(gif: Gif) -> None:
    if gif.is_kept and Gif.objects.kept_by(gif.owner).count() >= KEPT:
        raise Full(KEPT)
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    since = timezone.now() - UPLOADS_WITHIN
    recent = Gif.objects.filter(owner=gif.owner, created_at__gt=since).order_by("-pk")
    moments = list(recent.values_list("created_at", flat=True)[:UPLOADS])
    if len(moments) == UPLOADS:
        raise TooManyUploads(math.ceil((moments[-1] - since).total_seconds()))


def _check_video(gif: Gif) -> None:
    """Its author may have changed her mind while the GIF was being made."""
    if gif.from_video_id is None:
        return
    video = Video.objects.visible_to(gif.owner).filter(pk=gif.from_video_id).first()
    if video is None or not video.may_be_kept_by(gif.owner):
        raise PermissionDenied(_("The author of this video allows no GIFs."))


def _index(gif: Gif) -> None:
    """Have the tags of a public GIF find it, and those of no other."""
    gif.starts.all().delete()
    starts = starts_of(gif.tags) if gif.is_public else set()
    GifStart.objects.bulk_create(GifStart(gif=gif, start=start) for start in sorted(starts))
