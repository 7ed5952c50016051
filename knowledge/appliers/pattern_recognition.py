"""Applies what a frequent question calls for: an entry that answers it.

Payload: as of a knowledge update with the action "create", and `pattern_id`, `customers`, `asked`, `asked_before` (in
as many days before), `succeeded`, `analysed` and `examples` as they were when it was proposed.
"""

from __future__ import annotations

from typing import Any

from knowledge.appliers.entries import CREATE, PayloadInvalid, action_of, apply_change, card_context, validate_change
from knowledge.appliers.knowledge_update import (
    guard,
    impact_target,
    prepare,
    preview,
    replay_notes,
    revert,
    would_be,
)
from knowledge.models import QuestionPattern
from training.models import LearningUpdate

__all__ = [
    "apply",
    "card",
    "guard",
    "impact_target",
    "prepare",
    "preview",
    "replay_notes",
    "revert",
    "validate",
    "would_be",
]
CARD_TEMPLATE = "knowledge/partials/pattern_recognition_card.html"


def validate(*, update: LearningUpdate) -> None:
    """Hold that it names a pattern and the entry that answers it.

    Raises:
        DomainError: it cannot be applied as it stands; the sentence says why.
    """
    _hold_pattern(update)
    validate_change(update=update)


def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Make the entry.

    Raises:
        DomainError: it cannot be applied; the sentence says why.
    """
    _hold_pattern(update)
    return apply_change(update=update)


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """How often it is asked, with its trend, examples and success, and the entry as of any knowledge update."""
    payload = update.payload
    asked, before = int(payload.get("asked") or 0), int(payload.get("asked_before") or 0)
    analysed, succeeded = int(payload.get("analysed") or 0), int(payload.get("succeeded") or 0)
    patterns = QuestionPattern.objects.for_organization(update.organization_id).defer("centroid")
    return {
        "template": CARD_TEMPLATE,
        "context": card_context(update=update)
        | {
            "pattern": patterns.filter(pk=payload.get("pattern_id")).first(),
            "customers": payload.get("customers"),
            "asked": asked,
            "asked_before": before,
            "trend": asked / before - 1 if before else None,
            "success": succeeded / analysed if analysed else None,
            "examples": list(payload.get("examples") or []),
        },
    }


def _hold_pattern(update: LearningUpdate) -> None:
    action_of(update, allowed=(CREATE,))
    if not isinstance(update.payload.get("pattern_id"), int):
        raise PayloadInvalid("The update does not say which frequent question it is for.", field="pattern_id")
