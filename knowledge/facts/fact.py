"""What a fact is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FactKind = Literal["quantity", "rule", "name"]
Bound = Literal["", "max", "min"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One checkable claim of a text.

    `measure` says what kind of value it is (`time`, `money`, `share`, `clock`, `date`, `count` …; for rules `may` or
    `need`; for names `label`, `method`, `weekday` …). A quantity is the range `low`–`high` in the measure's base unit
    (days, currency units, minutes past midnight …); `unit` is the unit as it was said, and for counts the stems of
    what is counted. `value` is the same as words for a person. `about` are the stems of the clause, `context` those of
    the sentence, without the value. `[start, end)` is its place in the text.
    """

    kind: FactKind
    measure: str
    value: str
    start: int
    end: int
    about: frozenset[str]
    context: frozenset[str]
    low: float = 0.0
    high: float = 0.0
    unit: frozenset[str] = frozenset()
    bound: Bound = ""
    qualifiers: frozenset[str] = frozenset()
    is_conditional: bool = False
    is_plain: bool = False  # a bare statement: there to be contradicted, no fact worth listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts of one text, and the stems of all its words."""

    text: str = field(repr=False)
    facts: tuple[Fact, ...]
    words: frozenset[str] = field(repr=False)

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        """Those of one kind."""
        return tuple(fact for fact in self.facts if fact.kind == kind)
