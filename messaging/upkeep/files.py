"""Which files of the storage the rows of a database name: asked of any SQLite file, not only of the one in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField

from accounts.models import User, small_avatar


def named_by(database: sqlite3.Connection) -> Iterator[str]:
    """The names of all files that the rows of `database` hold, in the storage; some may come twice."""
    for model in apps.get_models():
        options = model._meta  # noqa: SLF001 (Django's own way to ask a model for its fields)
        for field in options.concrete_fields:
            if not isinstance(field, FileField):
                continue
            table, column = options.db_table, field.column
            # The names are those of our own models: nobody can put one in.
            sql = f"""SELECT "{column}" FROM "{table}" WHERE "{column}" <> ''"""  # noqa: S608  # nosec B608
            for (name,) in database.execute(sql):
                yield name
                if model is User:
                    yield small_avatar(name)
