"""Two texts on the same matter, fact by fact; and what most of many texts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.facts.fact import Fact, Facts
from knowledge.facts.names import days_of, stems_of_label
from knowledge.facts.qualifiers import is_another_case
from knowledge.facts.words import GENERIC, root

Relation = Literal["agree", "conflict", "none"]
_NEAR_UNITS = 0.08  # four weeks are a month
_LEAST_STRENGTH = 1.0  # shared words from which two values are of one matter
_STRONG = 2.0
_FAR_APART = 20.0  # a minute and a month are values of two matters, unless much else is the same
_RULE_SHARE = 0.6  # shared words of two clauses, of the shorter, from which yes and no contradict each other
_RARE = frozenset(
    {"area", "volume", "volume m", "power", "pressure", "voltage", "temperature", "mass", "length", "data"}
)  # a text on one matter seldom names two of them
_ROUNDING = 1e-6
_OFTEN = 0.2  # share of texts that use a word all of them are counted to use
_CLEAR_MAJORITY = 1.5  # times as many conversations as the rival has


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two texts say alike, what they say differently, and what only one of them says.

    In `agreements` a side is None where the other text says the same without it being a fact of its own (a button's
    name in running text).
    """

    agreements: tuple[tuple[Fact | None, Fact | None], ...]
    conflicts: tuple[tuple[Fact, Fact], ...]
    only_left: tuple[Fact, ...]
    only_right: tuple[Fact, ...]

    @property
    def telling_agreements(self) -> int:
        """How many agreements are figures or names; yes and no are alike too easily."""
        return sum((one or other).kind != "rule" for one, other in self.agreements if one or other)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFact:
    """A fact that several texts state: `fact` as the first of them says it, and which of them do (by index)."""

    fact: Fact
    said_by: tuple[int, ...]

    @property
    def count(self) -> int:
        """In how many texts."""
        return len(self.said_by)

    def is_said_by(self, fact: Fact) -> bool:
        """Whether a fact is this value of this measure, whatever it is said about."""
        return (fact.kind, fact.measure) == (self.fact.kind, self.fact.measure) and (
            fact.value == self.fact.value or (fact.kind == "quantity" and _is_same_value(fact, self.fact))
        )


def compare(left: Facts, right: Facts) -> Comparison:
    """Compare two texts that are about the same matter; that they are is for the caller to know.

    Values that have a counterpart agree, in whatever unit; of those that have none, two of one measure whose clauses
    share words conflict. Symmetric: with the texts turned round, so is the result.

    >>> from knowledge.facts import facts_of
    >>> found = compare(facts_of("Returns within 30 days."), facts_of("You may return it for 14 days."))
    >>> [(one.value, other.value) for one, other in found.conflicts]
    [('30 days', '14 days')]
    """
    agreements: list[tuple[Fact | None, Fact | None]] = []
    settled_left: set[int] = set()
    settled_right: set[int] = set()
    for i, one in enumerate(left.facts):
        for j, other in enumerate(right.facts):
            if relation(one, other, left, right) == "agree":
                if not (one.is_plain and other.is_plain):
                    agreements.append((one, other))
                settled_left.add(i)
                settled_right.add(j)
    for mine, settled, theirs, is_left in ((left, settled_left, right, True), (right, settled_right, left, False)):
        for i, fact in enumerate(mine.facts):
            if i not in settled and fact.kind == "name" and _is_said(fact, theirs):
                agreements.append((fact, None) if is_left else (None, fact))
                settled.add(i)
    conflicts = _conflicts(left, right, settled_left, settled_right)
    settled_left |= {i for i, _ in conflicts}
    settled_right |= {j for _, j in conflicts}
    return Comparison(
        agreements=tuple(agreements),
        conflicts=tuple((left.facts[i], right.facts[j]) for i, j in conflicts),
        only_left=_rest(left, settled_left),
        only_right=_rest(right, settled_right),
    )


def relation(one: Fact, other: Fact, left: Facts, right: Facts) -> Relation:
    """Whether two facts say the same, contradict each other, or neither."""
    if one.kind != other.kind or one.measure != other.measure:
        return "none"
    if one.kind == "quantity":
        return _quantities(one, other, left, right)
    if one.kind == "rule":
        return _rules(one, other, left, right)
    return _names(one, other, left, right)


