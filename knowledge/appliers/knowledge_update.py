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

from collections.abc import Sequence
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
    guard_change,
    preview_change,
    revert_change,
    risk_of_change,
    validate_change,
    would_be_after,
)
from knowledge.services.impact import target_of_update
from knowledge.services.replaying import ensure_replay
from knowledge.services.replaying import replay_notes as notes_of_replays
from knowledge.services.searching import WouldBe
from training.appliers import ImpactTarget, ReplayNote
from training.models import LearningUpdate, User

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


def preview(*, update: LearningUpdate) -> dict[str, Any]:
    """What applying would change, for the person who decides."""
    return preview_change(update=update)


def would_be(*, update: LearningUpdate) -> list[WouldBe]:
    """The knowledge as it would be, for a replay before anyone approves."""
    return would_be_after(update=update)


def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Change the knowledge.

    Raises:
        DomainError: it cannot be applied; the sentence says why.
    """
    action_of(update)
    return apply_change(update=update)


def revert(*, update: LearningUpdate) -> None:
    """Serve what was served before.

    Raises:
        DomainError: it was not applied, or a later change stands on it; the sentence names that.
    """
    revert_change(update=update)


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """The part of the update's page that only this kind knows: a template, and the preview as its context."""
    return {"template": CARD_TEMPLATE, "context": card_context(update=update)}


def guard(*, update: LearningUpdate, is_bulk: bool, break_reason: str) -> None:
    """Hold that it was replayed, that nobody breaks a golden question unawares, and that no entry goes that is needed.

    Raises:
        DomainError: it must not be approved as it stands.
    """
    guard_change(update=update, is_bulk=is_bulk, break_reason=break_reason)


def prepare(*, update: LearningUpdate, requested_by: User | None = None) -> None:
    """Have it replayed in the background, unless a replay holds."""
    ensure_replay(update=update, requested_by=requested_by)


def replay_notes(*, updates: Sequence[LearningUpdate]) -> dict[int, ReplayNote]:
    """What the replays of these updates say."""
    return notes_of_replays(updates=updates)


def impact_target(*, update: LearningUpdate) -> ImpactTarget:
    """The questions it is for: those of its gap, else those that the entries it changes have answered."""
    return target_of_update(update=update)


def risk_of(*, update: LearningUpdate) -> str:
    """How much it could do wrong."""
    return risk_of_change(update=update)
