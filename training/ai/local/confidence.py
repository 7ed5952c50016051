"""How surely a passage answers a question: a few measures of likeness, weighed by a logistic.

A passage is compared by words (the search's cosine of TF-IDF), by meaning (cosine of vectors) with the title and the
other wordings of its question, with each of its sentences and with the mean of all these, and by how many of the
question's words it has. Half of what tells is how far it is ahead of the next passage: a question about a matter that
no passage treats is about equally near to several. A passage that says the same as the next need not be ahead of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from training.ai.base import Passage
from training.ai.embedding import embed
from training.ai.local.passages import DOUBT, ReadPassage, stem, stems, weighed_words
from training.ai.local.substance import core_texts
from training.text import content_words, normalise_question, sentences

# The logit of "this passage answers the question". Fitted with `manage.py evaluate answers --fit` on twelve demo worlds
# and three labelled sets, in which every third to second question is nobody's; a desk is asked fewer such, so that the
# base is 0.5 above the fitted one.
WEIGHTS: dict[str, float] = {
    "base": -4.2,
    "words_met": 3.8,  # share of the question's words that are there; of others their cosine with the nearest word
    "gist_meaning": 1.0,  # cosine of the question and the mean of wordings and sentences: one word in one counts little
    "sentence_meaning": 2.2,  # cosine of the question and the nearest sentence, or nearly that of another wording
    "wording_meaning": -0.6,  # of the question and the nearest wording; what is near to that alone is so by chance
    "words_ahead": 5.5,  # likeness by words, less the next passage's
    "meaning_ahead": 1.6,  # of the question and the passage as a whole
    "wording_meaning_ahead": 1.4,
    "gist_meaning_ahead": 2.6,
}
_COMPARED = [name.removesuffix("_ahead") for name in WEIGHTS if name.endswith("_ahead")]
_SAME_FROM, _SAME_TO = 0.64, 0.72  # cosine of two passages: from here they begin to be about one matter, here they are
_ASKED_COUNTS = 0.8  # how much a wording in which customers ask counts as a sentence: it is about it, and says nothing
_MOST_WAYS, _LEAST_WORDS = 4, 2
# Where a question begins inside of a sentence.
_CLAUSE = re.compile(
    r"[,;:–—-]\s+(?:and |but |so )?(?=(?:is|are|do|does|did|can|could|may|might|will|would|should|must|shall|have|has"
    r"|what|where|when|why|who|which|how)\b)",
    re.IGNORECASE,
)


def ways_of_asking(question: str) -> list[str]:
    """The question as a whole, and each part of it that asks (or says anything): the rest may be only a story.

    >>> ways_of_asking("My toaster died, is there an express option?")[-1]
    'Is there an express option?'
    """
    whole = core_texts([question])[0] or question
    parts = [whole[start:end] for start, end in sentences(whole)]
    asking = [part for part in parts if part.rstrip().endswith("?")] or parts
    clauses = [clause for part in asking for clause in _CLAUSE.split(part)[1:]]
    ways = [whole, *(normalise_question(part) for part in (*asking[:_MOST_WAYS], *clauses[:_MOST_WAYS]))]
    return [way for way in dict.fromkeys(ways) if way == whole or len(set(content_words(way))) >= _LEAST_WORDS]


def rate(
    *, ways: Sequence[str], passages: Sequence[Passage], read: Sequence[ReadPassage]
) -> tuple[list[dict[str, float]], list[np.ndarray]]:
    """The features of each passage, and for each of its sentences the cosine with the nearest way of asking."""
    vectors = embed(ways)
    words = [passage.text_score for passage in passages]
    meaning = [passage.vector_score for passage in passages]
    if None in words:
        words = list(_likeness_by_words(ways[0], passages))
    if None in meaning:
        meaning = [float(vectors[0] @ one.whole_vector) for one in read]
    by_sentence = [(vectors @ one.sentence_vectors.T).max(axis=0) for one in read]
    by_wording = [(vectors @ one.wording_vectors.T).max(axis=0) for one in read]
    values = {
        "words": _shares(words),
        "meaning": _shares(meaning),
        "wording_meaning": _shares([float(own.max()) for own in by_wording]),
        "sentence_meaning": _shares(
            [
                max(float(own.max(initial=0.0)), _ASKED_COUNTS * float(asked[1:].max(initial=0.0)))
                for own, asked in zip(by_sentence, by_wording, strict=True)
            ]
        ),
        "gist_meaning": _shares([float((vectors @ one.gist_vector).max()) for one in read]),
        "words_met": _words_met(ways, read),
    }
    rivalry = _rivalry(read)
    values |= {f"{name}_ahead": _ahead(values[name], rivalry) for name in _COMPARED}
    return (
        [
            {"base": 1.0} | {name: float(values[name][index]) for name in WEIGHTS if name != "base"}
            for index in range(len(read))
        ],
        by_sentence,
    )


def confidence_of(features: dict[str, float]) -> float:
    """The logistic of the weighted features."""
    return 1.0 / (1.0 + math.exp(-sum(WEIGHTS[name] * value for name, value in features.items())))


def _shares(values: Sequence[float | None]) -> np.ndarray:
    return np.clip(np.array([value or 0.0 for value in values], dtype=np.float64), 0.0, 1.0)


def _words_met(ways: Sequence[str], read: Sequence[ReadPassage]) -> np.ndarray:
    """How many of a question's words each passage has, asked in the way of which it has most, 0–1."""
    weighed = [words for words in map(weighed_words, ways) if words]
    asked = list(dict.fromkeys(word for words in weighed for word in words))
    place = {word: number for number, word in enumerate(asked)}
    vectors, asked_stems = embed(asked), [stem(word) for word in asked]
    shares = [np.array(list(words.values())) / (sum(words.values()) + DOUBT) for words in weighed]
    places = [[place[word] for word in words] for words in weighed]
    met = np.zeros(len(read))
    for number, one in enumerate(read):
        near = np.clip((vectors @ one.word_vectors.T).max(axis=1, initial=0.0), 0.0, 1.0)
        near[[word in one.words for word in asked_stems]] = 1.0
        met[number] = max((float(near[own] @ share) for own, share in zip(places, shares, strict=True)), default=0.0)
    return met


def _rivalry(read: Sequence[ReadPassage]) -> np.ndarray:
    """How far two passages are about different matters, 0–1; a passage is no rival of itself."""
    whole = np.array([one.whole_vector for one in read])
    rivalry = np.clip((_SAME_TO - whole @ whole.T) / (_SAME_TO - _SAME_FROM), 0.0, 1.0)
    np.fill_diagonal(rivalry, 0.0)
    return rivalry


def _ahead(values: np.ndarray, rivalry: np.ndarray) -> np.ndarray:
    """How far each is ahead of its best rival; below 0 it is behind."""
    ahead: np.ndarray = values - (rivalry * values[None, :]).max(axis=1)
    return ahead


def _likeness_by_words(question: str, passages: Sequence[Passage]) -> list[float]:
    """Cosine of TF-IDF among the passages alone, for a caller that did not search."""
    asked = stems(question)
    texts = [stems("\n".join((one.title, *one.asked_as, one.text))) for one in passages]

    def rarity(word: str) -> float:
        return math.log((1 + len(texts)) / (1 + sum(word in text for text in texts))) + 1

    def length(words: frozenset[str]) -> float:
        return math.sqrt(sum(rarity(word) ** 2 for word in words))

    return [
        sum(rarity(word) ** 2 for word in asked & text) / (length(asked) * length(text)) if asked & text else 0.0
        for text in texts
    ]
