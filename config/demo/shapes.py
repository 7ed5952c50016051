"""What the generator hands out, and what it decides before anybody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from config.demo.wording.base import Intent

Outcome = Literal["solved", "handoff", "unresolved", "low_rating", "outage", "slow", "angry", "sold_out", "needs_data"]
Reason = Literal["", "planted_gap", "unrelated"]
Kind = Literal[
    "missing_content", "not_retrieved", "stale", "contradictory", "duplicate", "needs_data", "policy", "untaught"
]


@dataclass(frozen=True)
class DemoEntry:
    """One entry of the starting knowledge base; `ref` is what citations name."""

    ref: str
    title: str
    body: str
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class EntryText:
    """An entry before it has a reference; `key` names it within the generator."""

    key: str
    title: str
    body: str
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class PlantedTopic:
    """A topic with which something is wrong: what, in which entries, and what the right answer holds.

    An untaught topic appears in no entry and no conversation; only an evaluation asks its questions.
    """

    key: str
    kind: Kind
    fact: str
    held_back: tuple[str, ...]
    entry_refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """A demo organization: what may be imported, and the truth that only an evaluation may read."""

    conversations: list[dict[str, Any]]
    entries: list[DemoEntry]
    truth: dict[str, dict[str, str]]
    topics: list[PlantedTopic]
    bad_week: tuple[str, str] = ("", "")

    def topics_of(self, *kinds: Kind) -> list[PlantedTopic]:
        """The planted topics of these kinds."""
        return [topic for topic in self.topics if topic.kind in kinds]

    @property
    def planted_topics(self) -> list[str]:
        """The topics that the knowledge base lacks."""
        return [topic.key for topic in self.topics_of("missing_content")]


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


@dataclass(frozen=True)
class Source:
    """What the AI says out of one entry, or of none."""

    ref: str | None
    ai: tuple[str, ...]


@dataclass
class Plan:
    """One conversation before it is put into words.

    `trouble` is how a planted failure comes about, `sources` what the AI has to answer from if that is not simply the
    topic's own entry.
    """

    category: str
    intent: Intent
    started_at: datetime
    channel: str
    outcome: Outcome
    reason: Reason
    customer: Customer | None = None
    earlier_contacts: int = 0
    question: str = ""
    trouble: Kind = "missing_content"
    sources: tuple[Source, ...] = ()
