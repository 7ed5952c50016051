"""All tables of knowledge, one file for each noun."""

from __future__ import annotations

from knowledge.models.entry import Citation, Embedding, EmbeddingModel, KnowledgeEntry, KnowledgeVersion
from knowledge.models.gap import GapQuestion, KnowledgeGap

__all__ = [
    "Citation",
    "Embedding",
    "EmbeddingModel",
    "GapQuestion",
    "KnowledgeEntry",
    "KnowledgeGap",
    "KnowledgeVersion",
]
