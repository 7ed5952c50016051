"""Row-level security as migration operations: every table with an organization gets it where it is made."""

from __future__ import annotations

from typing import Any

from django.db import migrations

CURRENT_ORGANIZATION = "NULLIF(current_setting('app.organization_id', true), '')::bigint"
CURRENT_USER = "NULLIF(current_setting('app.user_id', true), '')::bigint"


def secure(table: str, *, column: str = "organization_id", own_user_column: str = "") -> migrations.RunSQL:
    """Force row-level security on `table`: rows are seen and written only within their organization.

    With `own_user_column` a person may also read the rows that name them, since memberships are read before the
    organization is known.
    """
    forward: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY organization ON {table} USING ({column} = {CURRENT_ORGANIZATION})",
    ]
    backward: list[Any] = [f"DROP POLICY organization ON {table}"]
    if own_user_column:
        forward.append(f"CREATE POLICY own_row ON {table} FOR SELECT USING ({own_user_column} = {CURRENT_USER})")
        backward.append(f"DROP POLICY own_row ON {table}")
    backward += [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return migrations.RunSQL(sql=forward, reverse_sql=backward)
