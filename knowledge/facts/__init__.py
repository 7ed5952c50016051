"""Facts of short support texts: what can be checked, and whether two texts agree on it.

Similarity does not tell "within 30 days" from "within 14 days", nor "can be returned" from "cannot be returned". Here
numbers with their units, yes and no, and named values are taken out of a text, each with the words that it stands
among, and compared. Pure: words and arithmetic, English-minded, deterministic, no model.
"""

from __future__ import annotations

from functools import lru_cache

from knowledge.facts.comparing import CommonFact, Comparison, as_facts, common_facts, compare
from knowledge.facts.fact import Fact, FactKind, Facts
from knowledge.facts.names import names_of, stems_of_label
from knowledge.facts.quantities import quantities_of
from knowledge.facts.rules import rules_of
from knowledge.facts.words import all_tokens, blanked, clauses_of, lowered, root, stems

__all__ = [
    "CommonFact",
    "Comparison",
    "Fact",
    "FactKind",
    "Facts",
    "as_facts",
    "common_facts",
    "compare",
    "compare_texts",
    "facts_of",
    "label_stems",
    "without_values",
]
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def facts_of(text: str) -> Facts:
    """All facts of a text (plain or Markdown), in order.

    >>> [(fact.measure, fact.value, fact.low) for fact in facts_of("Free of charge within two weeks.").facts[:2]]
    [('money', 'free of charge', 0.0), ('time', 'two weeks', 14.0)]
    """
    cased = blanked(text)
    low = lowered(cased)
    found: list[Fact] = []
    for clause in clauses_of(text):
        found += quantities_of(low, clause)
        found += names_of(cased, low, clause)
        found += rules_of(low, clause)
    order = sorted(found, key=lambda fact: (fact.start, fact.end, fact.kind, fact.measure))
    return Facts(text=text, facts=tuple(order), words=stems(all_tokens(text)))


def compare_texts(left: str, right: str) -> Comparison:
    """`compare` of two texts.

    >>> compare_texts("It can be returned.", "It cannot be returned.").conflicts[0][1].value
    'no'
    """
    return compare(facts_of(left), facts_of(right))


def without_values(found: Facts) -> str:
    """A text without its quantities, so that "within 14 days" and "within 30 days" come to lie together.

    >>> without_values(facts_of("It costs 4.90 euros."))
    'It costs .'
    """
    text, at, pieces = found.text, 0, []
    for fact in sorted(found.of("quantity"), key=lambda fact: fact.start):
        if fact.start >= at:
            pieces.append(text[at : fact.start])
            at = fact.end
    return " ".join("".join([*pieces, text[at:]]).split())


def label_stems(value: str) -> frozenset[str]:
    """The stems of a name's words, as `Facts.words` has them."""
    return frozenset(root(word) for word in stems_of_label(value))
