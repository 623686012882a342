"""The videos that were shared in one chat."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from messaging.models import Kind, Message, Participant
from social.models import Video

PAGE = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of them, the latest shared first, each message with its `film`; `next_cursor` is a seq."""

    messages: list[Message]
    next_cursor: int | None = None


def shelf(user: User, side: Participant | None, before: int | None = None) -> Shelf:
    """What `user` may still watch of what was shared in the chat of `side`, and has not deleted; two queries."""
    if side is None:
        return Shelf([])
    shared = Message.objects.for_user(user).filter(thread=side.thread_id, kind=Kind.VIDEO)
    if before is not None:
        shared = shared.filter(seq__lt=before)
    found = list(shared.filter(video__in=Video.objects.visible_to(user)).order_by("-seq")[: PAGE + 1])
    films = Video.objects.visible_to(user).select_related("author").in_bulk({one.video_id for one in found[:PAGE]})
    shown: list[Message] = []
    for message in found[:PAGE]:
        if film := films.get(message.video_id):
            message.film, message.mine = film, message.sender_id == user.pk
            shown.append(message)
    return Shelf(shown, found[PAGE - 1].seq if len(found) > PAGE else None)


def latest_of(user: User, peer: User, video_id: int) -> Message | None:
    """The last message of the chat with `peer` that shares this video, as far as `user` still has it; one query."""
    own_side = Participant.objects.for_user(user).filter(peer=peer)
    shared = Message.objects.for_user(user).filter(thread__in=own_side.values("thread"), video=video_id)
    return shared.order_by("-seq").first()
