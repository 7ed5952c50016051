"""Fingerprints that tell whether a replay still holds: of the live knowledge, of the golden set, of an update."""

from __future__ import annotations

import hashlib
import json

from django.db import connection

from training.models import LearningUpdate, Organization

_KNOWLEDGE = """
SELECT count(*), coalesce(sum(hashint8extended(v.id, 0)::numeric), 0), (
    SELECT concat_ws(':', a.model, a.temperature, a.context_size, a.handoff_confidence, a.system_prompt)
    FROM training_agentversion a WHERE a.organization_id = %s AND a.status = 'active'
)
FROM knowledge_knowledgeversion v
WHERE v.organization_id = %s AND v.live_to IS NULL
"""
_GOLDEN = """
SELECT count(*), coalesce(sum(hashtextextended(
    concat_ws(':', g.id, g.question_key, g.expects_handoff, g.entry_id, g.expected_answer), 0)::numeric), 0)
FROM knowledge_goldenquestion g
WHERE g.organization_id = %s AND g.is_active
"""


def knowledge_mark(organization: Organization) -> str:
    """Changes whenever a question could be answered otherwise: by another live version or another agent.

    One SQL query. Versions never change, so their ids stand for their texts and kinds.
    """
    return _mark(
        *_row(_KNOWLEDGE, organization, organization),
        organization.engine,
        organization.embedding_model,
    )


def golden_mark(organization: Organization) -> str:
    """Changes whenever the active golden set or what it expects does. One SQL query."""
    return _mark(*_row(_GOLDEN, organization))


def payload_mark(update: LearningUpdate) -> str:
    """Changes whenever what the update would change does."""
    return _mark(update.kind, json.dumps(update.payload, sort_keys=True, ensure_ascii=False))


def _row(statement: str, *organizations: Organization) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [organization.pk for organization in organizations])
        return cursor.fetchone() or ()


def _mark(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
