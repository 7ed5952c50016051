"""What each number on the desk means. Pure; the definitions are versioned and shown beside the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scipy.special import gammaincinv

VERSION = 2
DAYS_IN_MONTH = 365.25 / 12


class Direction(StrEnum):
    """Which way a metric should move."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class RateMetric:
    """A share of conversations: `numerator` ÷ `denominator`, both names of counts; `target` as a rate 0–1."""

    key: str
    label: str
    numerator: str
    denominator: str
    definition: str
    target: float | None = None
    direction: Direction = Direction.UP


RATES: dict[str, RateMetric] = {
    metric.key: metric
    for metric in (
        RateMetric(
            key="success",
            label="Success",
            numerator="succeeded",
            denominator="analysed",
            target=0.80,
            definition="Rated 4 or 5 (or judged resolved where unrated), not handed off, no question repeated, and "
            "resolved faster than the organization's threshold ÷ all analysed conversations.",
        ),
        RateMetric(
            key="csat",
            label="CSAT",
            numerator="satisfied",
            denominator="rated",
            target=0.80,
            definition="Ratings of 4 and 5 ÷ all ratings. Read it with the response rate: how many rated at all.",
        ),
        RateMetric(
            key="containment",
            label="Containment",
            numerator="contained",
            denominator="ai_ended",
            target=0.80,
            definition="AI conversations that ended without a handoff ÷ AI conversations that ended.",
        ),
        RateMetric(
            key="handoff",
            label="Handoff",
            numerator="handed_off",
            denominator="ai_ended",
            target=0.20,
            direction=Direction.DOWN,
            definition="AI conversations handed to a person ÷ AI conversations that ended.",
        ),
        RateMetric(
            key="automated_resolution",
            label="Automated resolution",
            numerator="auto_resolved",
            denominator="ai_analysed",
            definition="AI took part, no human replied, and confirmed or judged resolved ÷ analysed conversations in "
            "which the AI took part.",
        ),
        RateMetric(
            key="involvement",
            label="AI involvement",
            numerator="ai_involved",
            denominator="conversations",
            definition="Conversations in which the AI attempted an answer ÷ all new conversations.",
        ),
    )
}


def rate(*, numerator: int, denominator: int, minimum_n: int = 1) -> float | None:
    """The share numerator ÷ denominator, or None when there are fewer than `minimum_n` (too few to say).

    Raises:
        ValueError: counts that cannot be (negative, or more hits than cases).

    >>> rate(numerator=3, denominator=4)
    0.75
    """
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share.")
    if denominator < max(minimum_n, 1):
        return None
    return numerator / denominator


def is_success(
    *,
    rating: int | None,
    is_resolved: bool,
    is_handed_off: bool,
    is_question_repeated: bool,
    resolution_seconds: float | None,
    threshold_seconds: float,
) -> bool:
    """Whether one conversation counts as a success (definition of `RATES["success"]`).

    `resolution_seconds` None means that the time is not known; the threshold then decides nothing.

    >>> is_success(rating=5, is_resolved=True, is_handed_off=False, is_question_repeated=False,
    ...            resolution_seconds=120, threshold_seconds=600)
    True
    """
    is_content = rating >= 4 if rating is not None else is_resolved
    is_fast = resolution_seconds is None or resolution_seconds < threshold_seconds
    return is_content and not is_handed_off and not is_question_repeated and is_fast


def gap_impact(*, ratings: list[float]) -> float:
    """Impact of a gap, 0–1: 1 − mean satisfaction ÷ 5 over the topic's conversations (judged ratings where unrated).

    Raises:
        ValueError: no rating at all, or one outside 1–5.

    >>> gap_impact(ratings=[1, 2])
    0.7
    """
    if not ratings:
        raise ValueError("A gap without conversations has no impact.")
    if any(not 1 <= rating <= 5 for rating in ratings):
        raise ValueError("Ratings lie between 1 and 5.")
    return round(1 - sum(ratings) / len(ratings) / 5, 12)


