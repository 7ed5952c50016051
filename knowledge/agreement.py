"""One gap, one answer: groups of questions that people answer alike are joined, a group that they answer in two ways
is parted.

Customers say the same thing in words that share nothing ("my phone is gone, how do I log in?", "the code never
arrives"), and different things in nearly the same words ("why must I prove who I am?", "I cannot prove who I am").
The human answers tell: an entry can hold one answer. Pure: numpy, scipy and scikit-learn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer

JOIN_FROM = 0.5  # answers agree from this mean of meaning and wording on, 0–1
PART_BELOW = 0.45  # and are two different answers below this
CLOSE = 0.6  # questions whose centres are this near …
AGREE_WHEN_CLOSE = 0.3  # … are one gap from this agreement on, unless the answers name different figures
RELATED = 0.1  # groups are only joined when their questions are no strangers: cosine of their centres
FEWEST_TO_JOIN = 2  # answers that a group needs before it is compared with others
FEWEST_TO_PART = 3  # answers that each part needs
MOST_CUTS = 8  # how far a group is cut up in search of two answers
SAME_FIGURES = 0.2
LARGEST_EXACT = 1500  # answers of one group that are compared pair by pair

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PLACEHOLDER = re.compile(r"\[[a-z_]+\]")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Evidence:
    """What is known of each question, row by row: its vector; its answer's meaning, wording, figures (zero without)."""

    questions: Floats
    meanings: Floats
    wordings: Floats
    figures: Floats
    has_answer: NDArray[np.bool_]

    def tables(self) -> tuple[Floats, Floats, Floats]:
        """What answers are compared by."""
        return self.meanings, self.wordings, self.figures


