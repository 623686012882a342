"""The entries of a thread, and what each side has done with them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from messaging.models.pictures import Gif, Sticker
from messaging.models.threads import Participant, Thread
from messaging.text import TEXT_LENGTH, with_links
from social.models import Video

if TYPE_CHECKING:
    from accounts.models import User


PREVIEW = 120
DAYS_KEPT = 1000


@lru_cache(DAYS_KEPT)
def day_in(day: dt.date, language: str | None) -> str:
    """`day` as a date in the language that is spoken now, whose name is `language`: a page says the same few often."""
    return date_format(day, "j M")


class Kind(models.TextChoices):
    TEXT = "text", _("Text")
    STICKER = "sticker", _("Sticker")
    GIF = "gif", _("GIF")
    VIDEO = "video", _("Video")


class MessageQuerySet(models.QuerySet["Message"]):
    def for_user(self, user: User) -> MessageQuerySet:
        """The messages `user` may see: of her threads, not cleared, not deleted on her side, not erased.

        The one door to messages; whatever shows, counts, searches or exports them comes through here.
        """
        own_side = Participant.objects.filter(thread=OuterRef("thread"), user=user, cleared_seq__lt=OuterRef("seq"))
        deleted = Deletion.objects.filter(thread=OuterRef("thread"), seq=OuterRef("seq"), user=user)
        return self.filter(Exists(own_side), ~Exists(deleted), erased_at=None)


def _payload(kind: Kind, held: str | None = None) -> Q:
    """A row of `kind` that holds the picture called `held` and no other; only a video's caption may stand beside."""
    pictures = {f"{name}__isnull": name != held for name in ("sticker", "gif", "video")}
    text = {Kind.TEXT: ~Q(text=""), Kind.VIDEO: Q()}.get(kind, Q(text=""))
    return Q(kind=kind, **pictures) & text


class Message(models.Model):
    """An entry of a thread. Its key is (thread, seq), so that the table can be partitioned by thread."""

    pk = models.CompositePrimaryKey("thread_id", "seq")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    client_id = models.UUIDField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    sticker = models.ForeignKey(Sticker, on_delete=models.PROTECT, null=True, related_name="+")
    gif = models.ForeignKey(Gif, on_delete=models.PROTECT, null=True, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.PROTECT, null=True, related_name="+")
    reply_to = models.BigIntegerField(null=True)
    revision = models.BigIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, help_text=_("When both sides had deleted it; a tombstone stays."))

    objects = MessageQuerySet.as_manager()

    # Put here by messaging.log, as the reader sees it.
    mine: bool
    big_emoji: bool
    run: str = ""
    liked: bool
    liked_by_peer: bool
    quote: Message | None
    film: Video | None  # None for who may not watch it
    link_warning: str = ""  # where its links lead first

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar = [
            models.Index(fields=["thread", "revision"], name="message_changed_since"),
            # What was sent on a day is counted for the operators, and asks nothing of any other day.
            models.Index(fields=["sent_at"], name="message_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "client_id"], name="message_once"),
            models.CheckConstraint(name="message_seq_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="message_replies_backwards", condition=Q(reply_to=None) | Q(reply_to__lt=F("seq"))
            ),
            models.CheckConstraint(name="message_text_length", condition=LessThanOrEqual(Length("text"), TEXT_LENGTH)),
            models.CheckConstraint(
                name="message_exactly_one_payload",
                condition=Q(erased_at__isnull=False, text="", sticker=None, gif=None, video=None)
                | Q(erased_at=None)
                & (
                    _payload(Kind.TEXT)
                    | _payload(Kind.STICKER, "sticker")
                    | _payload(Kind.GIF, "gif")
                    | _payload(Kind.VIDEO, "video")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.seq} of thread {self.thread_id}"

    @property
    def dom_id(self) -> str:
        """The id of its article on every page; the sender's pending bubble bears it first."""
        return f"m-{self.client_id}"

    @property
    def words(self) -> SafeString:
        """The text as its reader is shown it: escaped, its web addresses clickable or leading to a warning first."""
        return with_links(self.text, self.link_warning) if self.link_warning else self._plain_words

    @cached_property
    def _plain_words(self) -> SafeString:
        return with_links(self.text)

    @cached_property
    def preview(self) -> str:
        """The text as a list of chats shows it."""
        return Truncator(self.text).chars(PREVIEW)

    @cached_property
    def moment(self) -> str:
        """When it was sent, for a program to read."""
        return f"{self.sent_at:%Y-%m-%dT%H:%M:%SZ}"

    @cached_property
    def clock(self) -> str:
        """The time of day at which it was sent, by UTC: a script tells the reader's own."""
        return f"{self.sent_at:%H:%M}"

    @property
    def day(self) -> str:
        """The day on which it was sent, likewise, in the reader's language."""
        return day_in(self.sent_at.date(), get_language())

    @property
    def seq_key(self) -> str:
        return f"{self.seq:019d}"


class Like(models.Model):
    """One heart per person per message."""

    pk = models.CompositePrimaryKey("thread_id", "seq", "user_id")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.thread_id}/{self.seq}"


class Deletion(models.Model):
    """A message that is gone for one side, for ever."""

    pk = models.CompositePrimaryKey("thread_id", "seq", "user_id")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.BigIntegerField(help_text=_("The thread's revision at the deletion; catching up goes by it."))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        indexes: ClassVar = [models.Index(fields=["user", "thread", "revision"], name="deletion_since")]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.seq} is gone for {self.user_id}"
