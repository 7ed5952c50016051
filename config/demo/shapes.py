"""What the generator hands out, and what it decides before anybody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from config.demo.wording.base import Intent

Outcome = Literal["solved", "handoff", "unresolved", "low_rating", "outage", "slow", "angry", "sold_out", "needs_data"]
Reason = Literal["", "planted_gap", "unrelated"]


@dataclass(frozen=True)
class DemoEntry:
    """One entry of the starting knowledge base; `ref` is what citations name."""

    ref: str
    title: str
    body: str
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A demo organization: what may be imported, and the truth that only an evaluation may read."""

    conversations: list[dict[str, Any]]
    entries: list[DemoEntry]
    truth: dict[str, dict[str, str]]
    planted_topics: list[str]
    held_back_questions: dict[str, list[str]]
    facts: dict[str, str]
    bad_week: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Customer:
    """An invented person who writes to the shop."""

    ref: str
    first: str
    last: str
    email: str
    phone: str
    city: str
    street: str
    channel: str
    temper: float

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass
class Plan:
    """One conversation before it is put into words."""

    category: str
    intent: Intent
    started_at: datetime
    channel: str
    outcome: Outcome
    reason: Reason
    customer: Customer | None = None
    earlier_contacts: int = 0
    question: str = ""
