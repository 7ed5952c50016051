"""What applied updates did: on which questions each is measured, and what came of them day by day."""

from __future__ import annotations

from knowledge.services.impact.reading import is_served, keep_look, look_at, measurements_due
from knowledge.services.impact.targets import ENTRY, GAP, target_of_update
from knowledge.services.impact.topics import keys_of

__all__ = [
    "ENTRY",
    "GAP",
    "is_served",
    "keep_look",
    "keys_of",
    "look_at",
    "measurements_due",
    "target_of_update",
]
