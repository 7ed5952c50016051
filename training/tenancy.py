"""Which organization the database may show: row-level security reads it from the transaction.

Connections are pooled, so the organization is set with SET LOCAL semantics: it ends with the transaction. Outside of
`organization_scope` every table with an organization returns no row, whatever a queryset asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


def set_scope(*, organization_id: int | None, user_id: int | None = None, using: str = "default") -> None:
    """Point the transaction at one organization (and at the user whose memberships may be read). One SQL query."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("The organization is set for a transaction; open one first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organization_id', %s, true), set_config('app.user_id', %s, true)",
            [str(organization_id or ""), str(user_id or "")],
        )


@contextmanager
def organization_scope(
    organization_id: int | None, *, user_id: int | None = None, using: str = "default"
) -> Iterator[None]:
    """One transaction that sees one organization's rows; inside of another one, the outer scope comes back after it."""
    connection = connections[using]
    outer = _current_scope(using) if connection.in_atomic_block else None
    with transaction.atomic(using=using):
        set_scope(organization_id=organization_id, user_id=user_id, using=using)
        yield
        if outer is not None:
            set_scope(organization_id=outer[0], user_id=outer[1], using=using)


def _current_scope(using: str) -> tuple[int | None, int | None]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization_id', true), current_setting('app.user_id', true)")
        organization, user = cursor.fetchone() or ("", "")
    return int(organization) if organization else None, int(user) if user else None
