"""Finds what customers ask often, counts it, and proposes an entry where only people answer it."""

from __future__ import annotations

from knowledge.services.patterns.counting import count_patterns, is_mining_due, make_mining_due
from knowledge.services.patterns.looking import (
    Look,
    hold_against_entries,
    keep_look,
    look_at,
    patterns_to_look_at,
    read_pattern,
)
from knowledge.services.patterns.placing import place_new

__all__ = [
    "Look",
    "count_patterns",
    "hold_against_entries",
    "is_mining_due",
    "keep_look",
    "look_at",
    "make_mining_due",
    "patterns_to_look_at",
    "place_new",
    "read_pattern",
]