def regroup_by_answers(
    *,
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    answers: Sequence[str],
    answer_vectors: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Part the clusters that people answer in two ways, then join those that they answer alike.

    The agreement of two groups is the mean of up to three cosines: of their answers' embeddings, taken from the mean
    of all answers (what everybody says counts for nothing), of their answers' TF-IDF vectors, and of the figures they
    name, where both name any ("30 days" and "14 days" are two answers, however alike the sentences). A cluster is cut
    in two by average linkage over its answers, again and again while the halves disagree. Then the pair of groups
    that agrees most is joined while any agrees enough (agglomerative clustering, centroid linkage). Groups whose
    questions are near need less.

    Parameters
    ----------
    labels
        Cluster of each question, shape (n,); −1 for none.
    vectors
        The questions' embeddings, unit length, shape (n, d).
    answers
        What a human answered to each question, an empty text where nobody did; n of them.
    answer_vectors
        The answers' embeddings, shape (n, d).

    Returns
    -------
    Labels from 0 on, without holes, shape (n,); −1 stays −1. Questions without an answer go with the part whose
    questions are nearer.

    Raises
    ------
    ValueError
        Lengths that do not match.

    >>> regroup_by_answers(
    ...     labels=np.array([0, 0, 1, 1, -1]), vectors=np.ones((5, 2), dtype=np.float32),
    ...     answers=["use backup codes", "use backup codes", "take backup codes", "backup codes work", ""],
    ...     answer_vectors=np.array([[1, 0], [1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32),
    ... ).tolist()
    [0, 0, 0, 0, -1]
    """
    if not len(labels) == len(vectors) == len(answers) == len(answer_vectors):
        raise ValueError("Every question needs a label, a vector, an answer (or an empty text) and its vector.")
    has_answer = np.array([bool(answer.strip()) for answer in answers], dtype=bool)
    groups = [np.flatnonzero(labels == label) for label in range(int(labels.max(initial=-1)) + 1)]
    if has_answer.sum() < 2 * FEWEST_TO_JOIN or not groups:
        return labels
    # What answers share beyond their number says nothing; a handful cannot tell what is common.
    common = answer_vectors[has_answer].mean(axis=0) if has_answer.sum() >= 10 else 0.0
    wordings = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(answers)
    evidence = _Evidence(
        questions=np.asarray(vectors, dtype=np.float64),
        meanings=np.where(has_answer[:, None], np.asarray(answer_vectors, dtype=np.float64) - common, 0.0),
        wordings=np.asarray(wordings.todense(), dtype=np.float64),
        figures=_figures(answers),
        has_answer=has_answer,
    )
    parted = [part for group in groups for part in _parts(group, evidence)]
    return _joined(parted, evidence)


def _parts(group: NDArray[np.int64], evidence: _Evidence) -> list[NDArray[np.int64]]:
    """The group, or the parts into which its answers fall."""
    answered = group[evidence.has_answer[group]]
    if not 2 * FEWEST_TO_PART <= len(answered) <= LARGEST_EXACT:
        return [group]
    features = np.hstack([_unit(rows[answered]) for rows in evidence.tables()])
    tree = linkage(features, method="average", metric="cosine")
    for cuts in range(2, MOST_CUTS + 1):
        # The first cuts may only peel off odd ones; the two largest parts are what could be two answers.
        labels = fcluster(tree, cuts, "maxclust")
        sizes = np.bincount(labels)
        largest = np.argsort(-sizes, kind="stable")[:2]
        if sizes[largest[1]] >= FEWEST_TO_PART:
            break
    else:
        return [group]
    cores = [features[labels == label].mean(axis=0) for label in largest]
    is_second = features @ cores[1] > features @ cores[0]
    first, second = sorted((answered[~is_second], answered[is_second]), key=lambda part: tuple(part[:1]))
    if min(len(first), len(second)) < FEWEST_TO_PART:
        return [group]
    sums = [np.array([rows[half].sum(axis=0) for half in (first, second)]) for rows in evidence.tables()]
    if _agreement(0, sums)[1] >= PART_BELOW:
        return [group]
    centres = _unit(np.array([evidence.questions[half].mean(axis=0) for half in (first, second)]))
    others = group[~evidence.has_answer[group]]
    nearer = (evidence.questions[others] @ centres.T).argmax(axis=1)
    return [
        part
        for number, half in enumerate((first, second))
        for part in _parts(np.sort(np.concatenate([half, others[nearer == number]])), evidence)
    ]


def _joined(groups: list[NDArray[np.int64]], evidence: _Evidence) -> NDArray[np.int64]:
    """Labels after joining the groups that agree."""
    # Sums over members, so that joining two groups is adding two rows.
    sums = [np.array([rows[group].sum(axis=0) for group in groups]) for rows in evidence.tables()]
    centres = np.array([evidence.questions[group].sum(axis=0) for group in groups])
    counts = np.array([evidence.has_answer[group].sum() for group in groups])

    def agreement_of(row: int) -> Floats:
        is_comparable = (counts >= FEWEST_TO_JOIN) & (counts[row] >= FEWEST_TO_JOIN)
        nearness = _cosines(row, centres)
        found = _agreement(row, sums)
        # Near questions whose answers do not contradict each other need less agreement: a few answers vary a lot.
        is_enough = (nearness >= CLOSE) & (found >= AGREE_WHEN_CLOSE) & ~_contradicts(row, sums[2])
        found = np.where(is_enough, np.maximum(found, JOIN_FROM), found)
        is_comparable &= nearness >= RELATED
        is_comparable[row] = False
        return np.where(is_comparable, found, 0.0)

    agreement = np.vstack([agreement_of(row) for row in range(len(groups))])
    while agreement.max(initial=0.0) >= JOIN_FROM:
        first, second = sorted(int(index) for index in np.unravel_index(int(agreement.argmax()), agreement.shape))
        for rows in (*sums, centres, counts):
            rows[first] += rows[second]
            rows[second] = 0
        groups[first], groups[second] = np.concatenate([groups[first], groups[second]]), groups[second][:0]
        agreement[second, :] = agreement[:, second] = 0
        agreement[first, :] = agreement[:, first] = agreement_of(first)
    labels = np.full(len(evidence.has_answer), -1, dtype=np.int64)
    for number, group in enumerate(group for group in groups if len(group)):
        labels[group] = number
    return labels


def _agreement(row: int, sums: Sequence[Floats]) -> Floats:
    """How much the answers of one group agree with those of each: the mean of the cosines that can be taken."""
    meanings, wordings, figures = sums
    found = _cosines(row, meanings) + _cosines(row, wordings)
    names_figures = figures.any(axis=1) & figures[row].any()
    return np.where(names_figures, (found + _cosines(row, figures)) / 3, found / 2)


def _contradicts(row: int, figures: Floats) -> NDArray[np.bool_]:
    """Whether both groups name figures, and hardly one in common."""
    return figures.any(axis=1) & figures[row].any() & (_cosines(row, figures) < SAME_FIGURES)


def _figures(answers: Sequence[str]) -> Floats:
    """Which figures each answer names, the rarer the heavier; shape (n, figures).

    One that a single answer names (an order number, a date) is that customer's and no fact.
    """
    named = [set(_FIGURE.findall(_PLACEHOLDER.sub(" ", answer))) for answer in answers]
    counts = Counter(figure for figures in named for figure in figures)
    places = {figure: place for place, figure in enumerate(sorted(f for f in counts if counts[f] >= 2))}
    table = np.zeros((len(answers), max(len(places), 1)))
    for row, figures in enumerate(named):
        for figure in figures & places.keys():
            table[row, places[figure]] = 1.0
    return table * np.log((1 + len(answers)) / (1 + table.sum(axis=0)))


def _unit(matrix: Floats) -> Floats:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.maximum(lengths, 1e-12)


def _cosines(row: int, matrix: Floats) -> Floats:
    """Cosine of one row with each row; 0 where either is zero."""
    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(matrix[row])
    return np.divide(matrix @ matrix[row], lengths, out=np.zeros(len(matrix)), where=lengths > 1e-12)
