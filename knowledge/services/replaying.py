"""Replays: what knowledge answers as it is and as it would be."""

from __future__ import annotations

from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark

__all__ = ["golden_mark", "knowledge_mark", "payload_mark"]
