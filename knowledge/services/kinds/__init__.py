"""Writes of a gap's kind: decided by a cycle, or chosen by a person."""

from __future__ import annotations

from knowledge.services.kinds.choosing import GapNotOpen, KindNeedsEntries, choose_kind, let_kind_be_decided
from knowledge.services.kinds.deciding import KIND_FIELDS, ToJudge, gaps_to_judge, judge, keep_unaffected
from knowledge.services.kinds.evidence import matters_of
from knowledge.services.kinds.following import bring_back, follow, gaps_to_follow

__all__ = [
    "KIND_FIELDS",
    "GapNotOpen",
    "KindNeedsEntries",
    "ToJudge",
    "bring_back",
    "choose_kind",
    "follow",
    "gaps_to_follow",
    "gaps_to_judge",
    "judge",
    "keep_unaffected",
    "let_kind_be_decided",
    "matters_of",
]
