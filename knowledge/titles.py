"""A title out of what customers asked. Pure.

An entry is found by its title, so it must be in the customers' words; and nothing that a single customer planted may
get in. So it is a sentence all of whose telling words several customers used, without a red flag, profanity or
somebody's data.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.ai.embedding import centre_of, embed
from training.ai.local.quoting import is_general, is_safe
from training.ai.local.substance import core_texts
from training.ai.support import SharedWords, telling_words
from training.safety import is_flagged
from training.text import normalise_question, sentences

MOST_CHARACTERS = 110
_WORDS = range(3, 15)
_NAMING = 4  # of the questions' commonest words, what a good title names
_LONG = 9  # words from which on a title is too long
_NO_QUESTION = re.compile(r"[.!…]+$")
_ASKS = re.compile(
    r"^(?:how|what|when|where|which|who|why|can|could|do|does|did|is|are|am|may|must|will|would|should|has|have)\b",
    re.IGNORECASE,
)
_OF_MYSELF = re.compile(r"\b(?:i|i'm|i've|i'd|my|we|our|me|you guys|u|ur|please|thanks)\b", re.IGNORECASE)
_CHATTY = re.compile(
    r"^(?:(?:so|well|unfortunately|good|ok|okay|anyway|also|and|but|um|right|hello|hi|dear \w+|sir or madam"
    r"|to whom it may concern|it's about this|i wanted to ask|i want to ask|i'd like to know|quick question|again|no)"
    r"\b[\s,.:;–-]*)+",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"^(?:then|because|which|that|it|this|they)\b", re.IGNORECASE)
_SELF = re.compile(r"\bi\b(?!\.)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and who asked it."""

    customer_key: str
    text: str


def choose_title(questions: Sequence[Asked], *, topic: str) -> str:
    """A clean question that names what most of them ask about; else the topic, else the words that most of them use.

    >>> choose_title([Asked("1", "Hi! Do you deliver to Norway?"), Asked("2", "Do you deliver to Norway?")], topic="")
    'Do you deliver to Norway?'
    """
    shared = SharedWords([(question.customer_key, question.text) for question in questions])
    counts = _word_counts(questions)
    lines = _lines(questions, shared)
    if not lines:
        title = " ".join(topic.replace("_", " ").split())
        if not title or is_flagged(title) or not is_safe(title):
            title = ", ".join(_commonest_words(questions, shared))
        return title[:1].upper() + title[1:]
    centre = centre_of(embed([question.text for question in questions]))
    most = sum(count for _, count in counts.most_common(_NAMING)) or 1
    scores = embed(lines) @ centre + np.array([_cleanness(line, counts, most) for line in lines])
    return lines[int(np.argmax(scores))]


def _cleanness(line: str, counts: Counter[str], most: int) -> float:
    """What makes a line a title: it names the matter, asks, does not tell a story, is short."""
    return (
        0.5 * min(1.0, sum(counts[word] for word in telling_words(line)) / most)
        + (0.15 if line.endswith("?") else 0.0)
        + (0.1 if _ASKS.match(line) else 0.0)
        - 0.08 * len(_OF_MYSELF.findall(line))
        - 0.015 * max(0, len(line.split()) - _LONG)
    )


def _lines(questions: Sequence[Asked], shared: SharedWords) -> list[str]:
    """Each sentence that could be a title, once."""
    found: dict[str, None] = {}
    for core in core_texts([question.text for question in questions]):
        for start, end in sentences(core):
            sentence = normalise_question(core[start:end])
            line = _CHATTY.sub("", sentence)
            line = _SELF.sub("I", _NO_QUESTION.sub("", line[:1].upper() + line[1:]))
            if (
                len(line.split()) in _WORDS
                and len(line) <= MOST_CHARACTERS
                and not _DANGLING.match(line)
                and is_general(sentence)
                and is_safe(sentence)
                and shared.allows(line)
                and not is_flagged(sentence)
            ):
                found[line] = None
    return list(found)


def _word_counts(questions: Sequence[Asked]) -> Counter[str]:
    """How many customers used each telling word."""
    who: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        for word in telling_words(question.text):
            who[word].add(question.customer_key)
    return Counter({word: len(customers) for word, customers in who.items()})


def _commonest_words(questions: Sequence[Asked], shared: SharedWords) -> list[str]:
    """The words that most customers used, each in the form that is said most."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        for form in re.findall(r"[^\W\d_]+", question.text.lower()):
            for word in telling_words(form):
                forms[word][form] += 1
    counts = _word_counts(questions)
    words = sorted((word for word in forms if shared.allows(word)), key=lambda word: (-counts[word], word))
    return [min(forms[word], key=lambda form: (-forms[word][form], form)) for word in words[:_NAMING]]