def common_facts(texts: Sequence[Facts], *, least: int = 2) -> tuple[CommonFact, ...]:
    """What at least `least` of the texts state, without what as many others contradict; most often said first.

    Each text must be another conversation's. What a single one states (an order number, that customer's date) is no
    rule.
    """
    groups: list[list[tuple[int, Fact]]] = []
    for index, text in enumerate(texts):
        for fact in text.facts:
            for group in groups:
                first_index, first = group[0]
                if relation(first, fact, texts[first_index], text) == "agree":
                    group.append((index, fact))
                    break
            else:
                groups.append([(index, fact)])
    found = [_common(group) for group in groups]
    found = sorted((one for one in found if one.count >= least), key=lambda one: (-one.count, one.said_by))
    words = _words_of(texts)
    everything = Facts(text="", facts=(), words=words)
    kept = []
    for one in found:
        rivals = [
            other
            for other in found
            if other is not one and relation(one.fact, other.fact, everything, everything) == "conflict"
        ]
        if all(one.count >= _CLEAR_MAJORITY * len(set(rival.said_by) - set(one.said_by)) for rival in rivals):
            kept.append(one)
    return tuple(kept)


def as_facts(common: Sequence[CommonFact], texts: Sequence[Facts]) -> Facts:
    """Common facts in the shape of one text's, to compare an entry with; its words are those of several texts."""
    counts = Counter(word for text in texts for word in text.words)
    words = frozenset(word for word, count in counts.items() if count >= max(2, _OFTEN * len(texts)))
    return Facts(text="", facts=tuple(one.fact for one in common), words=words)


def _common(group: Sequence[tuple[int, Fact]]) -> CommonFact:
    """The group's first fact, about what several of the group speak of."""
    first = group[0][1]
    least = 2 if len(group) > 1 else 1

    def often(sets: Sequence[frozenset[str]]) -> frozenset[str]:
        counts = Counter(word for words in sets for word in words)
        return frozenset(word for word, count in counts.items() if count >= least) or sets[0]

    qualifiers = Counter(word for _, fact in group for word in fact.qualifiers)
    bounds = Counter(fact.bound for _, fact in group)

    return CommonFact(
        fact=replace(
            first,
            about=often([fact.about for _, fact in group]),
            context=often([fact.context for _, fact in group]),
            qualifiers=frozenset(word for word, count in qualifiers.items() if 2 * count > len(group)),
            bound=max(sorted(bounds), key=lambda bound: bounds[bound]),
            is_conditional=all(fact.is_conditional for _, fact in group),
        ),
        said_by=tuple(sorted({index for index, _ in group})),
    )


def _words_of(texts: Sequence[Facts]) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.words)


def _rest(text: Facts, settled: set[int]) -> tuple[Fact, ...]:
    return tuple(fact for i, fact in enumerate(text.facts) if i not in settled and not fact.is_plain)


def _conflicts(left: Facts, right: Facts, done_left: set[int], done_right: set[int]) -> list[tuple[int, int]]:
    """Pairs of facts that contradict each other, each fact in one pair at most, the most alike first."""
    pairs = [
        (-strength(one, other), min(i, j), max(i, j), i, j)
        for i, one in enumerate(left.facts)
        if i not in done_left
        for j, other in enumerate(right.facts)
        if j not in done_right and relation(one, other, left, right) == "conflict"
    ]
    found: list[tuple[int, int]] = []
    for _, _, _, i, j in sorted(pairs):
        if all(i != a and j != b for a, b in found):
            found.append((i, j))
    return sorted(found)


def strength(one: Fact, other: Fact) -> float:
    """How much two facts are about the same: the telling words that their clauses share; the sentences' count half."""
    near = one.about & other.about
    far = (one.context & other.context) - near
    return _weight(near) + 0.5 * _weight(far)


def _weight(words: frozenset[str]) -> float:
    return sum(0.5 if word in GENERIC else 1.0 for word in words)


def _is_thin(fact: Fact) -> bool:
    """Whether a fact says so little around its value that it can only be about the matter at hand ("it's 45 days")."""
    return fact.about <= GENERIC


def _is_of_one_matter(one: Fact, other: Fact, left: Facts, right: Facts, least: float) -> bool:
    if is_another_case(one=one.qualifiers, other=other.qualifiers, one_words=left.words, other_words=right.words):
        return False
    return strength(one, other) >= least or ((_is_thin(one) or _is_thin(other)) and least <= _LEAST_STRENGTH)


def _quantities(one: Fact, other: Fact, left: Facts, right: Facts) -> Relation:
    if one.measure in ("count", "area", "volume m") and one.unit.isdisjoint(other.unit):
        return "none"
    if one.measure == "money" and one.unit != other.unit and one.unit and other.unit and one.low and other.low:
        return "none"
    if _is_same_value(one, other):
        return "agree"
    if not _has_like_bounds(one, other) or one.is_conditional != other.is_conditional:
        return "none"
    least = _STRONG if one.measure == "number" else _LEAST_STRENGTH
    if _is_far_apart(one, other):
        least = _STRONG + 1
    if one.measure == "count" or (one.measure in _RARE and _is_sole(one, left) and _is_sole(other, right)):
        least = 0.0
    if _is_within(one, other) or not _is_of_one_matter(one, other, left, right, least):
        return "none"
    return "conflict"


