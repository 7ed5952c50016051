"""What holding people's answers against entries reads: the vectors of what is live, and what people said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q

from knowledge.querysets.search import read_vector
from training.models import Message, Organization


def live_vectors(*, organization: Organization, model_key: str) -> tuple[list[int], np.ndarray]:
    """The live entries that have a vector of this model, and the vectors, shape (n, dimensions). One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.entry_id, vector_send(m.vector) FROM knowledge_embedding m "
            "JOIN knowledge_knowledgeversion v ON v.id = m.version_id "
            "WHERE m.organization_id = %s AND m.model_id = %s AND v.organization_id = %s AND v.live_to IS NULL "
            "ORDER BY v.entry_id",
            [organization.pk, model_key, organization.pk],
        )
        rows: list[tuple[int, Any]] = cursor.fetchall()
    if not rows:
        return [], np.zeros((0, 0), dtype=np.float32)
    return [entry_id for entry_id, _ in rows], np.stack([read_vector(sent) for _, sent in rows])


def human_words(*, organization: Organization, conversation_ids: Iterable[int]) -> dict[int, str]:
    """What people said in each of these conversations, their edits of the AI's replies included. One SQL query."""
    said = Message.objects.for_organization(organization).filter(
        Q(sender=Message.Sender.AGENT) | ~Q(edited_text=""), conversation__in=list(conversation_ids)
    )
    words: dict[int, list[str]] = {}
    rows = said.order_by("conversation_id", "position").values_list("conversation_id", "edited_text", "text")
    for conversation_id, edited, text in rows:
        words.setdefault(conversation_id, []).append(edited or text)
    return {conversation_id: "\n".join(texts) for conversation_id, texts in words.items()}
