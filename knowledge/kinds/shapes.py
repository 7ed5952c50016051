"""What goes into the decision and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.facts import CommonFact, Fact, Facts
from knowledge.people import HumanAnswer

GapKind = Literal["missing_content", "not_retrieved", "stale", "contradictory", "duplicate", "needs_data", "policy"]
FIRST_COUNTS = 0.2  # how much being found first adds to an entry's nearness


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A live entry that came up for a gap's questions, or for what people answered to them.

    `meaning` is how near the answers come to its sentences, figures left out, 0–1; `title_nearness` how near its title
    is to the questions. `offered` and `answered` count questions, `first_share` is the share for which
    it is found first. `cited_share` is the share of the failed conversations in which the agent answered from it,
    `cited_elsewhere` how many of the newest replies from it were given to other questions.
    """

    entry_id: int
    version_id: int
    title: str
    body: str
    kind: str = "answer"
    facts: Facts = field(repr=False)
    meaning: float
    title_nearness: float
    offered: int
    first_share: float
    answered: int
    cited_share: float = 0.0
    cited_elsewhere: int = 0

    @property
    def nearness(self) -> float:
        """To answers and questions together; that a search finds it first counts a little."""
        return self.meaning + self.title_nearness + FIRST_COUNTS * self.first_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that is known about one gap.

    `likeness` are cosines of pairs of entries, by their ids in order; `taught` the entries that were made for it.
    """

    question_count: int
    people: tuple[HumanAnswer, ...]
    entries: tuple[EntryView, ...]
    data_share: float = 0.0
    likeness: dict[tuple[int, int], float] = field(default_factory=dict, repr=False)
    taught: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A fact as each side has it: two entries, or an entry and what most people say. None: that side does not say."""

    entry: Fact | None = None
    other: Fact | None = None
    people: CommonFact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kind, the reason as a sentence or two, the entries it is about (what to mend first), and their facts."""

    kind: GapKind
    reason: str
    entry: EntryView | None = None
    other: EntryView | None = None
    facts: tuple[Difference, ...] = ()
