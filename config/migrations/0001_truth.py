"""Where a demo world's truth is kept: a schema of the owning role, closed to the application's role."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE SCHEMA truth;
REVOKE ALL ON SCHEMA truth FROM PUBLIC;
CREATE TABLE truth.world (
    slug text PRIMARY KEY,
    seed integer NOT NULL,
    planted_topics text[] NOT NULL,
    held_back_questions jsonb NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE truth.conversation (
    world text NOT NULL REFERENCES truth.world ON DELETE CASCADE,
    external_id text NOT NULL,
    topic text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (world, external_id)
);
"""


class Migration(migrations.Migration):
    """Only `manage.py evaluate` reads these tables, over the owner's connection."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, "DROP SCHEMA truth CASCADE")]
