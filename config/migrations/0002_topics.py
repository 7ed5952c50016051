"""The truth about each topic of a demo world in one table: its kind, its entries, its fact, the questions kept back."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TABLE truth.topic (
    world text NOT NULL REFERENCES truth.world ON DELETE CASCADE,
    topic text NOT NULL,
    kind text NOT NULL,
    entry_refs text[] NOT NULL,
    fact text NOT NULL,
    held_back text[] NOT NULL,
    PRIMARY KEY (world, topic)
);
INSERT INTO truth.topic
SELECT slug, topic, 'missing_content', '{}', facts ->> topic,
       ARRAY(SELECT jsonb_array_elements_text(held_back_questions -> topic))
FROM truth.world, unnest(planted_topics) AS topic;
ALTER TABLE truth.world DROP COLUMN planted_topics, DROP COLUMN held_back_questions, DROP COLUMN facts;
"""
BACKWARD = """
ALTER TABLE truth.world ADD COLUMN planted_topics text[] NOT NULL DEFAULT '{}',
    ADD COLUMN held_back_questions jsonb NOT NULL DEFAULT '{}', ADD COLUMN facts jsonb NOT NULL DEFAULT '{}';
UPDATE truth.world SET planted_topics = found.topics, held_back_questions = found.questions, facts = found.facts
FROM (
    SELECT world, array_agg(topic) AS topics, jsonb_object_agg(topic, to_jsonb(held_back)) AS questions,
           jsonb_object_agg(topic, fact) AS facts
    FROM truth.topic WHERE kind = 'missing_content' GROUP BY world
) AS found WHERE slug = found.world;
ALTER TABLE truth.world ALTER COLUMN planted_topics DROP DEFAULT, ALTER COLUMN held_back_questions DROP DEFAULT,
    ALTER COLUMN facts DROP DEFAULT;
DROP TABLE truth.topic;
"""


class Migration(migrations.Migration):
    """Only `manage.py evaluate` reads these tables, over the owner's connection."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("config", "0001_truth")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
