"""What people answered to one question, conversation by conversation: a rule for everybody, or a matter of its own.

Pure. Three things are read off an answer: its facts; whether it rests on a look into this customer's data or on
something done for this customer; whether it says that a person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.facts import Facts, facts_of, label_stems
from knowledge.facts.words import GENERIC
from training.ai.local.quoting import is_quotable
from training.ai.local.substance import core_texts
from training.text import STOP_WORDS, sentences


def _any_of(table: str) -> str:
    return "(?:" + " ".join(table.split()).replace("| ", "|").replace(" |", "|") + ")"


_PERSON = _any_of(
    """manager|team ?lead|team leader|supervisor|director|head of \\w+|\\w+ lead|officer|lawyer|attorney|counsel|doctor
    |specialist|expert|assessor|adjuster|spokes(?:wo)?man|spokesperson|claims handler|trustee|trainer|engineer
    |colleague|person in charge|person of trust|board|committee|legal department|legal team|fraud team|safety team
    |security team|security|compliance|data protection|somebody responsible|a person here|a person|one person"""
)
_DECIDES = _any_of(
    """decide[sd]?|decision|judge[sd]?|examine[sd]?|review(?:s|ed)?|assess(?:es|ed)?|handle[sd]?|looks? at|looked at
    |approves?|approval|speaks?|takes care|takes over|takes it from here|calls?|phones?|rings?|writes?|repl(?:y|ies)
    |answers?|hears?|contacts?|visits?|allowed|comes back to|gets back to|goes through|checks?"""
)
_PERSON_DECIDES = re.compile(
    rf"\b{_PERSON}\b[^.!?]{{0,80}}\b{_DECIDES}\b"
    rf"|\b{_DECIDES}\b[^.!?]{{0,50}}\bby (?:a |an |the |our |my )?{_PERSON}\b"
    rf"|\bfor (?:our|my|the) {_PERSON} to decide\b|\b(?:our|my|the) {_PERSON}'s decision\b"
    r"|\bcase[ -]by[ -]case\b|\b(?:in )?each (?:such )?case\b|\bdecide[sd]? (?:individually|in person|personally)\b"
    r"|\b(?:individually|personally|in person|by hand)\b(?=[^.!?]{0,40}[.!?]|$)|\b(?:herself|himself)\b"
    r"|\b(?:he|she|they) (?:alone )?(?:decides?|judges?)\b|\b(?:he|she) alone\b|\bonly a (?:person|human)\b"
    r"|\bnobody (?:here |else )?(?:decides|may|can (?:say|promise))\b"
    r"|\bnot? (?:decided )?by (?:a rule|the assistant|a bot)\b",
    re.IGNORECASE,
)
_NOT_MINE = re.compile(
    r"\b(?:i|we) (?:can(?:not|'t| not)|may not|must not|am not allowed to|'m not allowed to|are not allowed to"
    r"|shouldn't|can't and shouldn't|could not) (?:[\w ]{0,20})?"
    r"(?:promise|say|judge|comment|decide|offer|discuss|advise|tell)\b"
    r"|\bexception (?:that )?(?:my|our)\b"
    r"|\b(?:forwarded|passed|given|handed|escalated) (?:it|this|that|your \w+|her|him)\b"
    rf"[^.!?]{{0,30}}\bto (?:our|my|the|mr|ms|mrs|dr)\b"
    rf"|\b(?:i've|i have) (?:told|asked) (?:our|my|the|mr|ms|mrs) ?\.? ?{_PERSON}",
    re.IGNORECASE,
)
_DID = _any_of(
    """found|checked|looked|changed|corrected|moved|merged|joined|combined|put|cancelled|canceled|refunded|released|lifted
    |stopped|blocked|issued|sent|re-?sent|stored|booked|matched|listed|updated|unlocked|locked|compared|confirmed|fixed
    |settled|transferred|added|removed|credited|reset|arranged|set|entered|noted|extended|made a list|faxed|ordered
    |see|can see|located|traced|cleared|deleted|activated|reactivated|redirected|rebooked|assigned|switched|renewed
    |prepared|registered|replaced|given"""
)
_DONE_FOR_ONE = re.compile(
    rf"\b(?:i|we)(?:'ve| have| had|'d)?(?: just| now| also| already| both)? {_DID}\b"
    r"|\b(?:i'm|i am) (?:afraid|expecting)\b"
    r"|^(?:done|changed|found it|fixed|all set)\b|\bi expect\b|\bon its way\b|\bthere (?:are|is) .{0,25} on your\b"
    r"|\byour (?:[\w'-]+ ){0,4}(?:is|are|was|were|has|have|had|now|shows?|came|arrived|ended?|runs?)\b"
    r"|\byou (?:bought|ordered|paid|now have|had|have \[|were)\b"
    r"|\b(?:is|are|was|were|has been|have been|it's|they're) (?:now )?(?:part of|blocked|closed|held|released|cancelled"
    r"|updated|changed|corrected|booked|settled|stopped|noted|stored|sent|issued|missing|delayed|planned|matched|free|in"
    r"|gone|left|on the (?:way|shelf)|with the carrier|listed|confirmed|fixed|being)\b",
    re.IGNORECASE,
)
_CUSTOMERS_OWN = re.compile(r"\[[a-z_]+\]|\b[A-Z]{1,4}-?\d{3,}\b|#\d+|\bending in\b")


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_KEPT = 4096  # texts that are remembered: gaps are judged again as they grow
_PHRASE_WORDS = (4, 3, 2)
_TELLING_WORDS = 2
_OPENING = frozenset({"any", "both", "no", "all", "each", "every", "only"})  # these may open a telling turn


@dataclass(frozen=True, slots=True)
class HumanAnswer:
    """What people wrote in one conversation, without courtesies."""

    conversation_id: int
    customer_key: str
    text: str
    rules: str  # those of its sentences that hold for every customer
    facts: Facts = field(repr=False)
    is_for_one: bool  # it rests on this customer's data, or on something done for this customer
    is_passed_on: bool  # it says that a person decides


def read_answers(said: Sequence[tuple[int, str, str]]) -> list[HumanAnswer]:
    """Read what was said in each conversation: (conversation, customer, text); courtesies alone are left out."""
    found = []
    for (conversation_id, customer_key, _), core in zip(said, core_texts([text for *_, text in said]), strict=True):
        parts = [core[start:end].strip() for start, end in sentences(core)]
        parts = [part for part in parts if part]
        if not parts:
            continue
        found.append(
            HumanAnswer(
                conversation_id=conversation_id,
                customer_key=customer_key,
                text=core,
                rules="\n".join(part for part in parts if is_quotable(part) and not is_for_one(part)),
                facts=facts_of(core),
                is_for_one=any(is_for_one(part) for part in parts),
                is_passed_on=is_passed_on(core),
            )
        )
    return found


def common_phrases(answers: Sequence[HumanAnswer], *, least: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Turns of two to four words that at least `least` answers use in what holds for everybody, with their indexes.

    Only such as carry two telling words ("any sturdy carton", "both addresses"); of turns that overlap the longest.
    Most often said first.
    """
    said_by: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for index, answer in enumerate(answers):
        for line in answer.rules.splitlines():
            words = _WORD.findall(line.lower())
            for length in _PHRASE_WORDS:
                for start in range(len(words) - length + 1):
                    turn = tuple(words[start : start + length])
                    if _is_telling(turn[0], turn[-1]) and len(label_stems(" ".join(turn)) - GENERIC) >= _TELLING_WORDS:
                        said_by[turn].add(index)
    often = [(turn, indexes) for turn, indexes in said_by.items() if len(indexes) >= least]
    kept: list[tuple[tuple[str, ...], set[int]]] = []
    for turn, indexes in sorted(often, key=lambda pair: (-len(pair[0]), -len(pair[1]), pair[0])):
        if not any(_is_part(turn, other) and len(indexes) <= 1.2 * len(also) for other, also in kept):
            kept.append((turn, indexes))
    kept.sort(key=lambda pair: (-len(pair[1]), -len(pair[0]), pair[0]))
    return tuple((" ".join(turn), tuple(sorted(indexes))) for turn, indexes in kept)


def _is_telling(first: str, last: str) -> bool:
    return last not in STOP_WORDS and (first not in STOP_WORDS or first in _OPENING)


def _is_part(turn: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(other[start : start + len(turn)] == turn for start in range(len(other) - len(turn) + 1))


@lru_cache(maxsize=_KEPT)
def is_for_one(sentence: str) -> bool:
    """Whether a sentence reports what was found or done in one customer's matter.

    >>> is_for_one("I have moved your orders to the newer account."), is_for_one("Orders can be moved to an account.")
    (True, False)
    """
    return bool(_DONE_FOR_ONE.search(sentence) or _CUSTOMERS_OWN.search(sentence))


@lru_cache(maxsize=_KEPT)
def is_passed_on(text: str) -> bool:
    """Whether an answer says that a person, not a rule, settles the matter.

    >>> is_passed_on("Our safety officer looks at it and decides herself."), is_passed_on("You decide on the day.")
    (True, False)
    """
    return bool(_PERSON_DECIDES.search(text) or _NOT_MINE.search(text))
