"""Whether people's recent answers have moved away from what an entry says. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Fact, Facts, compare

LEAST_SHARE = 1 / 3  # of the customers whose answers speak of the entry's facts


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One fact of an entry that a person's answer says otherwise: both values as words, and their exact meaning.

    `start` and `end` are the place of the person's value in the answer.
    """

    entry_value: str
    said_value: str
    entry_key: str
    said_key: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Check:
    """One person's answer held against an entry: what it contradicts (nothing: it agrees), and whom it was given to."""

    customer: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How far people's answers have moved from an entry.

    `share` is that of the customers who were told the same other value, of those who were told anything that the entry
    states too. `conflict` is the commonest contradiction, where there is one.
    """

    share: float
    customers: int
    contradicted: int
    conflict: Conflict | None
    is_telling: bool

    @property
    def note(self) -> str:
        """The finding as a sentence; empty while it tells nothing."""
        if not self.is_telling or self.conflict is None:
            return ""
        return (
            f"{self.contradicted} of {self.customers} customers were lately told “{self.conflict.said_value}” by a "
            f"person, where this says “{self.conflict.entry_value}”."
        )


def check_answer(*, entry: Facts, answer: Facts) -> tuple[Conflict, ...] | None:
    """What an answer on an entry's matter contradicts; None: it speaks of nothing that the entry states.

    >>> from knowledge.facts import facts_of
    >>> entry = facts_of("You can return it within 30 days.")
    >>> (found,) = check_answer(entry=entry, answer=facts_of("You can return it within 14 days."))
    >>> found.said_value
    '14 days'
    >>> check_answer(entry=entry, answer=facts_of("Yes, you can return it within 30 days."))
    ()
    >>> check_answer(entry=entry, answer=facts_of("Happy to help!")) is None
    True
    """
    found = compare(entry, answer)
    if not found.conflicts and not found.telling_agreements:
        return None
    return tuple(
        Conflict(
            entry_value=ours.value,
            said_value=theirs.value,
            entry_key=_key(ours),
            said_key=_key(theirs),
            start=theirs.start,
            end=theirs.end,
        )
        for ours, theirs in found.conflicts
    )


def drift_of(*, checks: Sequence[Check], least_customers: int) -> Drift | None:
    """How far the answers have moved; None without any answer that speaks of the entry's facts.

    It tells something when at least `least_customers` different customers were told the same other value, and they are
    a third of all. Who is told twice counts once.

    Raises:
        ValueError: `least_customers` below 1.

    >>> def told(customer, *values):
    ...     return Check(customer=customer, conflicts=tuple(
    ...         Conflict(entry_value="30 days", said_value=v, entry_key="30", said_key=v) for v in values))
    >>> drift_of(checks=[told("a", "14 days"), told("b", "14 days"), told("c")], least_customers=2).note
    '2 of 3 customers were lately told “14 days” by a person, where this says “30 days”.'
    """
    if least_customers < 1:
        raise ValueError("At least one customer is needed.")
    customers = {check.customer for check in checks}
    if not customers:
        return None
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    words: dict[tuple[str, str], Conflict] = {}
    for check in checks:
        for conflict in check.conflicts:
            key = (conflict.entry_key, conflict.said_key)
            told[key].add(check.customer)
            words.setdefault(key, conflict)
    if not told:
        return Drift(share=0.0, customers=len(customers), contradicted=0, conflict=None, is_telling=False)
    commonest = max(told, key=lambda key: (len(told[key]), key))
    count = len(told[commonest])
    share = count / len(customers)
    return Drift(
        share=share,
        customers=len(customers),
        contradicted=count,
        conflict=words[commonest],
        is_telling=count >= least_customers and share >= LEAST_SHARE,
    )


def _key(fact: Fact) -> str:
    """Equal for facts that mean the same, whatever their words: “two weeks” and “14 days”."""
    value = f"{fact.low:g}–{fact.high:g}" if fact.kind == "quantity" else fact.value.casefold()
    return f"{fact.kind} {fact.measure} {value}"
