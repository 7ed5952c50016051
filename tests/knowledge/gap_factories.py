"""Failed questions with a conversation behind each. Make them inside the organization's scope."""

from __future__ import annotations

from typing import Any

from knowledge.models import GapQuestion, KnowledgeGap
from tests.knowledge.factories import KnowledgeGapFactory, vector_of
from tests.training.factories import conversation_with

__all__ = ["KnowledgeGapFactory", "failed_question"]


def failed_question(gap: KnowledgeGap | None, text: str, *, organization: Any = None, **fields: Any) -> GapQuestion:
    """One failed question of its own conversation, in `gap` if there is one."""
    organization = organization or gap.organization  # type: ignore[union-attr]
    customer = fields.pop("customer_key", "")
    conversation = conversation_with(
        organization, ("customer", text), **({"customer_key": customer} if customer else {}), is_resolved=False
    )
    values = {
        "organization": organization,
        "conversation": conversation,
        "message": conversation.messages.get(),
        "gap": gap,
        "text": text,
        "is_failed": True,
        "customer_key": conversation.customer_key,
        "channel": conversation.channel,
        "asked_at": conversation.started_at,
        "rating": 2.0,
        "vector": vector_of(text),
        "embedding_model": "wordllama-256",
    }
    return GapQuestion.objects.create(**{**values, **fields})
