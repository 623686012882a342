"""What somebody may report: only what she can see, and nothing of her own."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from accounts.models import User
from messaging.models import Gif, Message, StickerPack, Thing, Thread
from social.models import Video


class OwnThing(Exception):
    """It is the reporter's own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be reported; `about` is whose it is, and nobody for a sticker pack."""

    thing: Thing
    thing_id: int
    about: User | None
    seq: int = 0

    @property
    def url(self) -> str:
        """Where one came from to report it."""
        match self.thing, self.about:
            case Thing.MESSAGE, User(username=name):
                return f"{reverse('chat', args=[name])}?around={self.seq}"
            case Thing.ACCOUNT, User(username=name):
                return reverse("profile", args=[name])
            case Thing.VIDEO, _:
                return reverse("video", args=[self.thing_id])
            case Thing.GIF, _:
                return reverse("gifs")
        return reverse("stickers")


def find(reporter: User, thing: Thing, thing_id: int, seq: int = 0) -> Subject:
    """What `reporter` may report, as she sees it now.

    Raises ObjectDoesNotExist for what is not there for her, whatever the reason, and OwnThing for what is hers.
    """
    about = _FINDERS[thing](reporter, thing_id, seq)
    if about == reporter:
        raise OwnThing
    return Subject(thing, thing_id, about, seq)


def thread_with(reporter: User, peer: User) -> int:
    """The id of the thread of these two, or 0, which no thread has."""
    return Thread.objects.between(reporter.pk, peer.pk).values_list("pk", flat=True).first() or 0


def _of_message(reporter: User, thread_id: int, seq: int) -> User:
    visible = Message.objects.for_user(reporter).select_related("sender")
    return visible.get(thread=thread_id, seq=seq).sender


def _of_account(reporter: User, user_id: int, _seq: int) -> User:
    return User.objects.get(pk=user_id, is_active=True)


def _of_video(reporter: User, video_id: int, _seq: int) -> User:
    author: User = Video.objects.visible_to(reporter).select_related("author").get(pk=video_id).author
    return author


def _of_gif(reporter: User, gif_id: int, _seq: int) -> User:
    owner: User = Gif.objects.for_user(reporter).select_related("owner").get(pk=gif_id).owner
    return owner


def _of_pack(_reporter: User, pack_id: int, _seq: int) -> None:
    if not StickerPack.objects.filter(pk=pack_id, retired_at=None).exists():
        raise ObjectDoesNotExist


_FINDERS = {
    Thing.MESSAGE: _of_message,
    Thing.ACCOUNT: _of_account,
    Thing.VIDEO: _of_video,
    Thing.GIF: _of_gif,
    Thing.STICKERS: _of_pack,
}
