"""Whether two answers say the same. Pure: facts, words and vectors of the bundled embedding.

An answer is what makes a candidate: people ask for it in words that share little, and those who answer put it in words
that share much. Of the pairs of the demo world's lessons that pass, 98 of 100 are of one topic.
"""

from __future__ import annotations

import hashlib

import numpy as np

from knowledge.facts import Fact, compare_texts
from training.text import content_words

SAME_MEANING = 0.6  # cosine of two answers
NEAR_MEANING = 0.45  # the same, where a figure or a name agrees too
RELATED_QUESTIONS = 0.2  # and of their questions
SAME_WORDS = 0.8  # share of the shorter answer's content words that the other holds too


def key_of(question: str, content: str) -> str:
    """One key for each question with its answer, whatever case and white space they are written in."""
    plain = "\n".join(" ".join(text.casefold().split()) for text in (question, content))
    return hashlib.sha256(plain.encode()).hexdigest()


def contradictions(one: str, other: str) -> tuple[tuple[Fact, Fact], ...]:
    """Facts of two answers to one question that contradict each other.

    Where a figure or a name agrees, a bare yes against a bare no is how the sentence is put, and left out.

    >>> [(mine.value, theirs.value) for mine, theirs in contradictions("Within 30 days.", "Within 14 days.")]
    [('30 days', '14 days')]
    """
    found = compare_texts(one, other)
    if not found.telling_agreements:
        return found.conflicts
    return tuple(pair for pair in found.conflicts if pair[0].kind != "rule")


def says_the_same(one: str, other: str, *, meaning: float) -> bool:
    """Whether two answers agree in meaning (`meaning`: cosine of their vectors), words or figures, and in each fact.

    >>> says_the_same("You can return it within 30 days.", "You can return it within 14 days.", meaning=0.97)
    False
    """
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return True
    if meaning < NEAR_MEANING and contained(one, other) < SAME_WORDS:
        return False
    is_alike = meaning >= SAME_MEANING or contained(one, other) >= SAME_WORDS
    return (is_alike or compare_texts(one, other).telling_agreements > 0) and not contradictions(one, other)


def contained(one: str, other: str) -> float:
    """The share of the shorter text's content words that the other one holds, 0-1; 0 below three words."""
    words, others = set(content_words(one)), set(content_words(other))
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter >= 3 else 0.0


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Of two unit vectors."""
    return float(np.dot(one, other))
