"""Many rows in one statement: every kind of value arrives as it was given."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection

from training.rows import _array


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "text",
            ["", "NULL", 'said "hi"', "back\\slash \\n", "{a,b}", "two\nlines, a comma", "50% % %s", "ß’💡", None],
        ),
        ("bytea", [b"", b"\x00\xff\\x", bytes(range(256)), None]),
        ("bigint", [1, -(2**62), None]),
        ("double precision", [0.1, 1e-300, float("inf"), np.float64(0.25), np.float32(0.5), None]),
        ("numeric", [Decimal("4.90"), Decimal("-0.001"), None]),
        ("boolean", [True, False, None]),
        ("timestamptz", [datetime(2026, 3, 29, 1, 30, 0, 12, tzinfo=UTC), None]),
    ],
)
def test_values_come_back_as_they_were_written(kind: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        statement = f"SELECT given.v FROM unnest(%s::{kind}[]) WITH ORDINALITY given(v, n) ORDER BY n"  # noqa: S608 - types
        cursor.execute(statement, [_array(values)])
        assert [row[0] for row in cursor.fetchall()] == values


def test_a_value_that_nobody_knows_to_write_is_refused() -> None:
    with pytest.raises(TypeError, match="dict"):
        _array([{"a": 1}])
