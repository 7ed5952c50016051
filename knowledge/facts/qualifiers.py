"""Words that set one case apart from its neighbours: the express price is no news about the standard one."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.facts.words import Token, root
from training.ai.lexicons import split_words

# A family a line; what stands first is the usual case, which goes without saying.
_FAMILIES = """
standard regular normal ordinary economy | express overnight next-day priority same-day premium
small light | bulky large heavy freight oversized
domestic inland national | abroad international foreign overseas
full-price | reduced discounted clearance outlet sale
unused unopened | used worn
online website internet | showroom branch counter
private consumer | business company commercial corporate
weekday | weekend saturday sunday holiday
adult | child children student senior
monthly | yearly annual annually | weekly | daily
| germany | austria | switzerland | france | italy | spain | belgium | netherlands | poland | norway | sweden | britain
"""
_ON_SALE = split_words("item items good goods article articles product products price prices")
_PLACE: dict[str, tuple[int, int]] = {
    word: (family, case)
    for family, line in enumerate(_FAMILIES.strip().splitlines())
    for case, words in enumerate(line.split("|"))
    for word in words.split()
}


def qualifiers_of(tokens: Sequence[Token]) -> frozenset[str]:
    """The words among these that set a case apart, as they are written ("opens" does not tell of opened goods)."""
    found = set()
    for index, token in enumerate(tokens):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.text in _PLACE and (token.text != "sale" or following in _ON_SALE):
            found.add(token.text)
    return frozenset(found)


def is_another_case(
    *, one: frozenset[str], other: frozenset[str], one_words: frozenset[str], other_words: frozenset[str]
) -> bool:
    """Whether the qualifiers of two facts (and all words of their texts) say that they are about different cases.

    >>> is_another_case(one=frozenset({"express"}), other=frozenset({"standard"}),
    ...                 one_words=frozenset({"expres"}), other_words=frozenset({"standard"}))
    True
    """
    mine, theirs = _cases(one), _cases(other)
    if any(family in theirs and theirs[family].isdisjoint(cases) for family, cases in mine.items()):
        return True
    return _is_special(one - other, other_words) or _is_special(other - one, one_words)


def _cases(qualifiers: frozenset[str]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for word in qualifiers:
        family, case = _PLACE[word]
        found.setdefault(family, set()).add(case)
    return found


def _is_special(qualifiers: frozenset[str], elsewhere: frozenset[str]) -> bool:
    """Whether one of these names an unusual case that the other text does not speak of at all."""
    return any(_PLACE[word][1] > 0 and root(word) not in elsewhere for word in qualifiers)
