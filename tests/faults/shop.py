"""A shop with work for every step: conversations, ratings, citations, approved updates, versions without a vector."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from config.demo.world import World, build_world
from knowledge.models import GapUpkeep, KnowledgeEntry, KnowledgeGap, QuestionPattern
from knowledge.services.entries import EntryDraft, archive_entry, create_entries
from knowledge.services.gaps import accept_gap
from tests.config.runtime_helpers import CHECKOUT
from tests.faults.databases import url_of
from tests.knowledge.replays import replayed
from training.cycle import run_cycle
from training.models import AgentReading, InsightUpkeep, LearningCycle, LearningUpdate, Membership, Organization, User
from training.services.autonomy import switch_rule
from training.services.importing import import_conversations
from training.services.members import add_member
from training.services.organizations import create_organization
from training.services.updates import approve_update, propose_update
from training.tenancy import organization_scope

SLUG = "shop"
DATA = Path(os.environ.get("ROMASHKA_PUBLIC_DATA") or CHECKOUT.parent / "shared" / "data")
PUBLIC = DATA / "conversations" / "sgd_dev.jsonl"
SEED = 7
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # the world is always the same, up to here; then it is moved to now
OLDEST, NEW = timedelta(days=28), timedelta(days=7)
TOPICS = 5  # so many of the topics that its knowledge lacks are enough; the last came up this week
EVERY = 8  # and of the conversations that no missing knowledge explains, each eighth


def the_shop() -> Organization:
    """The organization, in the database that is in use."""
    return Organization.objects.get(slug=SLUG)


def open_shop() -> None:
    """Three weeks that a cycle has learned from, decisions on what it found, and a week that no cycle has seen yet."""
    world = build_world(seed=SEED, newest_at=NOON, days=60)
    organization = create_organization(name="Lindenhof", slug=SLUG, timezone="Europe/Berlin")
    with organization_scope(organization.pk):
        create_entries(
            organization=organization,
            entries=[
                EntryDraft(title=e.title, body=e.body, category=e.category, tags=e.tags, external_ref=e.ref)
                for e in world.entries
            ],
        )
        people = {role: _person(organization, role) for role in ("manager", "admin")}
    earlier, later = _weeks(world)
    later += _in_vain(world)
    _import(organization, earlier)
    run_cycle(organization=organization, trigger="schedule")
    with organization_scope(organization.pk):
        week_ago = timezone.now() - NEW
        LearningCycle.objects.update(started_at=week_ago, finished_at=week_ago)  # the next one is due
        GapUpkeep.objects.update(merged_at=week_ago)  # and so is the night's work
        InsightUpkeep.objects.update(computed_at=week_ago)
        AgentReading.objects.update(read_on=week_ago.date())  # and the day's look at the agent
        QuestionPattern.objects.update(counted_on=week_ago.date())  # and at what is asked often
        _decide(organization, **people)
    _lose_vectors(organization)
    # Some of what is known has changed since: a late rating, a late message.
    changed = [{**line, "rating": 1, "comment": "That was no help."} for line in earlier[::9]]
    _import(organization, later + changed)


def bring_public_conversations() -> None:
    """The public conversations too, spread over 28 days that end now.

    Where the file is missing the test is skipped, saying so.
    """
    if not PUBLIC.exists():
        pytest.skip(
            f"The public conversations are not there ({PUBLIC.name}); set ROMASHKA_PUBLIC_DATA to their folder."
        )
    result = import_conversations(organization_id=the_shop().pk, path=PUBLIC, shift_to_now=True, span_days=28)
    assert result.added == 2098


def _person(organization: Organization, role: str) -> User:
    add_member(organization=organization, email=f"{role}@{SLUG}.example", role=role)
    return Membership.objects.get(organization=organization, role=role).user


def _weeks(world: World) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was asked until a week ago, and since, in times that end now."""
    moved = timezone.now().replace(microsecond=0) - NOON
    *known, latest = world.planted_topics[:TOPICS]
    earlier, later = [], []
    for number, line in enumerate(world.conversations):
        age = NOON - datetime.fromisoformat(line["started_at"])
        topic = world.truth[line["id"]]["topic"]
        if topic in world.planted_topics:
            is_wanted = topic in known or (topic == latest and age < NEW)
        else:
            is_wanted = number % EVERY == 0
        if is_wanted and age < OLDEST:
            if number % 2:  # the others get their intent from these
                line["intent"] = topic
            for part in (line, *line["messages"]):
                key = "at" if "at" in part else "started_at"
                part[key] = (datetime.fromisoformat(part[key]) + moved).isoformat()
            (later if age < NEW else earlier).append(line)
    return earlier, later


