"""Complaints, and what the moderators make of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Case(models.Model):
    """What the moderators work on: all open reports about one account and one thing of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Dismissed")
        ACTED = "acted", _("Acted upon")

    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_closed_has_time", condition=Q(state="open", closed_at=None) | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} about {self.about_id}"


class Report(models.Model):
    """A user's complaint."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or fraud")
        HARASSMENT = "harassment", _("Harassment or threats")
        SEXUAL = "sexual", _("Unwanted sexual content")
        MINORS = "minors", _("Danger to a young person")
        HATE = "hate", _("Hate")
        SELF_HARM = "self_harm", _("Suicide or self-harm")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"report {self.pk} in case {self.case_id}"
