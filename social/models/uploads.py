"""Videos on their way in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VideoUpload(models.Model):
    """A file that comes in pieces: `received` of `size` bytes have been written to `file`.

    It goes when it becomes a video, when its owner gives it up, or a day after its last piece.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="video_uploads")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    file = models.FileField(upload_to="uploads/")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("upload of a video")
        verbose_name_plural = _("uploads of videos")
        indexes: ClassVar = [models.Index(fields=["touched_at"], name="video_upload_oldest")]
        constraints: ClassVar = [
            models.CheckConstraint(name="video_upload_within_size", condition=Q(size__gt=0, received__lte=F("size"))),
        ]

    def __str__(self) -> str:
        return f"upload of {self.name} by {self.owner_id}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.received == self.size
