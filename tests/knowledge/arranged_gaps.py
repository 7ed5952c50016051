"""Gaps as the machine makes them, and nights in between. Make them inside the organization's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.services import detecting
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from training.cycle import run_cycle
from training.models import Conversation

BICYCLES = [f"where can I park my bicycle at your store {n}" for n in ("please", "today", "now", "then")]
LAMPS = [f"the lamp from your shop arrived broken {n}" for n in ("today", "again", "sadly", "now")]


def ask(gap: KnowledgeGap | None, text: str, **fields: Any) -> GapQuestion:
    """A question that was noted, of a conversation that no cycle reads again."""
    question = failed_question(gap, text, **fields)
    Conversation.objects.filter(pk=question.conversation_id).update(status="open")
    return question


def gap_of(organization: Any, texts: list[str], **fields: Any) -> KnowledgeGap:
    """A gap as the machine makes it, with a question of its own customer for each text."""
    now = timezone.now()
    gap = KnowledgeGapFactory(organization=organization, title=texts[0], **fields)
    for text in texts:
        ask(gap, text, asked_at=now - timedelta(days=1), is_new=False, origin=gap)
    detecting.recount(organization=organization, now=now)
    gap.refresh_from_db()
    return gap


def night(organization: Any) -> None:
    """Another cycle, with the night's work."""
    detecting.make_merge_due(organization=organization)
    cycle = run_cycle(organization=organization, trigger="command")
    assert [step.error for step in cycle.steps.all() if step.error] == []


def texts_of(gap: KnowledgeGap) -> set[str]:
    """The questions in a gap."""
    return set(gap.questions.values_list("text", flat=True))


def ids_of(gap: KnowledgeGap, texts: list[str]) -> list[int]:
    """The ids of some of a gap's questions."""
    return list(gap.questions.filter(text__in=texts).order_by("id").values_list("id", flat=True))
