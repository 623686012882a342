"""Taking a picture or a video away from everybody, whoever has it: chats show a notice in its place, live."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.files import remove
from messaging.models import Exhibit, Gif, GifStart, Sticker, StickerPack
from messaging.tasks import redraw_pictures
from social.actions_videos import remove_video
from social.models import Video


def owner_of(exhibit: Exhibit) -> int | None:
    """Whose the thing is that `exhibit` shows, where it is one that can be taken away; stickers are nobody's."""
    match exhibit.kind:
        case Exhibit.Kind.GIF:
            return Gif.objects.filter(pk=exhibit.thing_id).values_list("owner", flat=True).first()
        case Exhibit.Kind.VIDEO:
            return Video.objects.filter(pk=exhibit.thing_id).values_list("author", flat=True).first()
    return None


def withdraw(exhibit: Exhibit) -> bool:
    """Take away what `exhibit` shows, within a transaction that holds its owner's lock; asking twice is no mistake.

    Answers whether there was something to take away.
    """
    match exhibit.kind:
        case Exhibit.Kind.GIF:
            return _withdraw_gif(exhibit.thing_id)
        case Exhibit.Kind.VIDEO:
            return _withdraw_video(exhibit.thing_id)
        case Exhibit.Kind.STICKER:
            return _withdraw_sticker(exhibit.thing_id)
    return False


def _withdraw_video(pk: int) -> bool:
    video = Video.objects.filter(pk=pk, removed_at=None).select_related("author").first()
    if video:
        remove_video(author=video.author, video_id=pk)
    return video is not None


def _withdraw_gif(pk: int) -> bool:
    gif = Gif.objects.filter(pk=pk, withdrawn_at=None).first()
    if gif is None:
        return False
    gif.withdrawn_at, gif.is_public = timezone.now(), False
    gif.removed_at = gif.removed_at or gif.withdrawn_at
    gif.save(update_fields=["withdrawn_at", "removed_at", "is_public"])
    GifStart.objects.filter(gif=gif).delete()
    files = [gif.file.name, gif.poster.name]
    transaction.on_commit(lambda: remove(files), robust=True)
    transaction.on_commit(lambda: redraw_pictures("gif", pk), robust=True)
    return True


def _withdraw_sticker(pk: int) -> bool:
    """A pack of which nothing is left is offered no more."""
    sticker = Sticker.objects.filter(pk=pk, withdrawn_at=None).first()
    if sticker is None:
        return False
    sticker.withdrawn_at = timezone.now()
    sticker.save(update_fields=["withdrawn_at"])
    if not Sticker.objects.filter(pack=sticker.pack_id, withdrawn_at=None).exists():
        StickerPack.objects.filter(pk=sticker.pack_id, retired_at=None).update(retired_at=sticker.withdrawn_at)
    StickerPack.objects.filter(cover=sticker).update(cover=None)
    files = [sticker.file.name, sticker.poster.name]
    transaction.on_commit(lambda: remove(files), robust=True)
    transaction.on_commit(lambda: redraw_pictures("sticker", pk), robust=True)
    return True
