"""The conversation of two users, and each one's side of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from social.models import Follow

if TYPE_CHECKING:
    from accounts.models import User
    from messaging.models.messages import Message


class ThreadQuerySet(models.QuerySet["Thread"]):
    def between(self, one_id: int, other_id: int) -> ThreadQuerySet:
        """The one thread of two users, if they have one."""
        low, high = sorted((one_id, other_id))
        return self.filter(low_id=low, high_id=high)


class Thread(models.Model):
    """One row per pair of users, ever."""

    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_seq = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=0, help_text=_("Stamps each message's last change."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["low", "high"], name="thread_once_per_pair"),
            models.CheckConstraint(name="thread_low_before_high", condition=Q(low__lt=F("high"))),
        ]

    def __str__(self) -> str:
        return f"thread of {self.low_id} and {self.high_id}"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def for_user(self, user: User) -> ParticipantQuerySet:
        """The sides that are `user`'s own: the one door to her chats."""
        return self.filter(user=user)

    def listed(self) -> ParticipantQuerySet:
        """Those with something left to show."""
        return self.exclude(preview_seq=None)

    def requests(self) -> ParticipantQuerySet:
        """Chats the owner never answered, from somebody she does not follow."""
        return self.filter(self.is_request())

    def accepted(self) -> ParticipantQuerySet:
        """All other chats."""
        return self.exclude(self.is_request())

    @staticmethod
    def is_request() -> Combinable:
        """What makes a side a request, as a condition."""
        followed = Follow.objects.filter(follower=OuterRef("user"), followed=OuterRef("peer"))
        return Q(has_written=False) & ~Exists(followed)


class Participant(models.Model):
    """One side of a thread: what its owner has read, cleared, pinned, and where the chat stands in her list."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="sides")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="chats")
    peer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order = models.BigIntegerField(default=0, help_text=_("The owner's counter at the newest message."))
    stamp = models.BigIntegerField(default=0, help_text=_("The owner's counter at the newest change."))
    preview_seq = models.BigIntegerField(null=True, help_text=_("The newest message this side can see."))
    unread = models.PositiveIntegerField(default=0)
    read_seq = models.BigIntegerField(default=0)
    seen_seq = models.BigIntegerField(default=0, help_text=_("How far the other may know that the owner has read."))
    cleared_seq = models.BigIntegerField(default=0)
    cleared_revision = models.BigIntegerField(default=0, help_text=_("The thread's revision when it was last cleared."))
    has_written = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, help_text=_("When the owner first wrote here."))
    pinned_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)

    objects = ParticipantQuerySet.as_manager()

    # Put here by messaging.chats: the newest message this side can see.
    last: Message | None = None

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes: ClassVar = [
            models.Index(fields=["user", "-order"], name="participant_newest_first"),
            models.Index(fields=["user", "stamp"], name="participant_changed_since"),
            # The few among many: without them a list would be gone through to its end to find none.
            models.Index(fields=["user", "pinned_at"], name="participant_pinned", condition=Q(pinned_at__isnull=False)),
            models.Index(fields=["user", "order"], name="participant_unanswered", condition=Q(has_written=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "user"], name="participant_once"),
            models.UniqueConstraint(fields=["user", "peer"], name="participant_once_per_peer"),
            models.CheckConstraint(name="participant_not_oneself", condition=~Q(user=F("peer"))),
            models.CheckConstraint(
                name="participant_answer_has_time", condition=Q(has_written=False) | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"side of {self.user_id} towards {self.peer_id}"

    @property
    def sort_key(self) -> str:
        """Where the row stands in a list that puts the greatest first: pinned ones, then by the newest message."""
        return f"{int(self.pinned_at is not None)}{self.order:019d}"
