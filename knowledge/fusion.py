"""Several rankings of the same things made into one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
RRF_K = 60


def reciprocal_rank_fusion(
    *,
    rankings: Mapping[str, Mapping[Key, int]],
    weights: Mapping[str, float] | None = None,
    k: int = RRF_K,
) -> dict[Key, float]:
    """Fuse rankings by reciprocal rank.

    The score of a thing is the sum over the rankings that hold it of weight / (k + rank), divided by the largest sum
    there could be (first in every ranking), so that it lies in 0–1. It compares ranks, never the scores behind them,
    which are on scales of their own.

    Parameters
    ----------
    rankings
        For each ranking by name: the rank of each thing, 1 the best. A thing that a ranking lacks gets nothing from it.
    weights
        Weight of each ranking by name, at least 0; without it, or for a name it lacks, 1.
    k
        How little the first ranks stand out; 60 in the paper.

    Returns
    -------
    dict
        Score of each thing, best first; things of equal score in the order of the rankings.

    Raises
    ------
    ValueError
        A rank below 1, a negative weight, k below 0, or nothing but zero weights.

    References
    ----------
    Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods.
    SIGIR 2009. Formula: RRFscore(d) = sum over r of 1 / (k + r(d)).

    Examples
    --------
    >>> scores = reciprocal_rank_fusion(rankings={"text": {"a": 1, "b": 2}, "vector": {"b": 1}}, k=1)
    >>> {thing: round(score, 3) for thing, score in scores.items()}
    {'b': 0.833, 'a': 0.5}
    """
    if k < 0:
        raise ValueError("k must not be negative")
    weight_of = {name: 1.0 if weights is None else weights.get(name, 1.0) for name in rankings}
    if any(weight < 0 for weight in weight_of.values()):
        raise ValueError("a weight must not be negative")
    most = sum(weight_of.values()) / (k + 1)
    if rankings and most == 0:
        raise ValueError("at least one weight must be above 0")
    sums: dict[Key, float] = {}
    for name, ranks in rankings.items():
        for thing, rank in ranks.items():
            if rank < 1:
                raise ValueError(f"the best rank is 1, not {rank}")
            sums[thing] = sums.get(thing, 0.0) + weight_of[name] / (k + rank)
    return {thing: total / most for thing, total in sorted(sums.items(), key=lambda item: -item[1])}
