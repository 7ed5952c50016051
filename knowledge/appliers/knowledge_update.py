"""Applies a knowledge update: a new entry, another text of one, the same text better found, one in the place of two, or
an entry taken out of use.

Payload: `action` ("create", "update", "optimize", "merge" or "deprecate"), `title`, `body`, `category`, `tags`,
`asked_as` (other wordings of the question), `entry_kind` ("answer", or "handoff" for a rule that passes the question
to a person), `reason`; an existing entry keeps what is missing, but for title and body. Of an existing entry
`entry_id` and `expected_version_id` (the version that was read when the update was written): what somebody else
changed since is kept where the update does not change the same. With "optimize" the text stays, and `expected_tags`
are the tags that were read. With "merge" `other_entry_id` and `expected_other_version_id` of the entry that is
archived; with "deprecate" `replaced_by_id`, the entry that answers instead, if one does. `gap_id` when a gap led to it.

Result: see `knowledge.appliers.entries.applying.apply_change`.
"""

from __future__ import annotations

from typing import Any

from knowledge.appliers.entries import (
    CREATE,
    MERGE,
    MOST_QUESTIONS,
    UPDATE,
    EntryStillNeeded,
    LaterVersionExists,
    PayloadInvalid,
    UpdateAlreadyApplied,
    UpdateNotAppliedYet,
    action_of,
    apply_change,
    card_context,
    validate_change,
)
from knowledge.appliers.entries import guard_change as guard
from knowledge.appliers.entries import preview_change as preview
from knowledge.appliers.entries import revert_change as revert
from knowledge.appliers.entries import risk_of_change as risk_of
from knowledge.appliers.entries import would_be_after as would_be
from knowledge.services.impact import target_of_update as impact_target
from knowledge.services.replaying import ensure_replay as prepare
from knowledge.services.replaying import replay_notes
from training.models import LearningUpdate

__all__ = [
    "CREATE",
    "MERGE",
    "MOST_QUESTIONS",
    "UPDATE",
    "EntryStillNeeded",
    "LaterVersionExists",
    "PayloadInvalid",
    "UpdateAlreadyApplied",
    "UpdateNotAppliedYet",
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
CARD_TEMPLATE = "knowledge/partials/update_card.html"


def validate(*, update: LearningUpdate) -> None:
    """Hold that the update can be applied as it stands.

    Raises:
        DomainError: it cannot; the sentence says why.
    """
    action_of(update)
    validate_change(update=update)


def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Change the knowledge.

    Raises:
        DomainError: it cannot be applied; the sentence says why.
    """
    action_of(update)
    return apply_change(update=update)


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """The part of the update's page that only this kind knows: a template, and the preview as its context."""
    return {"template": CARD_TEMPLATE, "context": card_context(update=update)}
