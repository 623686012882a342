"""What the worker does for the messages."""

from __future__ import annotations

from django.db.models import Q
from django_tasks import task

from messaging.actions.refreshing import refresh_cards
from messaging.models import Message
from messaging.models.messages import MessageQuerySet


def cards_of(video_id: int | None, author_id: int | None, reader_id: int | None) -> MessageQuerySet:
    """The messages that show one video, or any video of an author; with `reader_id` only in that user's chats."""
    cards = Message.objects.filter(video=video_id) if video_id else Message.objects.filter(video__author=author_id)
    if reader_id:
        cards = cards.filter(Q(thread__low=reader_id) | Q(thread__high=reader_id))
    return cards


def redraw_cards(*, video_id: int | None = None, author_id: int | None = None, reader_id: int | None = None) -> None:
    """Have the worker draw these cards anew, if there are any. To be called after the commit of what has changed."""
    if cards_of(video_id, author_id, reader_id).exists():
        draw_anew.enqueue(video_id, author_id, reader_id, 0)


@task()
def draw_anew(video_id: int | None, author_id: int | None, reader_id: int | None, after: int) -> None:
    """A batch of threads at a time, so that other work comes in between."""
    cards = cards_of(video_id, author_id, reader_id)
    if following := refresh_cards(cards, after):
        draw_anew.enqueue(video_id, author_id, reader_id, following)


def redraw_pictures(kind: str, pk: int) -> None:
    """Have the worker draw anew the messages that show this sticker or GIF, if there are any."""
    if Message.objects.filter(**{kind: pk}).exists():
        draw_pictures_anew.enqueue(kind, pk, 0)


@task()
def draw_pictures_anew(kind: str, pk: int, after: int) -> None:
    """A batch of threads at a time, as above."""
    if following := refresh_cards(Message.objects.filter(**{kind: pk}), after):
        draw_pictures_anew.enqueue(kind, pk, following)
