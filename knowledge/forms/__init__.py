"""What people type into knowledge's pages: one module for each noun."""

from __future__ import annotations

from knowledge.forms.agents import AgentFilterForm, AskForm
from knowledge.forms.candidates import CandidateDismissForm, CandidateFilterForm, CandidateForm
from knowledge.forms.entries import EntryFilterForm, EntryForm, LabelRenameForm
from knowledge.forms.gaps import GapAcceptForm, GapDismissForm, GapFilterForm, GapKindForm, GapQuestionFilterForm
from knowledge.forms.golden import GoldenFileForm, GoldenFilterForm, GoldenForm, GoldenRunFilterForm
from knowledge.forms.imports import ImportFilterForm, ImportForm
from knowledge.forms.insights import InsightDismissForm, InsightFilterForm, InsightUpdateForm
from knowledge.forms.patterns import PatternFilterForm
from knowledge.forms.replays import ReplayFilterForm, ReplayListFilterForm

__all__ = [
    "AgentFilterForm",
    "AskForm",
    "CandidateDismissForm",
    "CandidateFilterForm",
    "CandidateForm",
    "EntryFilterForm",
    "EntryForm",
    "GapAcceptForm",
    "GapDismissForm",
    "GapFilterForm",
    "GapKindForm",
    "GapQuestionFilterForm",
    "GoldenFileForm",
    "GoldenFilterForm",
    "GoldenForm",
    "GoldenRunFilterForm",
    "ImportFilterForm",
    "ImportForm",
    "InsightDismissForm",
    "InsightFilterForm",
    "InsightUpdateForm",
    "LabelRenameForm",
    "PatternFilterForm",
    "ReplayFilterForm",
    "ReplayListFilterForm",
]
