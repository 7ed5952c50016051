"""The truth of demo worlds: written by who loads one, read by `evaluate` alone, over the owner's connection."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, transaction

from config.demo.shapes import PlantedTopic, World


@dataclass(frozen=True)
class Truth:
    """What was planted: for each conversation its topic and why it failed, if it did; and what is wrong where."""

    conversation_topics: dict[str, str]
    reasons: dict[str, str]
    topics: list[PlantedTopic]

    @property
    def planted_topics(self) -> list[str]:
        """The topics that the knowledge base lacks."""
        return [topic.key for topic in self.topics if topic.kind == "missing_content"]


def write_truth(*, slug: str, seed: int, world: World) -> None:
    """Keep a world's truth under the organization's short name, replacing what was there."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM truth.world WHERE slug = %s", [slug])
        cursor.execute("INSERT INTO truth.world VALUES (%s, %s)", [slug, seed])
        cursor.executemany(
            "INSERT INTO truth.topic VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (slug, topic.key, topic.kind, list(topic.entry_refs), topic.fact, list(topic.held_back))
                for topic in world.topics
            ],
        )
        with cursor.copy("COPY truth.conversation (world, external_id, topic, reason) FROM STDIN") as copy:
            for external_id, row in world.truth.items():
                copy.write_row((slug, external_id, row["topic"], row["reason"]))


def read_truth(*, slug: str) -> Truth | None:
    """The truth of a world, or None where there is none."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM truth.world WHERE slug = %s", [slug])
        if not cursor.fetchone():
            return None
        cursor.execute(
            "SELECT topic, kind, fact, held_back, entry_refs FROM truth.topic WHERE world = %s ORDER BY topic", [slug]
        )
        topics = [
            PlantedTopic(key=key, kind=kind, fact=fact, held_back=tuple(held_back), entry_refs=tuple(refs))
            for key, kind, fact, held_back, refs in cursor.fetchall()
        ]
        cursor.execute("SELECT external_id, topic, reason FROM truth.conversation WHERE world = %s", [slug])
        rows = cursor.fetchall()
    return Truth(
        conversation_topics={external_id: topic for external_id, topic, _ in rows},
        reasons={external_id: reason for external_id, _, reason in rows},
        topics=topics,
    )


def forget_truth(*, slug: str) -> None:
    """Delete a world's truth."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM truth.world WHERE slug = %s", [slug])
