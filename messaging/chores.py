"""What comes due with time, and what a worker that died has left: looked for every few minutes, and on a timer."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Export, ExportState, Leaving
from messaging.exporting import jobs
from messaging.tasks_accounts import erase_leaving, make_export


def take_up() -> int:
    """Give the worker what is due: accounts whose time has come, and exports that nobody works on. Take away exports
    whose time is over. Answers how much that was."""
    due = list(Leaving.objects.filter(due_at__lte=timezone.now()).values_list("pk", flat=True))
    for user_id in due:
        erase_leaving.enqueue(user_id)
    left = [export.pk for export in Export.objects.filter(jobs.free()) if jobs.let_go(export) or _waits_long(export)]
    for export_id in left:
        make_export.enqueue(export_id)
    return len(due) + len(left) + jobs.sweep()


def _waits_long(export: Export) -> bool:
    """Whether its task may have been lost: a second one for the same export does no harm."""
    return export.state == ExportState.WAITING and export.asked_at < timezone.now() - jobs.SILENCE
