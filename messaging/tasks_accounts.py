"""What the worker does for whole accounts. Apart from the other tasks, which the actions call that these call."""

from __future__ import annotations

from django_tasks import task

from accounts.actions_leaving import NotLeaving
from messaging.actions.leaving import erase_account
from messaging.exporting import jobs


@task()
def make_export(export_id: int) -> None:
    """Put everything of one user into one file."""
    jobs.make(export_id)


@task()
def erase_leaving(user_id: int) -> None:
    """Erase an account whose time has come; if it was kept meanwhile, there is nothing to do."""
    try:
        erase_account(user_id)
    except NotLeaving:
        return
