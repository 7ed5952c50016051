"""What applied updates did: on which questions each is measured, and what came of them day by day."""

from __future__ import annotations

from knowledge.services.impact.targets import ENTRY, GAP, target_of_update

__all__ = ["ENTRY", "GAP", "target_of_update"]
