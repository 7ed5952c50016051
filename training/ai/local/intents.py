"""Intents learned from an organization's own labels: which one a question has, how sure that is, or none of them.

Words, pieces of words and the bundled embedding go side by side into one linear machine (for each label, it against all
others). How far its scores are to be trusted is learned too, by trying it: a second machine is taught without some of
the labels and without a fifth of the other questions. What it then makes of the held-back questions tells when a label
is right; what it makes of the labels that it never saw tells what a question looks like that belongs to none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from training.ai import embedding

LEAST_LABELS = 3
LEAST_EXAMPLES = 8  # of a label; one with fewer is not learned
MEANING_WEIGHT = 1.5  # of the embedding, beside words and pieces of words at 1
PENALTY = 0.4
TOLERANCE = 0.1
RARE_FROM = 1000  # from so many texts on, pieces of words that stand in one text alone are left out
HELD_BACK = 5  # every fifth question tests
LABELS_APART = 4  # every fourth label plays the unknown
ONE_BY_ONE = 12  # with fewer labels each plays the unknown in turn

_BLOCK = 1000
_ANY_WORD = r"(?u)\b\w+\b"

FloatArray = NDArray[np.float64]


class TooFewLabels(ValueError):
    """There is not enough to learn from."""


@dataclass(frozen=True)
class IntentGuess:
    """What the labels say about one question.

    Attributes
    ----------
    intent
        The nearest of the known labels.
    confidence
        The chance that it is the right one, if any of them is, 0-1.
    is_out_of_scope
        Whether the question looks like those of a label that was never seen.
    """

    intent: str
    confidence: float
    is_out_of_scope: bool


class _Machine:
    """Features and one linear machine for each label."""

    def __init__(self, texts: Sequence[str], vectors: np.ndarray, labels: NDArray[np.int64]) -> None:
        """Learn from texts, their vectors and the numbers of their labels."""
        self.words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=_ANY_WORD)
        self.pieces = TfidfVectorizer(
            sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=2 if len(texts) >= RARE_FROM else 1
        )
        self.words.fit(texts)
        self.pieces.fit(texts)
        self.vectors = np.asarray(vectors, dtype=np.float32)
        self.known = np.unique(labels)
        machine = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0)
        machine.fit(self._features(texts, vectors), labels)
        weights = machine.coef_.astype(np.float32)
        offsets = machine.intercept_.astype(np.float32)
        if len(self.known) == 2:  # one machine parts two labels
            weights, offsets = np.vstack([-weights, weights]), np.concatenate([-offsets, offsets])
        self.weights, self.offsets = weights, offsets

    def _features(self, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
        meaning = sparse.csr_matrix(np.asarray(vectors, dtype=np.float64) * MEANING_WEIGHT)
        return sparse.hstack([self.words.transform(texts), self.pieces.transform(texts), meaning]).tocsr()

    def look(self, texts: Sequence[str], vectors: np.ndarray) -> tuple[NDArray[np.int64], FloatArray]:
        """The best label of each text, and what speaks for it: its score, its lead, the nearest known question."""
        best = np.zeros(len(texts), dtype=np.int64)
        signs = np.zeros((len(texts), 3))
        for start in range(0, len(texts), _BLOCK):
            part = slice(start, start + _BLOCK)
            near = np.asarray(vectors[part], dtype=np.float32)
            scores = self._features(texts[part], near) @ self.weights.T + self.offsets
            ranked = np.sort(scores, axis=1)
            best[part] = self.known[scores.argmax(axis=1)]
            signs[part, 0] = ranked[:, -1]
            signs[part, 1] = ranked[:, -1] - ranked[:, -2]
            signs[part, 2] = (near @ self.vectors.T).max(axis=1)
        return best, signs


class IntentModel:
    """What was learned from labelled questions; see `learn_intents`."""

    def __init__(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> None:
        """Learn; the texts of labels with too few examples must be gone already."""
        self.labels = sorted(set(labels))
        self._taught = (texts, vectors, np.searchsorted(self.labels, labels))
        self._machine = _Machine(*self._taught)

    @cached_property
    def _trust(self) -> tuple[LogisticRegression, LogisticRegression]:
        """How far the scores are to be trusted; tried out when first asked for, which takes as long as learning."""
        return _trust(*self._taught)

    def nearest(self, texts: Sequence[str], vectors: np.ndarray | None = None) -> list[str]:
        """The nearest label of each text, however far it is."""
        best, _ = self._machine.look(texts, embedding.embed(texts) if vectors is None else vectors)
        return [self.labels[number] for number in best]

    def guess(self, texts: Sequence[str], vectors: np.ndarray | None = None) -> list[IntentGuess]:
        """The label of each text; `vectors` are those of the bundled embedding, where the caller has them already."""
        if not len(texts):
            return []
        certainty, scope = self._trust
        best, signs = self._machine.look(texts, embedding.embed(texts) if vectors is None else vectors)
        certain = certainty.predict_proba(signs)[:, 1]
        inside = scope.predict_proba(signs)[:, 1] >= 0.5
        return [
            IntentGuess(intent=self.labels[number], confidence=float(sure), is_out_of_scope=not is_inside)
            for number, sure, is_inside in zip(best, certain, inside, strict=True)
        ]


def learnable(labels: Sequence[str]) -> set[str]:
    """The labels with enough examples; empty where there are too few of such labels.

    >>> learnable(["refund"] * 9 + ["delivery"] * 8 + ["card"] * 20 + ["rare"]) == {"refund", "delivery", "card"}
    True
    """
    enough = {label for label, count in Counter(labels).items() if label and count >= LEAST_EXAMPLES}
    return enough if len(enough) >= LEAST_LABELS else set()


def learn_intents(*, texts: Sequence[str], labels: Sequence[str], vectors: np.ndarray | None = None) -> IntentModel:
    """Learn intents from labelled questions.

    Parameters
    ----------
    texts
        The questions.
    labels
        The intent of each. Labels with fewer than 8 examples are left out.
    vectors
        Vectors of the bundled embedding, shape (len(texts), 256), where the caller has them already.

    Raises
    ------
    TooFewLabels
        Fewer than three labels have eight examples.
    ValueError
        Lengths that do not match.

    Notes
    -----
    Equal for every order of the same questions. Time grows with questions × labels: 12,000 questions of 150 labels take
    about half a minute on one core.
    """
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts but {len(labels)} labels")
    enough = learnable(labels)
    if not enough:
        raise TooFewLabels(f"fewer than {LEAST_LABELS} labels have {LEAST_EXAMPLES} examples each")
    order = sorted((i for i in range(len(texts)) if labels[i] in enough), key=lambda i: (texts[i], labels[i]))
    chosen = [texts[i] for i in order]
    near = embedding.embed(chosen) if vectors is None else vectors[order]
    return IntentModel(chosen, near, [labels[i] for i in order])


def _trust(
    texts: Sequence[str], vectors: np.ndarray, labels: NDArray[np.int64]
) -> tuple[LogisticRegression, LogisticRegression]:
    """How sure a guess is, and whether a question is in scope at all: each out of what speaks for the best label."""
    count = int(labels.max()) + 1
    names = np.arange(count)
    rounds = [names[names == name] for name in names] if count < ONE_BY_ONE else [names[::LABELS_APART]]
    is_test = np.zeros(len(labels), dtype=bool)
    for name in names:
        is_test[np.flatnonzero(labels == name)[HELD_BACK // 2 :: HELD_BACK]] = True
    known_signs, is_right, unknown_signs = [], [], []
    for unknown in rounds:
        is_unknown = np.isin(labels, unknown)
        taught = np.flatnonzero(~is_unknown & ~is_test)
        machine = _Machine(_those(texts, taught), vectors[taught], labels[taught])
        tested = np.flatnonzero(~is_unknown & is_test)
        best, signs = machine.look(_those(texts, tested), vectors[tested])
        known_signs.append(signs)
        is_right.append(best == labels[tested])
        foreign = np.flatnonzero(is_unknown & is_test)
        unknown_signs.append(machine.look(_those(texts, foreign), vectors[foreign])[1])
    known, right, unseen = np.vstack(known_signs), np.concatenate(is_right), np.vstack(unknown_signs)
    return (
        _logistic(np.vstack([known, _worst(known)]), np.append(right, [True, False])),
        _logistic(
            np.vstack([known, unseen]),
            np.concatenate([np.ones(len(known), bool), np.zeros(len(unseen), bool)]),
            "balanced",
        ),
    )


def _those(texts: Sequence[str], indexes: NDArray[np.int64]) -> list[str]:
    return [texts[int(index)] for index in indexes]


def _worst(signs: FloatArray) -> FloatArray:
    """The strongest and the weakest signs seen: that both outcomes exist, whatever was tested."""
    return np.vstack([signs.max(axis=0), signs.min(axis=0)])


def _logistic(signs: FloatArray, outcome: NDArray[np.bool_], weight: str | None = None) -> LogisticRegression:
    return LogisticRegression(C=10.0, class_weight=weight, max_iter=500).fit(signs, outcome)
