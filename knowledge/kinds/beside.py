"""Entries beside what people say: which are on the matter, what they hold of it, what they contradict."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import CommonFact, Comparison, Fact, as_facts, common_facts, compare, label_stems
from knowledge.kinds.shapes import EntryView
from knowledge.people import HumanAnswer, common_phrases

LEAST_PEOPLE = 3  # answers from which on what people say decides
CENTRAL = 0.4  # share of answers that state a fact from which on it is what the answer is
NEAR_MEANING = 0.38  # of an entry to the answers, figures left out
ON_THE_MATTER = 0.68  # meaning and nearness of its title to the questions together
TOLD = 0.6  # share of failed conversations answered from an entry from which on it is on the matter …
NEAR_ENOUGH = 0.3  # … if it is that near to the answers
HOLDS_NEAR = 0.3  # of what people say, for an entry on the matter
HOLDS_FAR = 0.55  # for one that only its facts tell of
CITED_ELSEWHERE = 5  # replies on other questions from which on an entry is about something else
NOT_SOLE = 0.4  # weight of a figure that several entries state
OTHER_WORDING = 0.5  # weight of an equal figure said otherwise
_DIGIT = re.compile(r"[0-9]")


class People:
    """What the answers have in common."""

    def __init__(self, answers: Sequence[HumanAnswer]) -> None:
        self.count = len(answers)
        texts = [answer.facts for answer in answers]
        self.common = common_facts(texts) if self.count >= LEAST_PEOPLE else ()
        least = max(2.0, CENTRAL * self.count)
        self.central = tuple(
            one for one in self.common if one.count >= least and not one.fact.is_plain and _is_telling(one.fact)
        )
        self.facts = as_facts(self.central, texts)
        # Turns that many use tell what the answer is where no figure or name does.
        often = common_phrases(answers, least=math.ceil(max(LEAST_PEOPLE, CENTRAL * self.count)))
        shared = [
            (phrase, said_by)
            for phrase, said_by in often
            if not _DIGIT.search(phrase) and _is_for_all([answers[index] for index in said_by])
        ]
        self.phrases = tuple((phrase, len(said_by)) for phrase, said_by in shared)
        stating = {index for one in self.central for index in one.said_by}
        stating |= {index for _, said_by in shared for index in said_by}
        self.rule_share = len(stating) / self.count if self.count else 0.0
        self.passed_on = _share(answers, "is_passed_on")
        self.for_one = _share(answers, "is_for_one")

    def saying(self, fact: Fact) -> CommonFact | None:
        """The common fact behind a fact."""
        return next((one for one in self.central if one.fact is fact), None)


def _is_for_all(answers: Sequence[HumanAnswer]) -> bool:
    """Whether enough of these answers rest on nothing but the rule."""
    return 3 * sum(not answer.is_for_one for answer in answers) >= len(answers)


def _share(answers: Sequence[HumanAnswer], name: str) -> float:
    return sum(getattr(answer, name) for answer in answers) / len(answers) if answers else 0.0


def _is_telling(fact: Fact) -> bool:
    """Not "e-mail", "free" or a weekday, which may stand in any answer."""
    if fact.kind == "quantity":
        return fact.measure != "number" and fact.high > 0
    return fact.kind == "rule" or fact.measure in ("label", "code", "phrase", "payment")


def _plain(text: str) -> str:
    """Lower case, on one line, without emphasis."""
    return " ".join(text.replace("*", "").lower().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """An entry beside what people say."""

    entry: EntryView
    comparison: Comparison
    agreements: tuple[Fact, ...]  # central facts of people that it states
    phrases: tuple[Fact, ...]  # its own names and phrases that people use
    holds: float  # how much of what people say it holds, and no other entry does
    conflicts: tuple[tuple[Fact, Fact], ...]  # its own fact, and the central one that differs


def beside(entries: Sequence[EntryView], people: People, answers: Sequence[HumanAnswer]) -> list[Against]:
    """Each entry beside what people say."""
    found = [(entry, compare(entry.facts, people.facts)) for entry in entries]
    stated = [
        [(mine, theirs) for mine, theirs in comparison.agreements if mine and theirs and theirs.kind != "rule"]
        for _, comparison in found
    ]
    often = Counter(id(theirs) for pairs in stated for theirs in {id(b): b for _, b in pairs}.values())
    said_by_each = [_plain(answer.text) for answer in answers]
    against = []
    for (entry, comparison), pairs in zip(found, stated, strict=True):
        phrases = _phrases(entry, said_by_each)
        weights: dict[int, float] = {}
        for mine, theirs in pairs:
            said = people.saying(theirs)
            share = said.count / people.count if said else 0.0
            weight = (
                share
                * (1.0 if often[id(theirs)] == 1 else NOT_SOLE)
                * (1.0 if _is_same_wording(mine, theirs) else OTHER_WORDING)
            )
            weights[id(theirs)] = max(weights.get(id(theirs), 0.0), weight)
        against.append(
            Against(
                entry=entry,
                comparison=comparison,
                agreements=tuple(other for _, other in comparison.agreements if other is not None),
                phrases=tuple(fact for fact, _ in phrases),
                conflicts=comparison.conflicts or _one_by_one(entry, people, answers),
                holds=sum(weights.values()) + sum(share for _, share in phrases),
            )
        )
    return against


def _one_by_one(entry: EntryView, people: People, answers: Sequence[HumanAnswer]) -> tuple[tuple[Fact, Fact], ...]:
    """Central figures that the entry contradicts as many answers put them, though not as the first of them does."""
    if entry.nearness < ON_THE_MATTER:
        return ()
    counts: dict[tuple[int, int], list[tuple[Fact, Fact]]] = {}
    for answer in answers:
        for mine, theirs in compare(entry.facts, answer.facts).conflicts:
            said = next((one for one in people.central if one.is_said_by(theirs)), None)
            if said:
                counts.setdefault((mine.start, id(said)), []).append((mine, said.fact))
    return tuple(
        pairs[0]
        for pairs in counts.values()
        if pairs[0][1].kind == "quantity"
        and (said := people.saying(pairs[0][1]))
        and len(pairs) >= CENTRAL * said.count
    )


def _phrases(entry: EntryView, said: Sequence[str]) -> list[tuple[Fact, float]]:
    """The entry's own names and emphasised phrases of several words that many answers use, with the share of them.

    `said` are the answers as `_plain` makes them.
    """
    if len(said) < LEAST_PEOPLE:
        return []
    found = []
    for fact in entry.facts.of("name"):
        if len(label_stems(fact.value)) < 2:
            continue
        phrase = _plain(fact.value)
        share = sum(phrase in text for text in said) / len(said)
        if share >= CENTRAL:
            found.append((fact, share))
    return found


def _is_same_wording(one: Fact, other: Fact) -> bool:
    return one.value.split() == other.value.split()


def is_on_the_matter(one: Against) -> bool:
    if one.entry.cited_share >= TOLD:
        return one.entry.meaning >= NEAR_ENOUGH
    return one.entry.meaning >= NEAR_MEANING and one.entry.nearness >= ON_THE_MATTER


def holds_what_counts(one: Against, people: People) -> bool:
    """Whether an entry states what most people state: half of their figures and names, by how often they are said."""
    if any(pair[0].kind != "rule" for pair in one.conflicts):
        return False
    counted = [said for said in people.central if said.fact.kind != "rule"]
    if counted:
        held = sum(said.count for said in counted if any(fact is said.fact for fact in one.agreements))
        return bool(one.phrases) or 2 * held >= sum(said.count for said in counted)
    body = _plain(one.entry.body)
    return bool(one.phrases) or any(phrase in body for phrase, _ in people.phrases)


def is_no_chance(one: Against) -> bool:
    """Whether what it shares with people's answers is more than chance.

    An entry on the matter needs half of what people say. One that neither questions nor answers come near (it may be
    written in other words altogether) needs more, and must not be what other questions are answered from.
    """
    if is_on_the_matter(one):
        return one.holds >= HOLDS_NEAR
    return one.holds >= HOLDS_FAR and one.entry.cited_elsewhere <= CITED_ELSEWHERE


def standing(one: Against) -> tuple[int, int, float]:
    """How much people stand behind an entry."""
    figures = sum(fact.kind != "rule" for fact in one.agreements)
    return figures - len(one.conflicts), one.entry.answered, one.entry.nearness