def _in_vain(world: World) -> list[dict[str, Any]]:
    """Uses of an entry, this week, that people had to help out with although nothing failed."""
    entry = world.entries[5]
    begin = timezone.now().replace(microsecond=0) - NEW / 2
    said = f"{entry.title} You find the number on the back of the blue card in the parcel."
    lines = []
    for number in range(30):
        at = begin + timedelta(hours=number)
        turns = [
            ("customer", f"{entry.title} I cannot find it."),
            ("ai", entry.body),
            ("customer", f"I asked: {entry.title} I still cannot find it."),
            ("agent", said),
            ("customer", "Ah, thank you."),
        ]
        lines.append(
            {
                "id": f"in-vain-{number}",
                "channel": "chat",
                "started_at": at.isoformat(),
                "customer": f"in-vain-{number}",
                "status": "closed",
                "rating": 3,
                "escalated": False,
                "resolved": True,
                "confidence": 0.8,
                "messages": [
                    {"sender": sender, "text": text, "at": (at + timedelta(minutes=place)).isoformat()}
                    | ({"citations": [entry.ref]} if sender == "ai" else {})
                    for place, (sender, text) in enumerate(turns)
                ],
            }
        )
    return lines


def _import(organization: Organization, lines: Sequence[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory(prefix="romashka-shop-") as folder:
        path = Path(folder) / "shop.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        result = import_conversations(organization_id=organization.pk, path=path, source="shop")
    assert not result.refused


def _decide(organization: Organization, *, manager: User, admin: User) -> None:
    """Three gaps accepted and approved, a change of an entry too, one that can no longer be applied, and a canary."""
    gaps = KnowledgeGap.objects.order_by("-score", "id")[:3]
    assert len(gaps) == 3
    for gap in gaps:
        body = gap.suggested_content or f"Our answer to “{gap.title}” is on the page about it."
        accepted = accept_gap(gap_id=gap.pk, manager=manager, title=gap.title, body=body)
        approve_update(update_id=replayed(accepted.learning_update).pk, reviewer=admin, has_seen_flags=True)
    changed, gone = KnowledgeEntry.objects.order_by("id")[:2]
    for entry in (changed, gone):
        update = propose_update(
            organization=organization,
            kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
            title=f"Another text of {entry.title}",
            payload={
                "action": "update",
                "title": entry.title,
                "body": f"{entry.current_version.body} Ask us if anything is unclear.",
                "entry_id": entry.pk,
                "expected_version_id": entry.current_version_id,
            },
            confidence=0.7,
            impact=1.0,
            evidence=[],
        )
        approve_update(update_id=replayed(update).pk, reviewer=admin)
    archive_entry(organization=organization, entry_id=gone.pk)
    switch_rule(
        organization=organization, kind="knowledge_update", risk="low", is_on=True, least_precision=0.9, owner=admin
    )
    first = propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title="Where can I park?",
        payload={"action": "create", "title": "Where can I park?", "body": "Behind the shop."},
        confidence=0.7,
        impact=1.0,
        evidence=[],
    )
    approve_update(update_id=replayed(first).pk, reviewer=admin, canary_share=0.1)


def _lose_vectors(organization: Organization) -> None:
    """Take the vectors of some versions away, as after a move to another embedding model."""
    with psycopg.connect(url_of(str(connection.settings_dict["NAME"]), role="owner")) as owner:
        owner.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
        gone = owner.execute("DELETE FROM knowledge_embedding WHERE version_id %% 3 = 0", []).rowcount
    assert gone
