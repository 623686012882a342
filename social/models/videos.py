"""Short videos and their likes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CAPTION_LENGTH = 300


class Audience(models.TextChoices):
    """Who may watch a video; friends are the accounts that its author follows."""

    EVERYONE = "everyone", _("Everyone")
    FRIENDS = "friends", _("Friends")
    ONLY_ME = "only_me", _("Only me")


class Video(models.Model):
    """A short video somebody posted. The row outlives the film: a chat it was shared into shows a notice instead."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="videos")
    file = models.FileField(upload_to="videos/", blank=True)
    poster = models.ImageField(upload_to="posters/", blank=True)
    caption = models.CharField(max_length=CAPTION_LENGTH, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    allow_download = models.BooleanField(_("Allow downloads and GIFs"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes: ClassVar = [models.Index(fields=["author", "-id"], name="video_newest_of_author")]
        constraints: ClassVar = [
            models.CheckConstraint(name="video_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="video_caption_length", condition=LessThanOrEqual(Length("caption"), CAPTION_LENGTH)
            ),
            models.CheckConstraint(
                name="video_ready_has_length", condition=Q(ready_at=None) | Q(duration_ms__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"video {self.pk} by {self.author_id}"


class VideoLike(models.Model):
    """One heart per person per video."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="video_likes")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("video like")
        verbose_name_plural = _("video likes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["video", "user"], name="video_like_once")]

    def __str__(self) -> str:
        return f"{self.user_id} likes video {self.video_id}"