def _is_same_value(one: Fact, other: Fact) -> bool:
    if abs(one.low - other.low) <= _ROUNDING and abs(one.high - other.high) <= _ROUNDING:
        return True
    if one.measure == "clock":
        return one.low % 720 == other.low % 720 and min(one.low, other.low) < 720 and "clock" in one.value + other.value
    if one.measure == "money" and max(one.high, other.high) == float("inf"):
        return min(one.low, other.low) > 0
    if one.measure == "time" and one.unit != other.unit:
        return _is_near(one.low, other.low) and _is_near(one.high, other.high)
    if _is_range(one) != _is_range(other):
        # "2 to 4 days" and "up to 4 days"
        wide, narrow = (one, other) if _is_range(one) else (other, one)
        return {"max": narrow.high == wide.high, "min": narrow.low == wide.low}.get(narrow.bound, False)
    return False


def _is_near(one: float, other: float) -> bool:
    return max(one, other) <= min(one, other) * (1 + _NEAR_UNITS)


def _is_sole(fact: Fact, text: Facts) -> bool:
    return sum(another.measure == fact.measure for another in text.facts) <= 1


def _is_range(fact: Fact) -> bool:
    return " to " in fact.value or "-" in fact.value or "–" in fact.value or " and " in fact.value


def _is_within(one: Fact, other: Fact) -> bool:
    """Whether one holds the other ("2 to 4 days", "3 days"; "a week", "5 working days"): not the same, no other."""
    if one.measure == "time" and one.unit != other.unit:
        slack = 1 + _NEAR_UNITS
        return one.low <= other.high * slack and other.low <= one.high * slack
    if _is_range(one) == _is_range(other):
        return False
    wide, narrow = (one, other) if _is_range(one) else (other, one)
    return wide.low <= narrow.low and narrow.high <= wide.high


def _has_like_bounds(one: Fact, other: Fact) -> bool:
    """ "At least" and "at most" are two matters; without either, most things are meant as a limit."""
    bounds = {one.bound, other.bound}
    if bounds == {"", "min"}:
        return one.measure not in ("money", "time", "clock")
    return bounds != {"min", "max"}


def _is_far_apart(one: Fact, other: Fact) -> bool:
    if one.measure in ("clock", "date", "share") or not min(one.high, other.high):
        return False
    return max(one.low, other.low) > _FAR_APART * min(one.high, other.high)


def _rules(one: Fact, other: Fact, left: Facts, right: Facts) -> Relation:
    shared = one.about & other.about
    shorter = min(len(one.about), len(other.about))
    if not shared or len(shared) < _RULE_SHARE * shorter or not shared - GENERIC:
        return "none"
    if len(shared) < 2 and (one.is_plain or other.is_plain or shorter > 1):
        return "none"
    if is_another_case(one=one.qualifiers, other=other.qualifiers, one_words=left.words, other_words=right.words):
        return "none"
    if one.value == other.value:
        return "agree"
    if one.is_conditional != other.is_conditional:
        return "none"
    both = one.context & other.context
    if one.is_conditional and len(both) < _RULE_SHARE * min(len(one.context), len(other.context)):
        return "none"
    return "conflict"


def _names(one: Fact, other: Fact, left: Facts, right: Facts) -> Relation:
    if one.measure == "weekday":
        return _weekdays(one, other, left, right)
    if one.value == other.value or (_is_said(one, right) and _is_said(other, left)):
        return "agree"
    if one.measure in ("phrase", "proper") or _is_said(one, right) or _is_said(other, left):
        return "none"
    if is_another_case(one=one.qualifiers, other=other.qualifiers, one_words=left.words, other_words=right.words):
        return "none"
    shared = (one.about & other.about) - GENERIC
    if one.measure in ("label", "code"):
        return "conflict" if shared - one.unit and not one.unit.isdisjoint(other.unit) else "none"
    # Of several ways the other text may name only some; where it names none of them it says something else.
    mine, theirs = _values(one, left), _values(other, right)
    return "conflict" if shared and mine.isdisjoint(theirs) else "none"


def _values(fact: Fact, text: Facts) -> set[str]:
    return {fact.value, *(another.value for another in text.facts if another.measure == fact.measure)}


def _weekdays(one: Fact, other: Fact, left: Facts, right: Facts) -> Relation:
    mine, theirs = days_of(one.value), days_of(other.value)
    if mine == theirs:
        return "agree"
    if (len(mine) == 1 or len(theirs) == 1) and mine & theirs:
        return "none"
    least = _LEAST_STRENGTH if min(len(mine), len(theirs)) > 1 else _STRONG
    return "conflict" if _is_of_one_matter(one, other, left, right, least) else "none"


def _is_said(fact: Fact, text: Facts) -> bool:
    """Whether a text has all words of a name."""
    words = frozenset(root(word) for word in stems_of_label(fact.value))
    return bool(words) and words <= text.words
