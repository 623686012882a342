"""Who among the moderators looked at what, and did what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.models.reports import Case

DETAILS_LENGTH = 500


class Deed(models.TextChoices):
    REPORTED = "reported", _("reported")
    LOOKED = "looked", _("looked at the case")
    OPENED = "opened", _("opened a file")
    DISMISSED = "dismissed", _("dismissed")
    WARNED = "warned", _("warned")
    REMOVED = "removed", _("removed")
    SUSPENDED = "suspended", _("suspended")
    LIFTED = "lifted", _("lifted a suspension")
    CLOSED_ACCOUNT = "closed", _("deactivated the account")
    OPENED_ACCOUNT = "reopened", _("opened the account again")
    CORRECTED = "corrected", _("corrected the birthdate")
    MERGED = "merged", _("merged")
    ROLES = "roles", _("changed the roles")
    TOLD = "told", _("told the reporter")
    ERASED = "erased", _("erased the evidence")


class AuditEntry(models.Model):
    """One look or deed. Entries are added and nothing else: the database refuses to change or delete one.

    `actor` is nobody where the site itself did it.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("who"),
    )
    deed = models.CharField(_("did what"), max_length=10, choices=Deed.choices, editable=False)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="audit", editable=False, verbose_name=_("case")
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("about"),
    )
    details = models.CharField(_("details"), max_length=DETAILS_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor or 'Paperplane'} {self.get_deed_display()}"
