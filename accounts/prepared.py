"""Statements that are asked all the time: the ORM puts each into SQL once, and from then on only the values change.

What a query means stays written in the ORM's words, with the same doors and conditions as everywhere; what is saved is
to build it, and to put it into SQL, which takes many times as long as asking it.

    names = select(lambda pk: User.objects.filter(pk=pk).values_list("username"), int)
    [(name,)] = names(7)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery

# What stands for the values while a statement is built: unlike anything that a statement says by itself.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 1_234_500_000_000 + n,
    str: lambda n: f"stand-in {n}",
    dt.datetime: lambda n: dt.datetime(1912, 6, 23, minute=n, tzinfo=dt.UTC),
    UUID: lambda n: UUID(int=1_234_500_000_000 + n),
}

Built = tuple[str, Sequence[Any], Any]


class Statement:
    """SQL with gaps. Called with as many values as it has, in a transaction or out of it, it answers its rows."""

    def __init__(self, build: Callable[..., Built], kinds: Sequence[type]) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[str, tuple[str, list[Any], list[int | None], Any]] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """The rows as `values_list` would give them; none where nothing is asked for."""
        # The thread's own connection: each question to the proxy would look for it anew.
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, gaps, finish = self._made.get(connection.vendor) or self._make()
        given = [_adapted(value) for value in values]
        filled = [param if gap is None else given[gap] for param, gap in zip(params, gaps, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return finish(cursor.fetchall()) if finish else []

    def _make(self) -> tuple[str, list[Any], list[int | None], Any]:
        stand_ins = [_STAND_INS[kind](n) for n, kind in enumerate(self._kinds)]
        sql, params, finish = self._build(*stand_ins)
        places = {_adapted(stand_in): n for n, stand_in in enumerate(stand_ins)}
        gaps = [places.get(param) for param in params]
        if set(gaps) - {None} != set(range(len(stand_ins))):
            raise ValueError(f"A value is not to be found in: {sql}")
        self._made[connection.vendor] = made = (sql, list(params), gaps, finish)
        return made


def select(build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> Statement:
    """The statement of a `values_list`; `kinds` are the types of what `build` is given."""

    def built(*stand_ins: Any) -> Built:
        compiler = build(*stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, params, (lambda rows: list(compiler.apply_converters(rows, converters))) if converters else list

    return Statement(built, kinds)


def update(build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]], *kinds: type) -> Statement:
    """The statement of an `update`: `build` answers the rows and what they are given."""

    def built(*stand_ins: Any) -> Built:
        rows, values = build(*stand_ins)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        return *query.get_compiler(connection=connection).as_sql(), None

    return Statement(built, kinds)


def insert(model: type[Model], kinds: dict[str, type]) -> Statement:
    """The statement that stores a row: `kinds` are the types of its columns, by the names they have on the model."""

    def built(*stand_ins: Any) -> Built:
        query = InsertQuery(model)
        fields = [field for field in model._meta.concrete_fields if field.attname in kinds]  # noqa: SLF001
        query.insert_values(fields, [model(**dict(zip(kinds, stand_ins, strict=True)))])
        [(sql, params)] = query.get_compiler(connection=connection).as_sql()
        return sql, params, None

    return Statement(built, list(kinds.values()))


def _adapted(value: Any) -> Any:
    """`value` as this database takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
