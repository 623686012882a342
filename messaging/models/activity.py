"""What others did with what is somebody's own: hearts on her messages and videos, and videos of hers passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.models.messages import Message
from messaging.models.threads import Thread
from social.models import Video
from social.people import visible_to

if TYPE_CHECKING:
    from accounts.models import User


class Verb(models.TextChoices):
    MESSAGE_LIKE = "message_like", _("liked a message")
    VIDEO_LIKE = "video_like", _("liked a video")
    SHARE = "share", _("shared a video")


class ActQuerySet(models.QuerySet["Act"]):
    def for_user(self, user: User) -> ActQuerySet:
        """Her own, as far as she can still meet who did it and see what it was done with."""
        actor = visible_to(user).filter(pk=OuterRef("actor"))
        film = Video.objects.visible_to(user).filter(pk=OuterRef("video"))
        message = Message.objects.for_user(user).filter(thread=OuterRef("thread"), seq=OuterRef("seq"))
        return self.filter(Exists(actor), Exists(film) | Exists(message), owner=user)


class Act(models.Model):
    """One thing that `actor` did with a video, or with a message, of `owner`; gone when it is undone."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    seq = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes: ClassVar = [models.Index(fields=["owner", "-id"], name="act_newest_of_owner")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["video", "verb", "actor"], name="act_once_per_video", condition=Q(video__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["thread", "seq", "verb", "actor"],
                name="act_once_per_message",
                condition=Q(thread__isnull=False),
            ),
            models.CheckConstraint(
                name="act_on_one_thing",
                condition=Q(verb=Verb.MESSAGE_LIKE, video=None, thread__isnull=False, seq__isnull=False)
                | Q(verb__in=[Verb.VIDEO_LIKE, Verb.SHARE], video__isnull=False, thread=None, seq=None),
            ),
            models.CheckConstraint(name="act_not_by_owner", condition=~Q(owner=F("actor"))),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.verb} of {self.owner_id}"
