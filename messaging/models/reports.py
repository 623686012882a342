"""Complaints, what they rest on, and what the moderators make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.models.threads import Thread
from messaging.text import TEXT_LENGTH

if TYPE_CHECKING:
    from accounts.models import User

NOTE_LENGTH = 1000


class Thing(models.TextChoices):
    """What can be reported."""

    MESSAGE = "message", _("Message")
    ACCOUNT = "account", _("Account")
    VIDEO = "video", _("Video")
    STICKERS = "stickers", _("Sticker pack")
    GIF = "gif", _("GIF")


class CaseQuerySet(models.QuerySet["Case"]):
    def for_moderator(self, user: User) -> CaseQuerySet:
        """Those that `user` may work on: nobody judges what is about them, or what they have reported themselves."""
        own = Report.objects.filter(case=OuterRef("pk"), reporter=user)
        return self.exclude(about=user).filter(~Exists(own))

    def open(self) -> CaseQuerySet:
        """Those that wait."""
        return self.filter(state=Case.State.OPEN)


class Case(models.Model):
    """What the moderators work on: all open reports about one thing of one account.

    `thing_id` is the id of the thread, account, video, pack or GIF; a message has its `seq`, too. A sticker pack is
    nobody's.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Dismissed")
        ACTED = "acted", _("Acted upon")
        MERGED = "merged", _("Merged")

    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="cases",
        null=True,
        blank=True,
        verbose_name=_("about"),
    )
    thing = models.CharField(_("what"), max_length=8, choices=Thing.choices)
    thing_id = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("When its evidence was erased."))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ("view",)
        permissions: ClassVar = [("judge_case", _("Can judge cases"))]
        indexes: ClassVar = [
            models.Index(fields=["opened_at"], name="case_oldest_open", condition=Q(state="open")),
            models.Index(fields=["closed_at"], name="case_to_erase", condition=Q(erased_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_closed_has_time", condition=Q(state="open", closed_at=None) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_about_one_thing",
                condition=Q(thing="message", seq__gte=1, about__isnull=False)
                | Q(thing__in=["account", "video", "gif"], seq=0, about__isnull=False)
                | Q(thing="stickers", seq=0, about=None),
            ),
            models.CheckConstraint(
                name="case_merged_has_other",
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
            ),
            models.UniqueConstraint(
                fields=["thing", "thing_id", "seq"], name="case_open_once", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Case')} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


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
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    told_at = models.DateTimeField(null=True, editable=False, help_text=_("When its reporter was told the outcome."))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["reporter", "-id"], name="report_newest_of_reporter"),
            models.Index(fields=["created_at"], name="report_by_day"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} in case {self.case_id}"


class Exhibit(models.Model):
    """A piece of evidence: one thing as the reporter saw it, sealed. The database refuses any change of it.

    It holds its own copy, so that no deletion reaches it, and goes with its files when the case's time is over.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        STICKER = "sticker", _("Sticker")
        GIF = "gif", _("GIF")
        VIDEO = "video", _("Video")
        ACCOUNT = "account", _("Account")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="exhibits")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seq = models.BigIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    is_reported = models.BooleanField(default=False)
    name = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    quote = models.CharField(max_length=160, blank=True)
    hearts = models.PositiveSmallIntegerField(default=0)
    thing_id = models.BigIntegerField(default=0, help_text=_("The sticker, GIF, video or account that it shows."))
    static_path = models.CharField(max_length=100, blank=True)
    file = models.FileField(upload_to="evidence/", blank=True)
    poster = models.FileField(upload_to="evidence/", blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        default_permissions = ()
        ordering: ClassVar = ["report", "seq", "id"]

    def __str__(self) -> str:
        return f"exhibit {self.pk} of report {self.report_id}"
