"""What kind of gap it is: decided from its questions asked again, the entries that came up, and what people answered.

Pure. The kinds are tried in this order, and the first that holds is the verdict:

1. policy: in most answers people say that a person decides. What they decided then is no rule, whatever figures it
   names.
2. needs data: most answers rest on the one customer's data or on something done for them, and no fact is common to
   them.
3. contradictory: two entries on the matter state different values of one fact. (Before stale: one of the two also
   differs from what people answer, but mending it alone would hide why the agent says now this, now that.)
4. stale: an entry on the matter states another value than most people do; or the agent answered from it, and people
   then answered with facts of which it holds none.
5. duplicate: two entries on the matter state the same facts, and neither states another than people do. (After stale:
   two entries that are both wrong must be put right first.)
6. not retrieved: an entry holds what people answer, or was made for these very questions, and they are not answered
   from it.
7. missing content: none of these.

Similarity only says which entries are on the matter; what is stale or contradictory is told by facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.facts import CommonFact, Fact, compare
from knowledge.kinds.beside import (
    LEAST_PEOPLE,
    Against,
    People,
    beside,
    holds_what_counts,
    is_no_chance,
    is_on_the_matter,
    standing,
)
from knowledge.kinds.shapes import Difference, EntryView, Matter, Verdict

MOST_PASSED_ON = 0.5  # share of answers by which a matter is a person's to decide
MOST_FOR_ONE = 0.5  # … or the one customer's own
DATA_REASONS = 0.5  # share of hand-offs that gave missing data as their reason
RULE_SHARE = 0.5  # share of answers with a central fact from which on there is a rule
RULES_COUNT_FROM = 0.5  # nearness to the answers from which on yes and no are of one thing
RULES_COUNT_FROM_TITLE = 0.25  # and of its title to the questions
ASKED_OF_TITLE = 0.25  # nearness of a title to the questions from which on they are put to the entry
SERVED = 0.35  # share of failed conversations answered from an entry from which on it is what customers were told
ANSWERED = 0.5  # share of questions answered from an entry from which on the agent has found it
OFFERED_BOTH = 0.25  # share of questions for which both of two entries come up
ALIKE = 0.4  # cosine of two entries on the matter that may be one
MUCH_ALIKE = 0.5  # where only one of them is on the matter


def decide(matter: Matter) -> Verdict:
    """The kind of a gap, by the order of the module's docstring.

    >>> decide(Matter(question_count=3, people=(), entries=())).kind
    'missing_content'
    """
    people = People(matter.people)
    if people.count >= LEAST_PEOPLE:
        if people.passed_on >= MOST_PASSED_ON:
            return _policy(matter, people)
        if people.for_one >= MOST_FOR_ONE and people.rule_share < RULE_SHARE:
            return _needs_data(matter, people)
    elif matter.data_share >= DATA_REASONS:
        return _needs_data(matter, people)
    answers_only = [entry for entry in matter.entries if entry.kind == "answer"]
    against = beside(answers_only, people, matter.people)
    near = sorted((one for one in against if is_on_the_matter(one)), key=lambda one: -one.entry.nearness)
    return (
        _contradictory(matter, against, near, people)
        or _stale(matter, near, people)
        or _duplicate(matter, against, near, people)
        or _not_retrieved(matter, against, people)
        or _taught_before(matter, against)
        or _missing(matter, against, people)
    )


def _policy(matter: Matter, people: People) -> Verdict:
    count = sum(answer.is_passed_on for answer in matter.people)
    return Verdict(
        kind="policy",
        reason=f"In {count} of {people.count} conversations people say that a person decides such a matter. "
        "No entry can answer it.",
        entry=_rule(matter),
    )


def _needs_data(matter: Matter, people: People) -> Verdict:
    count = sum(answer.is_for_one for answer in matter.people)
    if not people.count:
        return Verdict(
            kind="needs_data",
            reason=f"{matter.data_share:.0%} of the hand-offs say that the customer's own data was needed.",
            entry=_rule(matter),
        )
    return Verdict(
        kind="needs_data",
        reason=f"In {count} of {people.count} conversations people looked something up or did something for the one "
        "customer, and no answer holds for all of them.",
        entry=_rule(matter),
    )


def _rule(matter: Matter) -> EntryView | None:
    """The hand-off rule that was made for it before, if it came back."""
    return next((entry for entry in matter.entries if entry.kind != "answer" and entry.entry_id in matter.taught), None)


def _contradictory(
    matter: Matter, against: Sequence[Against], near: Sequence[Against], people: People
) -> Verdict | None:
    for one, other in _pairs(matter, against, near):
        if not _is_asked_of((one, other)):
            continue
        pairs = compare(one.entry.facts, other.entry.facts).conflicts
        conflicts = [pair for pair in pairs if _is_of_the_matter(pair, (one, other), people)]
        conflicts = conflicts or _by_what_people_say(one, other)
        if not conflicts:
            continue
        # The one that people agree with is to be kept; where they agree with both or neither, the nearer one.
        right, wrong = (one, other) if standing(one) >= standing(other) else (other, one)
        if right is not one:
            conflicts = [(theirs, mine) for mine, theirs in conflicts]
        facts = tuple(
            Difference(entry=mine, other=theirs, people=_said_instead((mine, theirs), (right, wrong), people))
            for mine, theirs in conflicts
        )
        mine, theirs = conflicts[0]
        reason = f"“{right.entry.title}” says {_value(mine)}, “{wrong.entry.title}” says {_value(theirs)}."
        said = facts[0].people
        if said:
            reason += f" People answer {_value(said.fact)} ({said.count} of {people.count} conversations)."
        return Verdict(kind="contradictory", reason=reason, entry=right.entry, other=wrong.entry, facts=facts)
    return None


def _by_what_people_say(one: Against, other: Against) -> list[tuple[Fact, Fact]]:
    """Facts of two entries of which one is what people say and the other is contradicted by it."""
    found = []
    for first, second, is_turned in ((one, other, False), (other, one, True)):
        for wrong, said in first.conflicts:
            stated = (mine for mine, theirs in second.comparison.agreements if mine and theirs is said)
            right = next(stated, None)
            if right is not None and wrong.kind != "rule":
                found.append((right, wrong) if is_turned else (wrong, right))
    return found


def _pairs(matter: Matter, against: Sequence[Against], near: Sequence[Against]) -> Iterator[tuple[Against, Against]]:
    """Pairs of entries on one matter: both are near to it, or one is and the other is much like it."""
    for one, other in combinations(against, 2):
        if not (one in near or other in near):
            continue
        ids = sorted((one.entry.entry_id, other.entry.entry_id))
        likeness = matter.likeness.get((ids[0], ids[1]), 0.0)
        if likeness >= (ALIKE if one in near and other in near else MUCH_ALIKE):
            yield one, other


def _is_asked_of(entries: Sequence[Against]) -> bool:
    """Whether these questions are put to these entries: the agent answered from them, or their titles are near.

    A fee for wrapping is no other statement of what a parcel to Sweden costs.
    """
    served = sum(one.entry.cited_share for one in entries)
    return served >= SERVED or min(one.entry.title_nearness for one in entries) >= ASKED_OF_TITLE


def _stale(matter: Matter, near: Sequence[Against], people: People) -> Verdict | None:
    for one in near:
        conflicts = [pair for pair in one.conflicts if _counts(pair, one)]
        if conflicts and _is_asked_of((one,)):
            facts = tuple(Difference(entry=mine, people=people.saying(theirs)) for mine, theirs in conflicts)
            mine, theirs = conflicts[0]
            said = people.saying(theirs)
            count = said.count if said else 0
            return Verdict(
                kind="stale",
                reason=f"“{one.entry.title}” says {_value(mine)}; in {count} of the {people.count} newest "
                f"conversations people answer {_value(theirs)}.",
                entry=one.entry,
                facts=facts,
            )
    for one in near:
        if one.entry.cited_share < SERVED or people.rule_share < RULE_SHARE or holds_what_counts(one, people):
            continue
        missing = [said for said in people.central if said.fact.kind != "rule"]
        if not missing and not people.phrases:
            continue
        value, count = (_value(missing[0].fact), missing[0].count) if missing else people.phrases[0]
        return Verdict(
            kind="stale",
            reason=f"In {one.entry.cited_share:.0%} of the failed conversations the agent answered from "
            f"“{one.entry.title}”. People then answer otherwise: {value} ({count} of {people.count} conversations), of "
            "which the entry says nothing.",
            entry=one.entry,
            facts=tuple(Difference(people=said) for said in missing),
        )
    return None


def _counts(pair: tuple[Fact, Fact], one: Against) -> bool:
    """Whether a conflict weighs: yes and no only where the entry is very near, so that both speak of one thing."""
    is_very_near = one.entry.meaning >= RULES_COUNT_FROM and one.entry.title_nearness >= RULES_COUNT_FROM_TITLE
    return pair[0].kind != "rule" or is_very_near


def _duplicate(matter: Matter, against: Sequence[Against], near: Sequence[Against], people: People) -> Verdict | None:
    for one, other in _pairs(matter, against, near):
        found = compare(one.entry.facts, other.entry.facts)
        shared = [mine for mine, theirs in found.agreements if mine and theirs and mine.kind != "rule"]
        are_both_offered = min(one.entry.offered, other.entry.offered) >= OFFERED_BOTH * matter.question_count
        if not shared or not are_both_offered:
            continue
        if people.central and not (holds_what_counts(one, people) and holds_what_counts(other, people)):
            continue
        kept, gone = (one, other) if standing(one) >= standing(other) else (other, one)
        mine = compare(kept.entry.facts, gone.entry.facts).agreements
        facts = tuple(Difference(entry=a, other=b) for a, b in mine if a and b and a.kind != "rule")
        values = " and ".join(dict.fromkeys(_value(fact.entry) for fact in facts[:2] if fact.entry))
        return Verdict(
            kind="duplicate",
            reason=f"“{kept.entry.title}” and “{gone.entry.title}” answer the same question and both say {values}. "
            f"They come up together, and only {max(one.entry.answered, other.entry.answered)} of "
            f"{matter.question_count} questions are answered from one of them.",
            entry=kept.entry,
            other=gone.entry,
            facts=facts,
        )
    return None


def _not_retrieved(matter: Matter, against: Sequence[Against], people: People) -> Verdict | None:
    holding = [one for one in against if not one.conflicts and is_no_chance(one)]
    if not holding:
        return _served_all_the_same(matter, against, people)
    best = max(holding, key=lambda one: (one.holds, one.entry.nearness))
    facts = [
        Difference(entry=mine, people=people.saying(theirs))
        for mine, theirs in best.comparison.agreements
        if mine is not None and theirs is not None and theirs.kind != "rule"
    ]
    facts += [Difference(entry=fact) for fact in best.phrases]
    said = ", ".join(dict.fromkeys(_value(fact.entry) for fact in facts if fact.entry)) or "the same"
    return Verdict(
        kind="not_retrieved",
        reason=f"“{best.entry.title}” holds what people answer ({said}), but {best.entry.answered} of "
        f"{matter.question_count} questions asked again are answered from it.",
        entry=best.entry,
        facts=tuple(facts),
    )


def _served_all_the_same(matter: Matter, against: Sequence[Against], people: People) -> Verdict | None:
    """An entry that answers most of the questions by now, with nothing said against it."""
    served = [
        one
        for one in against
        if matter.question_count and one.entry.answered >= ANSWERED * matter.question_count and not one.conflicts
    ]
    if not served or people.central:
        return None
    best = max(served, key=lambda one: one.entry.answered)
    return Verdict(
        kind="not_retrieved",
        reason=f"“{best.entry.title}” answers {best.entry.answered} of {matter.question_count} questions when they are "
        "asked again. What went wrong was something else, or only some wordings miss it.",
        entry=best.entry,
    )


def _taught_before(matter: Matter, against: Sequence[Against]) -> Verdict | None:
    """The entry that was made for it before: what it holds is not missing, whatever else people say."""
    own = [one.entry for one in against if one.entry.entry_id in matter.taught]
    if not own:
        return None
    best = max(own, key=lambda entry: (entry.answered, entry.nearness))
    return Verdict(
        kind="not_retrieved",
        reason=f"“{best.title}” was made for this, and {best.answered} of {matter.question_count} questions asked "
        "again are answered from it.",
        entry=best,
    )


def _missing(matter: Matter, against: Sequence[Against], people: People) -> Verdict:
    values = [_value(one.fact) for one in people.central if one.fact.kind == "quantity"]
    said = f"what people answer ({', '.join(values[:3])})" if values else "an answer to these questions"
    nearest = max(against, key=lambda one: one.entry.nearness, default=None)
    reason = f"No live entry holds {said}."
    if nearest:
        reason += f" The nearest, “{nearest.entry.title}”, is about something else."
    return Verdict(kind="missing_content", reason=reason, facts=tuple(Difference(people=one) for one in people.central))


def _is_of_the_matter(pair: tuple[Fact, Fact], sides: tuple[Against, Against], people: People) -> bool:
    """Whether a conflict of two entries is about what people answer; without common facts any figure is."""
    if not people.central:
        return pair[0].kind != "rule"
    return _said_instead(pair, sides, people) is not None


def _said_instead(pair: tuple[Fact, Fact], sides: tuple[Against, Against], people: People) -> CommonFact | None:
    """What people say on the matter of two facts that conflict."""
    for fact, side in zip(pair, sides, strict=True):
        for mine, theirs in side.comparison.agreements:
            if mine is fact and theirs is not None:
                return people.saying(theirs)
        for mine, theirs in side.conflicts:
            if mine is fact:
                return people.saying(theirs)
    return None


def _value(fact: Fact) -> str:
    """A fact in words."""
    if fact.kind != "rule":
        return fact.value
    words = {("may", "yes"): "that it can be", ("may", "no"): "that it cannot be", ("need", "yes"): "that it is needed"}
    return words.get((fact.measure, fact.value), "that it is not needed")
