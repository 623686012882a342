"""What is kept of somebody's wish to have all that is hers, or to leave."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """How far an export has come."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Working")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    GONE = "gone", _("Gone")


UNFINISHED = (ExportState.WAITING, ExportState.WORKING)


class Export(models.Model):
    """Everything of one user in one file, made by the worker and kept until `expires_at`.

    The row is the job: an unfinished one of which nobody has said for a while that he works on it is taken up again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=7, choices=ExportState.choices, default=ExportState.WAITING, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False, help_text=_("Percent of the work done."))
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_by = models.CharField(max_length=40, blank=True, editable=False, help_text=_("Who makes it."))
    file = models.FileField(upload_to="exports/", blank=True, editable=False)
    bytes = models.PositiveBigIntegerField(default=0, editable=False)
    deleted = models.CharField(
        max_length=100, blank=True, editable=False, help_text=_("What its owner had deleted when it was made.")
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes: ClassVar = [models.Index(fields=["user", "-id"], name="export_newest_of_user")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], name="export_one_at_a_time", condition=Q(state__in=["waiting", "working"])
            ),
            models.CheckConstraint(
                name="export_ready_is_whole",
                condition=~Q(state="ready")
                | Q(ready_at__isnull=False, expires_at__isnull=False, bytes__gt=0) & ~Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} of {self.user_id}"


class Leaving(models.Model):
    """An account on its way out: closed since `asked_at`, erased from `due_at` on, and until then it can be kept.

    The row goes when it is kept, or when the last of it has been erased: until then, the erasing is taken up again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="leaving"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("to be erased from"))
    reopens = models.BooleanField(default=True, help_text=_("Whether it opens again when it is kept."))

    class Meta:
        verbose_name = _("leaving account")
        verbose_name_plural = _("leaving accounts")
        indexes: ClassVar = [models.Index(fields=["due_at"], name="leaving_next")]
        constraints: ClassVar = [
            models.CheckConstraint(name="leaving_not_backwards", condition=Q(due_at__gte=F("asked_at")))
        ]

    def __str__(self) -> str:
        return f"{self.user_id} leaves on {self.due_at:%Y-%m-%d}"

    @property
    def is_due(self) -> bool:
        """Whether the time to come back is over."""
        return self.due_at <= timezone.now()
