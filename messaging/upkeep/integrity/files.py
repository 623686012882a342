"""Files that no row names, and rows that name a file which is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField, Model

from accounts.avatars import remove_avatar
from accounts.files import remove
from accounts.models import User
from messaging.exporting import jobs
from messaging.orphans import orphan_files
from messaging.upkeep.integrity.findings import Finding
from social import working


def check_files(fix: bool) -> Iterator[Finding]:
    """A file is named by a row within the hour, and what a row names is there."""
    for name in [*orphan_files(), *working.orphans(), *jobs.orphans()]:
        if fix:
            remove([name])
        yield Finding(name, "is named by nothing", mended=fix)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 (Django's own way to ask a model for its fields)
            if isinstance(field, FileField):
                yield from _missing(model, field.name, fix)


def _missing(model: type[Model], field: str, fix: bool) -> Iterator[Finding]:
    rows: Any = model._default_manager.exclude(**{field: ""})  # noqa: SLF001
    for pk, name in rows.values_list("pk", field).iterator():
        if default_storage.exists(name):
            continue
        # It may have gone with its row, since that was read.
        if not rows.filter(**{"pk": pk, field: name}).exists():
            continue
        is_face = model is User
        if fix and is_face:
            remove_avatar(user_id=pk)
        yield Finding(name, f"is not there, and {model.__name__.lower()} {pk} shows it", mended=fix and is_face)
