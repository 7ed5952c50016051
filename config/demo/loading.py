"""Puts a demo world into an organization: by the same import and the same services as anybody's data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from config.demo.shapes import World
from config.demo.truth import forget_truth, write_truth
from knowledge.services.entries import EntryDraft, create_entries
from training.models import Organization
from training.services.importing import import_conversations
from training.services.organizations import create_organization
from training.tenancy import organization_scope


def load_world(*, world: World, slug: str, name: str, seed: int, now: datetime, timezone: str = "UTC") -> Organization:
    """Make the organization and fill it with the world's entries and conversations; keep the truth apart.

    Raises:
        DomainError: the organization exists already, or the import could not be done.
        RuntimeError: the import refused lines of our own making.
    """
    organization = found_world(world=world, slug=slug, name=name, seed=seed, now=now, timezone=timezone)
    import_lines(organization=organization, lines=world.conversations, now=now)
    return organization


def found_world(*, world: World, slug: str, name: str, seed: int, now: datetime, timezone: str = "UTC") -> Organization:
    """Make the organization with the world's entries, before anybody wrote to it; keep the truth apart.

    Raises:
        DomainError: the organization exists already.
    """
    organization = create_organization(name=name, slug=slug, timezone=timezone, is_demo=True)
    write_truth(slug=slug, seed=seed, world=world)
    born_at = now - timedelta(days=120)
    with organization_scope(organization.pk):
        create_entries(
            organization=organization,
            entries=[
                EntryDraft(
                    title=entry.title,
                    body=entry.body,
                    category=entry.category,
                    tags=entry.tags,
                    external_ref=entry.ref,
                    reason="Starting knowledge of the demo",
                    live_from=born_at,
                )
                for entry in world.entries
            ],
        )
    return organization


def import_lines(*, organization: Organization, lines: Sequence[dict[str, Any]], now: datetime) -> None:
    """Bring conversations of the world in, as anybody's file.

    Raises:
        DomainError: the import could not be done.
        RuntimeError: it refused lines of our own making.
    """
    with tempfile.TemporaryDirectory(prefix="romashka-demo-") as folder:
        path = Path(folder) / "demo.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(conversation) + "\n" for conversation in lines)
        result = import_conversations(organization_id=organization.pk, path=path, source="demo", now=now)
    if result.refused:
        raise RuntimeError(f"The demo world holds {result.refused} lines that the import refuses.")


def discard_organization(*, organization: Organization) -> None:
    """Delete a scratch organization with all its rows, history and truth included."""
    tables = sorted(
        {
            model._meta.db_table
            for model in apps.get_models()
            if any(field.column == "organization_id" for field in model._meta.local_concrete_fields)
        },
        # Triggers write history and marks while rows go, so those tables come last.
        key=lambda table: ("_dirty" in table, table.endswith("event"), table),
    )
    with organization_scope(organization.pk), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE organization_id = %s", [organization.pk])  # noqa: S608 - our tables
        cursor.execute("DELETE FROM training_organizationevent WHERE pgh_obj_id = %s", [organization.pk])
        cursor.execute("DELETE FROM training_organization WHERE id = %s", [organization.pk])
    forget_truth(slug=organization.slug)
