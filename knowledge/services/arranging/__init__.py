"""What a person puts right about gaps by hand, and how it is taken back."""

from __future__ import annotations

from knowledge.services.arranging.changing import merge_by_hand, move_questions, part_again, rename_gap, split_gap
from knowledge.services.arranging.offering import nearest_gaps
from knowledge.services.arranging.settling import (
    GOES_ELSEWHERE,
    TAKES_QUESTIONS,
    GapNotArrangeable,
    GapTitleMissing,
    NothingChosen,
    QuestionsMovedMeanwhile,
)
from knowledge.services.arranging.undoing import ArrangementInUse, undo_arrangement

__all__ = [
    "GOES_ELSEWHERE",
    "TAKES_QUESTIONS",
    "ArrangementInUse",
    "GapNotArrangeable",
    "GapTitleMissing",
    "NothingChosen",
    "QuestionsMovedMeanwhile",
    "merge_by_hand",
    "move_questions",
    "nearest_gaps",
    "part_again",
    "rename_gap",
    "split_gap",
    "undo_arrangement",
]
