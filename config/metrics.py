"""/metrics: what Prometheus asks for, about every process of this machine that counts in the same directory.

Without PAPERPLANE_METRICS_DIR each process tells of itself alone, which is enough where one serves everybody.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from social.models import State, Video

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

GAUGE_FILE = re.compile(r"gauge_live\w+_(\d+)\.db")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for staff and for whoever holds PAPERPLANE_METRICS_TOKEN; for anybody else there is no such page."""
    if not (holds_token(request) or (request.user.is_authenticated and request.user.is_staff)):
        raise Http404
    content = generate_latest(counted()) + generate_latest(stored())
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def holds_token(request: HttpRequest) -> bool:
    token = settings.PAPERPLANE_METRICS_TOKEN
    return bool(token) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def counted() -> CollectorRegistry:
    """What the processes have counted since they were started."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not directory:
        return REGISTRY
    forget_the_dead(Path(directory))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def forget_the_dead(directory: Path) -> None:
    """A process that was killed has open sockets no more."""
    for file in directory.glob("gauge_live*.db"):
        owner = GAUGE_FILE.fullmatch(file.name)
        if owner and not Path("/proc", owner[1]).exists():
            mark_process_dead(int(owner[1]), str(directory))


def stored() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Queues())
    return registry


class Queues:
    """What waits for the workers, as the database has it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("paperplane_queue_length", "What waits or is under way.", labels=["queue"])
        oldest = GaugeMetricFamily("paperplane_queue_age_seconds", "How long the oldest has waited.", labels=["queue"])
        tasks = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
        videos = Video.objects.filter(state=State.PROCESSING, removed_at=None)
        for name, rows, since in (("tasks", tasks, "enqueued_at"), ("videos", videos, "created_at")):
            waiting.add_metric([name], rows.count())
            oldest.add_metric([name], age(rows.aggregate(first=Min(since))["first"]))
        yield waiting
        yield oldest


def age(moment: dt.datetime | None) -> float:
    """Seconds since `moment`; 0 without one."""
    return max((timezone.now() - moment).total_seconds(), 0.0) if moment else 0.0
