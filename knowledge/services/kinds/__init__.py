"""Writes of a gap's kind: decided by a cycle, or chosen by a person."""

from __future__ import annotations

from knowledge.services.kinds.choosing import GapNotOpen, KindNeedsEntries, choose_kind, let_kind_be_decided
from knowledge.services.kinds.deciding import KIND_FIELDS, gaps_to_judge, judge, keep_unaffected
from knowledge.services.kinds.evidence import matters_of

__all__ = [
    "KIND_FIELDS",
    "GapNotOpen",
    "KindNeedsEntries",
    "choose_kind",
    "gaps_to_judge",
    "judge",
    "keep_unaffected",
    "let_kind_be_decided",
    "matters_of",
]
