"""Asks the questions that led to an update again, once it is applied."""

from __future__ import annotations

from django.utils import timezone

from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.services.answering import answer_many
from training.models import LearningUpdate

MOST_QUESTIONS = 50


def ask_again(update: LearningUpdate, *, gap_id: int, entry_id: int) -> None:
    """Ask the gap's failed questions, the newest, again; keep how many the entry answers, or passes on, now."""
    gap = KnowledgeGap.objects.for_organization(update.organization_id).filter(pk=gap_id).first()
    if gap is None:
        return
    questions = list(
        GapQuestion.objects.for_organization(update.organization_id)
        .filter(gap=gap, is_failed=True)
        .exclude(text="")
        .order_by("-asked_at", "-id")
        .values_list("text", flat=True)[:MOST_QUESTIONS]
    )
    answers = answer_many(organization=update.organization, questions=questions)
    gap.answered_count = sum(one.is_settled_by(entry_id) for one in answers)
    gap.asked_again_count = len(answers)
    gap.asked_again_at = timezone.now()
    gap.save(update_fields=["answered_count", "asked_again_count", "asked_again_at", "updated_at"])


def forget_answers(update: LearningUpdate) -> None:
    """What the gap's questions were answered after the update says nothing any more."""
    KnowledgeGap.objects.for_organization(update.organization_id).filter(pk=update.payload.get("gap_id")).update(
        answered_count=0, asked_again_count=0, asked_again_at=None, updated_at=timezone.now()
    )
