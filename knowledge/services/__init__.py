"""Every write of knowledge, and the one way to search it and to answer from it."""

from __future__ import annotations

from knowledge.services.answering import AgentSettings, Answer, answer, answer_many
from knowledge.services.searching import Hit, WouldBe, search, search_many

__all__ = ["AgentSettings", "Answer", "Hit", "WouldBe", "answer", "answer_many", "search", "search_many"]
