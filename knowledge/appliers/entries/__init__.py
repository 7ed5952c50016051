"""What every kind of update that changes entries shares: reading it, showing it, applying it, taking it back."""

from __future__ import annotations

from knowledge.appliers.entries.applying import UpdateAlreadyApplied, apply_change, validate_change
from knowledge.appliers.entries.asking import MOST_QUESTIONS
from knowledge.appliers.entries.guarding import EntryStillNeeded, guard_change
from knowledge.appliers.entries.reading import (
    ACTIONS,
    CREATE,
    DEPRECATE,
    MERGE,
    OPTIMIZE,
    UPDATE,
    Change,
    PayloadInvalid,
    action_of,
    change_of,
    conflicts_of,
    fields_of,
)
from knowledge.appliers.entries.reverting import LaterVersionExists, UpdateNotAppliedYet, revert_change
from knowledge.appliers.entries.risk import risk_of_change
from knowledge.appliers.entries.showing import card_context, preview_change, rivals_of, would_be_after

__all__ = [
    "ACTIONS",
    "CREATE",
    "DEPRECATE",
    "MERGE",
    "MOST_QUESTIONS",
    "OPTIMIZE",
    "UPDATE",
    "Change",
    "EntryStillNeeded",
    "LaterVersionExists",
    "PayloadInvalid",
    "UpdateAlreadyApplied",
    "UpdateNotAppliedYet",
    "action_of",
    "apply_change",
    "card_context",
    "change_of",
    "conflicts_of",
    "fields_of",
    "guard_change",
    "preview_change",
    "revert_change",
    "risk_of_change",
    "rivals_of",
    "validate_change",
    "would_be_after",
]
