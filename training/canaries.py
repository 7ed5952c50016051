"""Whether the customers who have an update first fare worse than the others. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from training.stats import ALPHA, Sample, confidence_sequence, difference_of_means, tuned_to

FEWEST = 20  # conversations of each part below which nothing is said
_MOST_VARIANCE = 0.25  # of one value that is 0 or 1


@dataclass(frozen=True, kw_only=True)
class Arms:
    """A rate of both parts: how many conversations it counts, and how many of them are hits."""

    hits_with: int
    size_with: int
    hits_without: int
    size_without: int


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What one look says: the rate with the update less that without, its interval, and whether that is worse.

    The interval is None while one part has fewer than `FEWEST` conversations.
    """

    arms: Arms
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    is_worse: bool = False

    def as_figures(self) -> dict[str, Any]:
        """All of it as it is kept."""
        return {
            **asdict(self.arms),
            "effect": self.effect,
            "low": self.low,
            "high": self.high,
            "is_worse": self.is_worse,
        }


def read_guard(
    *, arms: Arms, share: float, planned_size: int, is_better_up: bool, metrics: int, alpha: float = ALPHA
) -> Guard:
    """Look at one metric of the guardrail; may be called at every moment.

    Parameters
    ----------
    arms
        The rate of those with the update, and of those without it over the same time.
    share
        Part of the customers with it, between 0 and 1.
    planned_size
        Conversations with it after which it is given to everyone.
    is_better_up
        Whether more of the rate is better.
    metrics
        So many are looked at together; each gets alpha ÷ metrics (Dunn, Journal of the American Statistical
        Association 56, 1961).

    Returns
    -------
    Guard
        `is_worse` where the interval lies on the bad side of 0. Its mixture variance is that of the planned sizes with
        the most a rate can vary, so that no figure decides about it, and all looks together err at most with
        probability alpha (`training.stats.confidence_sequence`).

    Raises
    ------
    ValueError
        A share outside 0–1, a planned size or number of metrics below 1, or counts that cannot be.

    Examples
    --------
    >>> arms = Arms(hits_with=28, size_with=30, hits_without=60, size_without=300)
    >>> read_guard(arms=arms, share=0.1, planned_size=50, is_better_up=False, metrics=2).is_worse
    True
    """
    if not 0 < share < 1 or planned_size < 1 or metrics < 1:
        raise ValueError("A guardrail needs a share between 0 and 1, a planned size and a metric.")
    if not 0 <= arms.hits_with <= arms.size_with or not 0 <= arms.hits_without <= arms.size_without:
        raise ValueError(f"{arms} are no counts of a rate.")
    if min(arms.size_with, arms.size_without) < FEWEST:
        return Guard(arms=arms)
    effect = difference_of_means(
        treated=Sample.of_counts(successes=arms.hits_with, trials=arms.size_with),
        untreated=Sample.of_counts(successes=arms.hits_without, trials=arms.size_without),
    )
    others = planned_size * (1 - share) / share
    interval = confidence_sequence(
        estimate=effect.value,
        variance=effect.variance,
        mixture_variance=tuned_to(
            planned_variance=_MOST_VARIANCE / planned_size + _MOST_VARIANCE / others, alpha=alpha / metrics
        ),
        alpha=alpha / metrics,
    )
    is_worse = interval.high < 0 if is_better_up else interval.low > 0
    return Guard(arms=arms, effect=effect.value, low=interval.low, high=interval.high, is_worse=is_worse)
