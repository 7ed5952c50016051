"""Applies a content improvement: another text of an entry that is used often and helps too seldom.

Payload: as of a knowledge update with the action "update", and `problem` ("out_of_date", "too_broad", "unclear" or
"fails"), `cited` and `helped` (uses and successes of the window), `low` and `high` (95 % interval of the success).
"""

from __future__ import annotations

from typing import Any

from knowledge.appliers.entries import UPDATE, PayloadInvalid, action_of, apply_change, card_context, validate_change
from knowledge.appliers.knowledge_update import (
    guard,
    impact_target,
    prepare,
    preview,
    replay_notes,
    revert,
    risk_of,
    would_be,
)
from knowledge.improving import WANTED
from knowledge.models import ContentOptimization
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
    "risk_of",
    "validate",
    "would_be",
]
CARD_TEMPLATE = "knowledge/partials/content_improvement_card.html"


def validate(*, update: LearningUpdate) -> None:
    """Hold that it names an entry, what is wrong with it, and another text.

    Raises:
        DomainError: it cannot be applied as it stands; the sentence says why.
    """
    _hold_problem(update)
    validate_change(update=update)


def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Give the entry its other text.

    Raises:
        DomainError: it cannot be applied; the sentence says why.
    """
    _hold_problem(update)
    return apply_change(update=update)


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """How the entry does and what is wrong with it, and the change as of any knowledge update."""
    payload = update.payload
    cited, helped = int(payload.get("cited") or 0), int(payload.get("helped") or 0)
    problems = dict(ContentOptimization.Problem.choices)
    return {
        "template": CARD_TEMPLATE,
        "context": card_context(update=update)
        | {
            "problem_label": problems.get(str(payload.get("problem")), ""),
            "cited": cited,
            "helped": helped,
            "rate": helped / cited if cited else None,
            "low": payload.get("low"),
            "high": payload.get("high"),
            "wanted": WANTED,
        },
    }


def _hold_problem(update: LearningUpdate) -> None:
    action_of(update, allowed=(UPDATE,))
    if update.payload.get("problem") not in ContentOptimization.Problem.values:
        raise PayloadInvalid("The update does not say what is wrong with the entry.", field="problem")
