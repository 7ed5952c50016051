"""Brings an entry's text up to date, or two texts into one, sentence by sentence. Pure.

What need not change stays word for word, so that a reviewer sees in the difference what changed and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Fact, compare_texts, facts_of
from training.ai.embedding import embed
from training.text import sentences

_LIKE = 0.55  # cosine above which two sentences say the same thing
_BESIDE = 0.4  # cosine below which a sentence is about something else
_BREAKS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A value that holds no more, and what holds now; `sentence` says it where no value can stand for the other."""

    old: Fact
    new: Fact
    sentence: str = ""


def with_new_values(body: str, replacements: Sequence[Replacement]) -> str:
    """A text with its outdated values replaced where they stand, or the sentence around them where they cannot be.

    >>> old, new = facts_of("Within **14 days**.").facts[0], facts_of("You have 30 days.").facts[0]
    >>> with_new_values("Within **14 days** of delivery. Unused.", [Replacement(old, new)])
    'Within **30 days** of delivery. Unused.'
    """
    for replacement in replacements:
        body = _replaced(body, replacement)
    return body


def _replaced(body: str, replacement: Replacement) -> str:
    old = replacement.old
    places = [
        fact
        for fact in facts_of(body).facts
        if (fact.kind, fact.measure, fact.low, fact.high) == (old.kind, old.measure, old.low, old.high)
        and (old.kind == "quantity" or fact.value == old.value)
        and (old.kind != "rule" or fact.about == old.about)
    ]
    for fact in reversed(places):
        is_in_place = old.kind == "quantity" and body[fact.start : fact.end].lower() == fact.value
        if is_in_place and old.low and replacement.new.low:
            value = replacement.new.value
            value = value.upper() if body[fact.start : fact.end].isupper() else value
            body = body[: fact.start] + value + body[fact.end :]
        elif replacement.sentence and replacement.sentence not in body:
            start, end = _sentence_around(body, fact.start)
            body = body[:start] + replacement.sentence + body[end:]
        elif replacement.sentence:
            start, end = _sentence_around(body, fact.start)
            body = _tidy(body[:start] + body[end:])
    return body


def rewritten(body: str, said: Sequence[str]) -> str:
    """What people say now in the place of a text that says otherwise; sentences about something else are kept.

    >>> rewritten("Send the form by post.", ["Change it yourself under Login data."])
    'Change it yourself under Login data.'
    """
    old = _sentences(body)
    if not old or not said:
        return " ".join(said) or body
    likeness = embed([*old, *said])
    table = likeness[: len(old)] @ likeness[len(old) :].T
    fresh = " ".join(said)
    kept = [
        sentence
        for sentence, row in zip(old, table, strict=True)
        if float(row.max()) < _BESIDE and len(old) > _SHORT and not compare_texts(sentence, fresh).conflicts
    ]
    return " ".join([*said, *kept])


_SHORT = 5  # sentences up to which a text is about one thing


def joined(kept: str, other: str, *, against: Sequence[Fact] = ()) -> str:
    """The text that is kept, with what only the other one says; never what contradicts it, nor what it says already.

    `against` are facts of the other text that are known to be wrong.

    >>> joined("It costs 5 euros.", "The price is 5 euros. Choose it in the basket before you pay.")
    'It costs 5 euros.\\n\\nChoose it in the basket before you pay.'
    """
    own, theirs = _sentences(kept), _sentences(other)
    if not own or not theirs:
        return kept
    wrong = {(fact.measure, fact.value) for fact in against}
    vectors = embed([*theirs, *own])
    table = vectors[: len(theirs)] @ vectors[len(theirs) :].T
    known = facts_of(kept)
    added = []
    for sentence, row in zip(theirs, table, strict=True):
        facts = facts_of(sentence)
        values = [fact for fact in facts.facts if fact.kind == "quantity"]
        if any((fact.measure, fact.value) in wrong for fact in facts.facts) or compare_texts(kept, sentence).conflicts:
            continue
        says_more = len(facts.words - known.words) >= max(2, len(facts.words) // 3)
        holds_all = bool(values) and all(any(_is_equal(fact, there) for there in known.facts) for fact in values)
        if float(row.max()) < _LIKE and says_more and not holds_all:
            added.append(sentence)
    return "\n\n".join([kept.rstrip(), " ".join(added)]) if added else kept


def _is_equal(one: Fact, other: Fact) -> bool:
    return (one.kind, one.measure, one.low, one.high) == (other.kind, other.measure, other.low, other.high)


def _sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text) if text[start:end].strip()]


def _sentence_around(body: str, place: int) -> tuple[int, int]:
    """The bounds of the sentence at a place, without the blanks around it."""
    start, end = next(((a, b) for a, b in sentences(body) if a <= place < b), (0, len(body)))
    piece = body[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _tidy(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in _BREAKS.split(text) if part.strip())
