"""How good a ranking is, and how well a number tells two kinds of things apart. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(*, ranking: Sequence[str], relevance: Mapping[str, float], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first k.

    Parameters
    ----------
    ranking
        What was found, best first, each once.
    relevance
        How relevant each thing is; what it lacks is not relevant.
    k
        How many places count.

    Returns
    -------
    float
        The sum of relevance ÷ log2(place + 1) over the first k, divided by the largest there could be; 0–1.

    Raises
    ------
    ValueError
        Nothing is relevant, a relevance is negative, or a thing was found twice.

    References
    ----------
    Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques. ACM TOIS 20 (2002). Linear gain, as
    trec_eval computes it.

    Examples
    --------
    >>> round(ndcg(ranking=["b", "a"], relevance={"a": 1.0}), 4)
    0.6309
    """
    _hold(ranking, relevance)
    ideal = sorted(relevance.values(), reverse=True)[:k]
    return _gain([relevance.get(thing, 0.0) for thing in ranking[:k]]) / _gain(ideal)


def reciprocal_rank(*, ranking: Sequence[str], relevance: Mapping[str, float], k: int = 10) -> float:
    """1 ÷ the place of the first relevant thing among the first k; 0.0 when none is there.

    >>> reciprocal_rank(ranking=["b", "a"], relevance={"a": 1.0})
    0.5
    """
    _hold(ranking, relevance)
    return next((1 / place for place, thing in enumerate(ranking[:k], start=1) if relevance.get(thing, 0) > 0), 0.0)


def recall(*, ranking: Sequence[str], relevance: Mapping[str, float], k: int = 10) -> float:
    """Share of the relevant things that are among the first k.

    >>> recall(ranking=["b", "a"], relevance={"a": 1.0, "c": 2.0})
    0.5
    """
    _hold(ranking, relevance)
    relevant = {thing for thing, value in relevance.items() if value > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant)


def area_under_curve(*, scores: Sequence[float], positives: Sequence[bool]) -> float | None:
    """How likely a positive has the higher score than a negative, equals counting half; None without one of both.

    The area under the ROC curve by the ranks of the scores (Mann and Whitney's U).

    >>> area_under_curve(scores=[0.9, 0.4, 0.4, 0.1], positives=[True, True, False, False])
    0.875
    """
    if len(scores) != len(positives):
        raise ValueError("scores and positives must have the same length")
    count = sum(positives)
    if count in (0, len(positives)):
        return None
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = 0.0
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        mean = (start + 1 + end) / 2
        ranks += mean * sum(positives[one] for one in order[start:end])
        start = end
    return (ranks - count * (count + 1) / 2) / (count * (len(positives) - count))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values (0–1) does not exceed: the nearest rank.

    >>> percentile([5.0, 1.0, 2.0, 4.0], 0.5)
    2.0
    """
    if not values:
        raise ValueError("there are no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _gain(values: Sequence[float]) -> float:
    return sum(value / math.log2(place + 1) for place, value in enumerate(values, start=1))


def _hold(ranking: Sequence[str], relevance: Mapping[str, float]) -> None:
    if len(set(ranking)) != len(ranking):
        raise ValueError("the ranking holds a thing twice")
    if any(value < 0 for value in relevance.values()):
        raise ValueError("a relevance is negative")
    if not any(value > 0 for value in relevance.values()):
        raise ValueError("nothing is relevant")
