"""Writes many rows, each its own values, in one statement whose cost follows the rows.

Django's `bulk_create` and `bulk_update` spend several times as long on the way to the database; these are for the few
places through which every conversation goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from numbers import Number
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

CHUNK = 5000
Rows = Sequence[Sequence[Any]]


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Rows, *, where: str = "true") -> int:
    """Set `fields` of the rows with these primary keys: `rows` are (pk, value, …); returns how many changed.

    `where` is our own SQL on the row as it stands, called `t`.
    """
    key = model._meta.pk
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    given, values = _given([key, *columns])
    quoted = connection.ops.quote_name
    settings = ", ".join(f"{quoted(str(c.column))} = {v}" for c, v in zip(columns, values[1:], strict=True))
    return _execute(
        f"UPDATE {quoted(model._meta.db_table)} AS t SET {settings} FROM {given} "  # noqa: S608 - names of our tables
        f"WHERE t.{quoted(str(key.column))} = {values[0]} AND ({where})",
        [key, *columns],
        rows,
    )


def insert_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Rows,
    *,
    conflict: Sequence[str] = (),
) -> int:
    """Insert rows of `fields`; a row that has the same values in `conflict` already is given the others."""
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    given, values = _given(columns)
    quoted = connection.ops.quote_name
    names = [quoted(str(column.column)) for column in columns]
    statement = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(names)}) "  # noqa: S608 - names of our tables
        f"SELECT {', '.join(values)} FROM {given}"
    )
    if conflict:
        keys: list[Any] = [model._meta.get_field(name) for name in conflict]
        on = [quoted(str(column.column)) for column in keys]
        settings = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in on)
        statement += f" ON CONFLICT ({', '.join(on)}) DO UPDATE SET {settings}"
    return _execute(statement, columns, rows)


def _given(columns: Sequence[Any]) -> tuple[str, list[str]]:
    """The rows as a table `given` to select from, and the SQL of each column's value."""
    types, values = [], []
    for number, column in enumerate(columns):
        kind = _type(column)
        if isinstance(column, ArrayField):
            types.append("text")  # PostgreSQL's arrays of arrays are no lists of lists
            values.append(f"ARRAY(SELECT jsonb_array_elements_text(given.v{number}::jsonb))::{kind}")
        else:
            types.append(kind)
            values.append(f"given.v{number}")
    names = ", ".join(f"v{number}" for number in range(len(columns)))
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in types)}) AS given({names})", values


def _execute(statement: str, columns: Sequence[Any], rows: Rows) -> int:
    changed = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            cursor.execute(
                statement,
                [
                    _array(map(json.dumps, of_one) if isinstance(column, ArrayField) else of_one)
                    for column, of_one in zip(columns, zip(*rows[start : start + CHUNK], strict=True), strict=True)
                ],
            )
            changed += cursor.rowcount
    return changed


def _array(values: Iterable[Any]) -> str:
    """Values in PostgreSQL's notation of an array; the driver takes several times as long for it."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    """One value of an array.

    Raises:
        TypeError: nobody said how such a value is written.
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, bytes | memoryview):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, Number | date):  # a datetime is a date
        return f'"{value}"'
    raise TypeError(f"a value of {type(value)} cannot be written in a row")


def _type(column: Any) -> str:
    """The column's type in the database, such as `bigint`."""
    return str(column.rel_db_type(connection) if column.primary_key else column.db_type(connection))
