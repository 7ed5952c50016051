"""One gap, one answer: groups of questions that people answer alike are joined, a group that they answer in two ways
is parted.

Customers say the same thing in words that share nothing ("my phone is gone, how do I log in?", "the code never
arrives"), and different things in nearly the same words ("why must I prove who I am?", "I cannot prove who I am").
The human answers tell: an entry can hold one answer. Pure: numpy, scipy and scikit-learn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer

JOIN_FROM = 0.5  # answers agree from this mean of meaning and wording on, 0–1
PART_BELOW = 0.45  # and are two different answers below this
CLOSE = 0.6  # questions whose centres are this near …
AGREE_WHEN_CLOSE = 0.3  # … are one gap from this agreement on, unless the answers name different figures
RELATED = 0.1  # groups are only joined when their questions are no strangers: cosine of their centres
SAME_MATTER = 0.9  # questions whose centres are this near are one matter, unless people answer them in two ways
FEWEST_TO_JOIN = 2  # answers that a group needs before it is compared with others
FEWEST_TO_PART = 3  # answers that each part needs
TOLD_APART = 0.8  # share of a part's questions that are nearer to their own part: else one matter has two answers
MOST_CUTS = 8  # how far a group is cut up in search of two answers
SAME_FIGURES = 0.2
COMMON_FIGURE = 0.25  # share of a group's answers, two at least, that name a figure which is no customer's own
LARGEST_EXACT = 1500  # answers of one group that are compared pair by pair

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PLACEHOLDER = re.compile(r"\[[a-z_]+\]")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Evidence:
    """What is known of each question, row by row: its vector; its answer's meaning, wording, figures (zero without)."""

    questions: Floats
    meanings: Floats
    wordings: sparse.csr_matrix  # many words, few of them in each answer
    figures: Floats
    weights: Floats  # of each figure
    has_answer: NDArray[np.bool_]

    def rows(self, wanted: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """What the answers of these questions are compared by."""
        return self.meanings[wanted], self.wordings[wanted].toarray(), self.figures[wanted]

    def in_common(self, sums: Sequence[Floats], counts: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Sums over groups of so many answers, of the figures only those that enough of them name."""
        meanings, wordings, figures = sums
        least = np.maximum(2, COMMON_FIGURE * counts)[:, None] * self.weights
        return meanings, wordings, np.where(figures >= least - 1e-9, figures, 0.0)

    def sums(self, groups: Sequence[NDArray[np.int64]]) -> list[Floats]:
        """The same, summed over each group."""
        wordings = [np.asarray(self.wordings[group].sum(axis=0)).ravel() for group in groups]
        return [
            np.array([self.meanings[group].sum(axis=0) for group in groups]),
            np.array(wordings),
            np.array([self.figures[group].sum(axis=0) for group in groups]),
        ]


def regroup_by_answers(
    *,
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    answers: Sequence[str],
    answer_vectors: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Part the clusters that people answer in two ways, then join those that they answer alike.

    The agreement of two groups is the mean of up to three cosines: of their answers' embeddings, taken from the
    mean of all answers (what everybody says counts for nothing), of their answers' TF-IDF vectors, and of the
    figures they name, where both name any ("30 days" and "14 days" are two answers, however alike the sentences). A
    cluster is cut in two by average linkage over its answers, again and again while the halves disagree and their
    questions differ. Then the pair of groups that agrees most is joined while any agrees enough (agglomerative
    clustering, centroid linkage). Groups whose questions are near need less.

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
    evidence = _evidence(labels=labels, vectors=vectors, answers=answers, answer_vectors=answer_vectors)
    groups = [np.flatnonzero(labels == label) for label in range(int(labels.max(initial=-1)) + 1)]
    if evidence.has_answer.sum() < 2 * FEWEST_TO_JOIN or not groups:
        return labels
    parted = [part for group in groups for part in _parts(group, evidence)]
    joined = np.full(len(labels), -1, dtype=np.int64)
    heads = _joined(parted, evidence)
    for number, head in enumerate(sorted(set(heads))):
        for group, own in zip(parted, heads, strict=True):
            if own == head:
                joined[group] = number
    return joined


def join_groups(
    *,
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    answers: Sequence[str],
    answer_vectors: NDArray[np.float32],
    is_movable: Sequence[bool],
    apart: Collection[tuple[int, int]] = (),
) -> list[int]:
    """Say which groups are one matter: by their answers, as `regroup_by_answers` does, and by their questions.

    Groups whose questions' centres are as near as `SAME_MATTER` are one too, unless people answer them in two ways.
    Of two groups the later one goes to the earlier, and only if it may be moved.

    Parameters
    ----------
    labels
        Group of each question, shape (n,), 0 the oldest; −1 for none.
    vectors, answers, answer_vectors
        As in `regroup_by_answers`.
    is_movable
        For each group, whether it may go to an earlier one.
    apart
        Pairs of groups that stay apart, whatever they are joined with.

    Returns
    -------
    For each group the group that it goes to: itself, or an earlier one.

    Raises
    ------
    ValueError
        Lengths that do not match, or a label without a place in `is_movable`.

    >>> join_groups(
    ...     labels=np.array([0, 0, 1, 1]), vectors=np.ones((4, 2), dtype=np.float32),
    ...     answers=["use backup codes", "use backup codes", "take backup codes", "backup codes work"],
    ...     answer_vectors=np.array([[1, 0], [1, 0], [1, 0], [1, 0]], dtype=np.float32), is_movable=[True, True],
    ... )
    [0, 0]
    """
    count = len(is_movable)
    if labels.max(initial=-1) >= count:
        raise ValueError("Every group needs to know whether it may be moved.")
    evidence = _evidence(labels=labels, vectors=vectors, answers=answers, answer_vectors=answer_vectors)
    may_join = np.zeros((count, count), dtype=bool)
    may_join[:, np.asarray(is_movable, dtype=bool)] = True
    may_join = np.triu(may_join, 1)
    for first, second in apart:
        may_join[min(first, second), max(first, second)] = False
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    return _joined(groups, evidence, may_join=may_join | may_join.T, same_from=SAME_MATTER)


def _evidence(
    *,
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    answers: Sequence[str],
    answer_vectors: NDArray[np.float32],
) -> _Evidence:
    if not len(labels) == len(vectors) == len(answers) == len(answer_vectors):
        raise ValueError("Every question needs a label, a vector, an answer (or an empty text) and its vector.")
    has_answer = np.array([bool(answer.strip()) for answer in answers], dtype=bool)
    # What answers share beyond their number says nothing; a handful cannot tell what is common.
    common = answer_vectors[has_answer].mean(axis=0) if has_answer.sum() >= 10 else 0.0
    try:
        wordings = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(answers).tocsr()
    except ValueError:  # no answer holds a telling word
        wordings = sparse.csr_matrix((len(answers), 1))
    figures, weights = _figures(answers)
    return _Evidence(
        questions=np.asarray(vectors, dtype=np.float64),
        meanings=np.where(has_answer[:, None], np.asarray(answer_vectors, dtype=np.float64) - common, 0.0),
        wordings=wordings,
        figures=figures,
        weights=weights,
        has_answer=has_answer,
    )


def _parts(group: NDArray[np.int64], evidence: _Evidence) -> list[NDArray[np.int64]]:
    """The group, or the parts into which its answers fall."""
    answered = group[evidence.has_answer[group]]
    if not 2 * FEWEST_TO_PART <= len(answered) <= LARGEST_EXACT:
        return [group]
    features = np.hstack([_unit(rows) for rows in evidence.rows(answered)])
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
    common = evidence.in_common(evidence.sums((first, second)), np.array([len(first), len(second)]))
    if _agreement(0, common)[1] >= PART_BELOW:
        return [group]
    if not (_contradicts(0, common[2])[1] or _are_told_apart(first, second, evidence)):
        return [group]
    centres = _unit(np.array([evidence.questions[half].mean(axis=0) for half in (first, second)]))
    others = group[~evidence.has_answer[group]]
    nearer = (evidence.questions[others] @ centres.T).argmax(axis=1)
    return [
        part
        for number, half in enumerate((first, second))
        for part in _parts(np.sort(np.concatenate([half, others[nearer == number]])), evidence)
    ]


def _are_told_apart(first: NDArray[np.int64], second: NDArray[np.int64], evidence: _Evidence) -> bool:
    """Whether the questions too are of two kinds: most are nearer to the others of their part than to the other part.

    What is looked up or decided for each customer is answered in many ways, and asked in one.
    """
    rows = [evidence.questions[part] for part in (first, second)]
    sums = [own.sum(axis=0) for own in rows]
    right = 0
    for place, own in enumerate(rows):
        mine, theirs = _unit(sums[place] - own), _unit(sums[1 - place][None])
        right += int(((own * mine).sum(axis=1) > (own @ theirs.T).ravel()).sum())
    return right >= TOLD_APART * (len(first) + len(second))


def _joined(
    groups: Sequence[NDArray[np.int64]],
    evidence: _Evidence,
    *,
    may_join: NDArray[np.bool_] | None = None,
    same_from: float = np.inf,
) -> list[int]:
    """For each group the place of the one that it is joined with in the end, the earliest of them.

    `may_join` says which pairs may be; what is joined may be joined with what all its members may.
    """
    # Sums over members, so that joining two groups is adding two rows.
    sums = evidence.sums(groups)
    centres = np.array([evidence.questions[group].sum(axis=0) for group in groups])
    counts = np.array([evidence.has_answer[group].sum() for group in groups])
    allowed = np.ones((len(groups), len(groups)), dtype=bool) if may_join is None else may_join.copy()
    np.fill_diagonal(allowed, val=False)

    def agreement_of(row: int, common: tuple[Floats, Floats, Floats]) -> Floats:
        is_comparable = (counts >= FEWEST_TO_JOIN) & (counts[row] >= FEWEST_TO_JOIN)
        nearness = _cosines(row, centres)
        agreement = _agreement(row, common)
        # Near questions whose answers do not contradict each other need less agreement: a few answers vary a lot.
        is_enough = (nearness >= CLOSE) & (agreement >= AGREE_WHEN_CLOSE) & ~_contradicts(row, common[2])
        found = np.where(is_enough, np.maximum(agreement, JOIN_FROM), agreement)
        found = np.where(is_comparable & (nearness >= RELATED), found, 0.0)
        # The same questions are one matter, however few people answered, unless they did so in two ways.
        are_answers_two = (counts >= FEWEST_TO_PART) & (counts[row] >= FEWEST_TO_PART) & (agreement < PART_BELOW)
        is_same = (nearness >= same_from) & ~are_answers_two & ~_contradicts(row, common[2])
        return np.where(allowed[row], np.where(is_same, np.maximum(found, nearness), found), 0.0)

    if not groups:
        return []
    common = evidence.in_common(sums, counts)
    agreement = np.vstack([agreement_of(row, common) for row in range(len(groups))])
    heads = list(range(len(groups)))
    while agreement.max(initial=0.0) >= JOIN_FROM:
        first, second = sorted(int(index) for index in np.unravel_index(int(agreement.argmax()), agreement.shape))
        for rows in (*sums, centres, counts):
            rows[first] += rows[second]
            rows[second] = 0
        heads = [first if head == second else head for head in heads]
        allowed[first, :] &= allowed[second, :]
        allowed[:, first] = allowed[first, :]
        allowed[second, :] = allowed[:, second] = False
        agreement[second, :] = agreement[:, second] = 0
        agreement[first, :] = agreement[:, first] = agreement_of(first, evidence.in_common(sums, counts))
    return heads


def _agreement(row: int, sums: Sequence[Floats]) -> Floats:
    """How much the answers of one group agree with those of each: the mean of the cosines that can be taken."""
    meanings, wordings, figures = sums
    found = _cosines(row, meanings) + _cosines(row, wordings)
    names_figures = figures.any(axis=1) & figures[row].any()
    return np.where(names_figures, (found + _cosines(row, figures)) / 3, found / 2)


def _contradicts(row: int, figures: Floats) -> NDArray[np.bool_]:
    """Whether both groups name figures, and hardly one in common."""
    return figures.any(axis=1) & figures[row].any() & (_cosines(row, figures) < SAME_FIGURES)


def _figures(answers: Sequence[str]) -> tuple[Floats, Floats]:
    """Which figures each answer names, the rarer the heavier, shape (n, figures); and how heavy each is.

    One that a single answer names (an order number, a date) is that customer's and no fact.
    """
    named = [set(_FIGURE.findall(_PLACEHOLDER.sub(" ", answer))) for answer in answers]
    counts = Counter(figure for figures in named for figure in figures)
    places = {figure: place for place, figure in enumerate(sorted(f for f in counts if counts[f] >= 2))}
    table = np.zeros((len(answers), max(len(places), 1)))
    for row, figures in enumerate(named):
        for figure in figures & places.keys():
            table[row, places[figure]] = 1.0
    weights = np.log((1 + len(answers)) / (1 + table.sum(axis=0)))
    return table * weights, weights


def _unit(matrix: Floats) -> Floats:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.maximum(lengths, 1e-12)


def _cosines(row: int, matrix: Floats) -> Floats:
    """Cosine of one row with each row; 0 where either is zero."""
    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(matrix[row])
    return np.divide(matrix @ matrix[row], lengths, out=np.zeros(len(matrix)), where=lengths > 1e-12)
