"""The end of evidence: so many days after its case was closed nothing of it is left but numbers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.files import Freed, remove
from messaging.models import Case, Deed, Exhibit, Report
from messaging.moderation import audit, evidence


def overdue() -> QuerySet[Case]:
    """Closed cases whose evidence has outlived its time."""
    before = timezone.now() - dt.timedelta(days=settings.PAPERPLANE_EVIDENCE_DAYS)
    return Case.objects.filter(erased_at=None, closed_at__lt=before)


def untold() -> list[int]:
    """The ids of closed cases of which somebody was not told, because the process ended just then."""
    reports = Report.objects.filter(told_at=None).exclude(case__state__in=["open", "merged"])
    return sorted(set(reports.values_list("case", flat=True)))


def erase(case: Case) -> Freed:
    """Take away the exhibits of a case, rows first, and what its reporters wrote. Answers what the files held."""
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, erased_at=None).update(erased_at=timezone.now()):
            return Freed()
        exhibits = Exhibit.objects.filter(report__case=case)
        files = evidence.files_of(exhibits)
        exhibits.delete()
        Report.objects.filter(case=case).update(note="")
        audit.note(Deed.ERASED, case=case)
    # Outside: a file of a case that was kept after all is never missing.
    return remove(files)
