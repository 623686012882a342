"""An export as a job of the worker: the row says whose hands it is in, so that it is made once and comes to an end.

A worker notes with every percent that it is still there; what nobody has said so of for a while is taken up again.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.utils import timezone

from accounts.files import remove
from accounts.models import Export, ExportState
from accounts.models_data import UNFINISHED
from messaging.exporting.making import KeepsChanging, deleted_by, write_export

KEPT_FOR = dt.timedelta(days=7)
SILENCE = dt.timedelta(minutes=2)
GRACE = dt.timedelta(hours=1)
ATTEMPTS = 3
DIRECTORY = "exports"

logger = logging.getLogger(__name__)


class TakenAway(Exception):
    """The export is no longer this worker's: it was taken back, its account is gone, or another one has it."""


def free() -> Q:
    """What nobody works on."""
    return Q(state=ExportState.WAITING) | Q(state=ExportState.WORKING, taken_at__lt=timezone.now() - SILENCE)


def make(export_id: int) -> None:
    """Bring an export to its end, if nobody else is about to."""
    me = secrets.token_urlsafe(16)
    mine = Export.objects.filter(free(), pk=export_id)
    taken = {"state": ExportState.WORKING, "taken_at": timezone.now(), "taken_by": me, "progress": 0}
    if not mine.update(**taken, attempts=F("attempts") + 1):
        return
    export = Export.objects.select_related("user").get(pk=export_id)
    if export.attempts > ATTEMPTS:
        logger.error("Export %s was given up: %d workers ended over it.", export.pk, ATTEMPTS)
        _finish(export, state=ExportState.FAILED)
        return
    try:
        _write(export)
    except TakenAway:
        return
    except (KeepsChanging, OSError):
        logger.exception("Export %s was not written.", export.pk)
        _finish(export, state=ExportState.FAILED)


def let_go(export: Export) -> bool:
    """Take an export out of the hands of a worker that has said nothing for too long; answers whether that was so."""
    silent = Export.objects.filter(pk=export.pk, state=ExportState.WORKING, taken_at__lt=timezone.now() - SILENCE)
    return bool(silent.update(state=ExportState.WAITING, taken_by=""))


def _write(export: Export) -> None:
    """Write the file under a name of its own, and name it in the row once it is whole."""
    name = f"{DIRECTORY}/{secrets.token_urlsafe(16)}.zip"
    path = Path(default_storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = False
    try:
        with path.open("w+b") as file:
            path.chmod(0o600)
            write_export(export.user, file, lambda percent: note(export, percent))
            size = file.seek(0, 2)
        now = timezone.now()
        ready = {"file": name, "bytes": size, "ready_at": now, "expires_at": now + KEPT_FOR, "progress": 100}
        kept = _finish(export, state=ExportState.READY, deleted=deleted_by(export.user), **ready)
    finally:
        if not kept:
            path.unlink(missing_ok=True)


def note(export: Export, percent: int) -> None:
    """Say how far it is, and that we are still here. Raises TakenAway."""
    mine = Export.objects.filter(pk=export.pk, taken_by=export.taken_by, state=ExportState.WORKING)
    if not mine.update(progress=percent, taken_at=timezone.now()):
        raise TakenAway


def _finish(export: Export, **fields: object) -> bool:
    mine = Export.objects.filter(pk=export.pk, taken_by=export.taken_by, state=ExportState.WORKING)
    return bool(mine.update(taken_by="", **fields))


def is_outdated(export: Export) -> bool:
    """Whether a finished export tells too much by now: its time is over, or its owner has deleted messages since."""
    return (
        export.state != ExportState.READY
        or export.expires_at is None
        or export.expires_at <= timezone.now()
        or export.deleted != deleted_by(export.user)
    )


def forget(exports: Iterable[Export]) -> int:
    """Take the files of finished exports away, rows first; answers how many."""
    found = [export for export in exports if export.file]
    Export.objects.filter(pk__in=[export.pk for export in found]).update(state=ExportState.GONE, file="")
    remove(export.file.name for export in found)
    return len(found)


def sweep() -> int:
    """Take away what is outdated, and files that no row names, once they are an hour old; answers how many went."""
    ready = Export.objects.filter(state=ExportState.READY).select_related("user")
    gone = forget(export for export in ready.iterator() if is_outdated(export))
    Export.objects.exclude(state__in=[*UNFINISHED, ExportState.READY]).filter(
        asked_at__lt=timezone.now() - KEPT_FOR
    ).delete()
    lost = orphans()
    remove(lost)
    return gone + len(lost)


def orphans() -> list[str]:
    """Files of exports that no row names, but for the latest, which may be in the making."""
    before = timezone.now() - GRACE
    try:
        names = [f"{DIRECTORY}/{name}" for name in default_storage.listdir(DIRECTORY)[1]]
    except FileNotFoundError:
        return []
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    return [name for name in names if name not in known and default_storage.get_modified_time(name) < before]
