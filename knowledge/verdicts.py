"""What a change of knowledge does to one question: fixes it, breaks it, changes its answer, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Literal

from knowledge.facts import compare_texts
from training.text import content_words

Outcome = Literal["fixes", "changes", "breaks", "same"]
Source = Literal["evidence", "golden", "neighbour"]

SAID_SHARE = 0.5  # of the telling words of an expected answer without a fact that must be in the answer
_NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a question is answered: the text, the entries it rests on, or that a person is asked (`rule_id`: by which
    hand-off rule).
    """

    text: str
    entry_ids: Set[int] = _NOBODY
    is_handoff: bool = False
    rule_id: int | None = None

    def rests_on(self, entry_ids: Set[int]) -> bool:
        """Whether the agent answers, from one of these entries."""
        return not self.is_handoff and not self.entry_ids.isdisjoint(entry_ids)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person confirmed as right; no entry: whichever; no answer: whatever that entry says."""

    answer: str = ""
    entry_ids: Set[int] = _NOBODY
    is_handoff: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question before and after.

    `changed_ids` are the entries that the change writes (not those it removes), `own_ids` the entries that a
    neighbour's question belongs to, `expected` what is right for a golden one.
    """

    source: Source
    before: Answered
    after: Answered
    changed_ids: Set[int] = field(default=_NOBODY)
    own_ids: Set[int] = field(default=_NOBODY)
    expected: Expected | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of the question, and why it counts as that."""

    outcome: Outcome
    reason: str


def judge(asked: Asked) -> Verdict:
    """Say what a change does to one question.

    ==========  =====================================================================================================
    golden      **fixes**: wrong before, right after. **breaks**: right before, wrong after. What is right says
                `mistake`.
    evidence    A question that failed. **fixes**: it is now answered from an entry that the change writes, or passed
                to a person by a rule that it writes, and was not answered so before. It cannot break.
    neighbour   A question that another entry (or the changed one) serves today. **breaks**: its own entry answered
                it, and now a person is asked, another entry answers, or the answer contradicts the one before. The
                last counts only where its own entry is not the one that is changed: to say something else is what
                changing it is for.
    any         **changes**: the answer differs otherwise. **same**: it does not.
    ==========  =====================================================================================================

    Raises
    ------
    ValueError
        A golden question without what is expected.

    Examples
    --------
    >>> before = Answered(text="A colleague answers.", is_handoff=True)
    >>> after = Answered(text="There are ten racks.", entry_ids={7})
    >>> judge(Asked(source="evidence", before=before, after=after, changed_ids={7})).outcome
    'fixes'
    """
    verdict: Verdict | None
    if asked.source == "golden":
        if asked.expected is None:
            raise ValueError("A golden question says what is expected.")
        verdict = _of_golden(asked, asked.expected)
    elif asked.source == "evidence":
        verdict = _of_evidence(asked)
    else:
        verdict = _of_neighbour(asked)
    return verdict or _otherwise(asked)


def mistake(answered: Answered, expected: Expected) -> str:
    """What is wrong with an answer, as a sentence; empty where it is right.

    Right is: a person is asked where that is expected. Else the agent answers, from the expected entry where there is
    one, and states each fact of the expected answer (numbers, yes and no, named values) and none against it; an
    expected answer that holds no fact, and that names no entry, must be said in about the same words.

    >>> mistake(Answered(text="Within 14 days.", entry_ids={1}), Expected(answer="You have 30 days.", entry_ids={1}))
    'It says “14 days” instead of “30 days”.'
    """
    if expected.is_handoff:
        return "" if answered.is_handoff else "A person should answer it, and the agent does."
    if answered.is_handoff:
        return "It is passed to a person."
    if expected.entry_ids and answered.entry_ids.isdisjoint(expected.entry_ids):
        return "It is not answered from the expected entry."
    return _missing(expected, answered.text) if expected.answer else ""


def _missing(expected: Expected, text: str) -> str:
    found = compare_texts(expected.answer, text)
    if found.conflicts:
        right, said = found.conflicts[0]
        return f"It says “{said.value}” instead of “{right.value}”."
    untold = [fact for fact in found.only_left if not fact.is_plain]
    if untold:
        return f"It does not say “{untold[0].value}”."
    if expected.entry_ids or found.agreements:
        return ""
    wanted = set(content_words(expected.answer))
    said_words = set(content_words(text))
    if wanted and len(wanted & said_words) < SAID_SHARE * len(wanted):
        return "It says something else than the expected answer."
    return ""


def _of_golden(asked: Asked, expected: Expected) -> Verdict | None:
    before, after = mistake(asked.before, expected), mistake(asked.after, expected)
    if after and not before:
        return Verdict(outcome="breaks", reason=f"It was right. {after}")
    if before and not after:
        return Verdict(outcome="fixes", reason=f"It is right now. Before: {before}")
    if before and _differs(asked):
        return Verdict(outcome="changes", reason=f"It is wrong before and after. {after}")
    return None


def _of_evidence(asked: Asked) -> Verdict | None:
    if not _differs(asked):
        return None
    if asked.after.rests_on(asked.changed_ids):
        was = "It was passed to a person" if asked.before.is_handoff else "It was answered otherwise"
        return Verdict(outcome="fixes", reason=f"{was}; the changed entry answers it now.")
    if asked.after.is_handoff and asked.after.rule_id in asked.changed_ids:
        was = "It was passed to a person for want of an answer" if asked.before.is_handoff else "The agent answered it"
        return Verdict(outcome="fixes", reason=f"{was}; the rule passes it to a person now.")
    return None


def _of_neighbour(asked: Asked) -> Verdict | None:
    if not asked.before.rests_on(asked.own_ids):
        return None
    if asked.after.is_handoff:
        return Verdict(outcome="breaks", reason="Its own entry answered it; now it is passed to a person.")
    if not asked.after.rests_on(asked.own_ids):
        return Verdict(outcome="breaks", reason="Its own entry answered it; now another one does.")
    if asked.own_ids.isdisjoint(asked.changed_ids):
        found = compare_texts(asked.before.text, asked.after.text)
        if found.conflicts:
            was, says = found.conflicts[0]
            return Verdict(outcome="breaks", reason=f"It said “{was.value}”; now it says “{says.value}”.")
    return None


def _otherwise(asked: Asked) -> Verdict:
    before, after = asked.before, asked.after
    if not _differs(asked):
        return Verdict(outcome="same", reason="")
    if before.is_handoff and after.is_handoff:
        return Verdict(outcome="changes", reason="A person answers it before and after, for another reason.")
    if before.is_handoff:
        return Verdict(outcome="changes", reason="It was passed to a person; now the agent answers.")
    if after.is_handoff:
        return Verdict(outcome="changes", reason="The agent answered it; now it is passed to a person.")
    return Verdict(outcome="changes", reason="The answer reads otherwise.")


def _differs(asked: Asked) -> bool:
    """Whether a customer reads something else, or another rule asks for a person."""
    before, after = asked.before, asked.after
    return (before.text, before.is_handoff, before.rule_id) != (after.text, after.is_handoff, after.rule_id)
