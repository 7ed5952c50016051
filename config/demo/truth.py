"""The truth of demo worlds: written by who loads one, read by `evaluate` alone, over the owner's connection."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connections, transaction

from config.demo.shapes import World


@dataclass(frozen=True)
class Truth:
    """What was planted: for each conversation its topic and why it failed, if it did; the topics nobody taught."""

    topics: dict[str, str]
    reasons: dict[str, str]
    planted_topics: list[str]


def write_truth(*, slug: str, seed: int, world: World) -> None:
    """Keep a world's truth under the organization's short name, replacing what was there."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM truth.world WHERE slug = %s", [slug])
        cursor.execute(
            "INSERT INTO truth.world VALUES (%s, %s, %s, %s, %s)",
            [slug, seed, world.planted_topics, json.dumps(world.held_back_questions), json.dumps(world.facts)],
        )
        with cursor.copy("COPY truth.conversation (world, external_id, topic, reason) FROM STDIN") as copy:
            for external_id, row in world.truth.items():
                copy.write_row((slug, external_id, row["topic"], row["reason"]))


def read_truth(*, slug: str) -> Truth | None:
    """The truth of a world, or None where there is none."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT planted_topics FROM truth.world WHERE slug = %s", [slug])
        found = cursor.fetchone()
        if not found:
            return None
        cursor.execute("SELECT external_id, topic, reason FROM truth.conversation WHERE world = %s", [slug])
        rows = cursor.fetchall()
    return Truth(
        topics={external_id: topic for external_id, topic, _ in rows},
        reasons={external_id: reason for external_id, _, reason in rows},
        planted_topics=found[0],
    )


def forget_truth(*, slug: str) -> None:
    """Delete a world's truth."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM truth.world WHERE slug = %s", [slug])
