"""The worker, within a test's own transaction: its command would close the connection that holds it."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work() -> int:
    """Do all that waits for the worker, and what comes of it; answers how many tasks that were."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    done = 0
    while task := DBTaskResult.objects.ready().first():
        task.claim("test")
        worker.run_task(task)
        done += 1
    return done
