"""All tables of knowledge, one file for each noun."""

from __future__ import annotations

from knowledge.models.arrangement import GapArrangement
from knowledge.models.candidate import CandidateEntry, CandidateSource
from knowledge.models.check import ConversationToCheck, EntryCheck
from knowledge.models.entry import Citation, Embedding, EmbeddingModel, KnowledgeEntry, KnowledgeVersion
from knowledge.models.entry_import import EntryImport
from knowledge.models.gap import ChangedConversation, GapQuestion, GapUpkeep, KnowledgeGap
from knowledge.models.impact import TopicCentre
from knowledge.models.optimization import ContentOptimization
from knowledge.models.pattern import QuestionPattern
from knowledge.models.performance import DirtyEntryDay, EntryPerformance, KnowledgeRefresh
from knowledge.models.replay import GoldenQuestion, ReplayResult, ReplayRun

__all__ = [
    "CandidateEntry",
    "CandidateSource",
    "ChangedConversation",
    "Citation",
    "ContentOptimization",
    "ConversationToCheck",
    "DirtyEntryDay",
    "Embedding",
    "EmbeddingModel",
    "EntryCheck",
    "EntryImport",
    "EntryPerformance",
    "GapArrangement",
    "GapQuestion",
    "GapUpkeep",
    "GoldenQuestion",
    "KnowledgeEntry",
    "KnowledgeGap",
    "KnowledgeRefresh",
    "KnowledgeVersion",
    "QuestionPattern",
    "ReplayResult",
    "ReplayRun",
    "TopicCentre",
]
