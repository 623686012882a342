"""Asking for everything that is one's own in one file."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.files import remove
from accounts.mailboxes import lock_users
from accounts.models import Export, ExportState, User
from accounts.models_data import UNFINISHED

EXPORTS = 5
EXPORTS_WITHIN = dt.timedelta(days=1)


class IsLeaving(Exception):
    """The account is being erased, or is already: there is nobody to export for."""


class TooManyExports(Exception):
    """More exports than a day allows. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def ask_for_export(*, user_id: int) -> tuple[Export, bool]:
    """Have an export made; one that is not finished yet is the answer to whoever asks again, and no new one. It
    takes the place of the one before, whose file goes. Raises IsLeaving and TooManyExports."""
    with transaction.atomic():
        lock_users(user_id)
        if User.objects.filter(pk=user_id, erased_at__isnull=False).exists():
            raise IsLeaving
        own = Export.objects.filter(user=user_id)
        if unfinished := own.filter(state__in=UNFINISHED).first():
            return unfinished, False
        _check_pace(user_id)
        files = list(own.exclude(file="").values_list("file", flat=True))
        own.exclude(file="").update(state=ExportState.GONE, file="")
        transaction.on_commit(lambda: remove(files), robust=True)
        return Export.objects.create(user_id=user_id), True


def cancel_export(*, user_id: int) -> None:
    """Do without: what is in the making stops, what is there goes."""
    with transaction.atomic():
        lock_users(user_id)
        own = Export.objects.filter(user=user_id)
        files = list(own.exclude(file="").values_list("file", flat=True))
        own.update(state=ExportState.GONE, file="", taken_by="")
        transaction.on_commit(lambda: remove(files), robust=True)


def _check_pace(user_id: int) -> None:
    if not settings.PAPERPLANE_RATE_LIMITS:
        return
    since = timezone.now() - EXPORTS_WITHIN
    recent = Export.objects.filter(user=user_id, asked_at__gt=since).order_by("-pk")
    moments = list(recent.values_list("asked_at", flat=True)[:EXPORTS])
    if len(moments) == EXPORTS:
        raise TooManyExports(math.ceil((moments[-1] - since).total_seconds()))