def gap_priority(*, score: float) -> str:
    """Priority of a gap by its score = frequency × impact: above 5 high, above 2 medium, else low.

    >>> gap_priority(score=5.1), gap_priority(score=5), gap_priority(score=2)
    ('high', 'medium', 'low')
    """
    if score < 0:
        raise ValueError("A score is not negative.")
    return "high" if score > 5 else "medium" if score > 2 else "low"


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What could be saved in a month, and its 95 % interval, all in the currency of the cost."""

    expected: float
    low: float
    high: float


def monthly_saving(*, asked: int, failed: int, days: float, ticket_cost: float, level: float = 0.95) -> Saving:
    """Expected saving in a month: volume × failure rate × cost of a ticket that a human resolves.

    Parameters
    ----------
    asked, failed
        Tickets on the topic in the period, and those of them that failed. All that one customer asks on one day is one
        ticket.
    days
        Length of the period in days, above 0.
    ticket_cost
        Cost of a ticket that a human resolves, in the organization's currency.
    level
        Probability of the interval, 0–1.

    Returns
    -------
    Saving
        `expected` is asked ÷ days × 30.4375 × failed ÷ asked × ticket_cost; the interval is that of the true mean of
        many such months, not of the next one. The low end is 0 where nothing failed.

    Raises
    ------
    ValueError
        Counts, days, cost or level that cannot be.

    Notes
    -----
    Tickets come as a Poisson process of rate v and each fails with probability r; the failing ones are then a Poisson
    process of rate v·r (colouring theorem: Kingman, Poisson Processes, 1993, section 5.1). With the prior Jeffreys
    gives for a Poisson rate the posterior of v·r is Gamma(failed + ½, days), whose equal-tailed quantiles are the
    interval (Brown, Cai & DasGupta, Interval estimation in exponential families, Statistica Sinica 13, 2003). The same
    comes out of volume and failure rate taken apart: Gamma(asked + 1, days) for v under a flat prior, times
    Beta(failed + ½, asked − failed + ½) for r under Jeffreys', is that very Gamma distribution.

    Examples
    --------
    >>> found = monthly_saving(asked=40, failed=30, days=30.4375, ticket_cost=6)
    >>> round(found.expected), round(found.low), round(found.high)
    (180, 124, 253)
    """
    if not 0 <= failed <= asked:
        raise ValueError(f"{failed} of {asked} tickets cannot have failed.")
    if not days > 0:
        raise ValueError("The period is longer than 0 days.")
    if not ticket_cost >= 0:
        raise ValueError("A ticket does not cost less than nothing.")
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1.")
    unit = DAYS_IN_MONTH / days * ticket_cost
    tail = (1 - level) / 2
    low = float(gammaincinv(failed + 0.5, tail)) if failed else 0.0
    return Saving(expected=failed * unit, low=low * unit, high=float(gammaincinv(failed + 0.5, 1 - tail)) * unit)


def entry_score(
    *, succeeded: int, answered: int, rating_sum: int, rating_count: int, minimum_n: int = 1
) -> float | None:
    """How well an entry serves, 0–1: 0.7 × success + 0.3 × mean rating ÷ 5; None when fewer than `minimum_n` used it.

    `answered` conversations were answered from it, `succeeded` of them with success. Where none of them was rated, the
    success alone is the score.

    Raises:
        ValueError: counts that cannot be.

    >>> entry_score(succeeded=8, answered=10, rating_sum=20, rating_count=5)
    0.8
    """
    success = rate(numerator=succeeded, denominator=answered, minimum_n=minimum_n)
    if not 0 <= rating_count <= answered or not rating_count <= rating_sum <= 5 * rating_count:
        raise ValueError(f"{rating_count} ratings of {rating_sum} in all cannot be.")
    if success is None:
        return None
    return round(success if not rating_count else 0.7 * success + 0.3 * rating_sum / rating_count / 5, 12)
