"""Insights: groups of conversations that do better or worse than the rest, computed daily with a test.

Grouped by week, channel, intent, entry used, wording of the first reply (within the same intent) and channel within an
intent. `training.insights` compares; a person acknowledges, dismisses, or turns one into an update.
"""

from knowledge.services.insights.computing import WINDOW_DAYS, Computed, compute, is_due, keep
from knowledge.services.insights.deciding import (
    InsightAlreadyDecided,
    acknowledge,
    dismiss,
    turn_into_update,
    undo_decision,
)

__all__ = [
    "WINDOW_DAYS",
    "Computed",
    "InsightAlreadyDecided",
    "acknowledge",
    "compute",
    "dismiss",
    "is_due",
    "keep",
    "turn_into_update",
    "undo_decision",
]
