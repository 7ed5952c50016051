"""The definitions behind the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from training import metrics
from training.querysets.conversation import COUNTS

GOOD: dict[str, Any] = {
    "rating": None,
    "is_resolved": True,
    "is_handed_off": False,
    "is_question_repeated": False,
    "resolution_seconds": 100.0,
    "threshold_seconds": 600,
}


def test_a_resolved_quick_conversation_is_a_success() -> None:
    assert metrics.is_success(**GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 3},
        {"is_resolved": False},
        {"is_handed_off": True},
        {"is_question_repeated": True},
        {"resolution_seconds": 600.0},
    ],
)
def test_each_condition_alone_makes_it_none(change: dict[str, Any]) -> None:
    assert not metrics.is_success(**{**GOOD, **change})


def test_a_good_rating_counts_more_than_a_judgement() -> None:
    assert metrics.is_success(**{**GOOD, "rating": 4, "is_resolved": False})


def test_an_unknown_duration_decides_nothing() -> None:
    assert metrics.is_success(**{**GOOD, "resolution_seconds": None})


def test_a_rate_below_its_minimum_says_nothing() -> None:
    assert metrics.rate(numerator=4, denominator=4, minimum_n=5) is None
    assert metrics.rate(numerator=4, denominator=5, minimum_n=5) == 0.8
    assert metrics.rate(numerator=0, denominator=0, minimum_n=0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(5, 4), (-1, 4)])
def test_an_impossible_share_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        metrics.rate(numerator=numerator, denominator=denominator)


def test_the_impact_of_a_gap_is_what_satisfaction_lacks() -> None:
    assert metrics.gap_impact(ratings=[5, 5]) == 0
    assert metrics.gap_impact(ratings=[1]) == 0.8


@pytest.mark.parametrize("ratings", [[], [0.5], [6]])
def test_an_impossible_rating_is_refused(ratings: list[float]) -> None:
    with pytest.raises(ValueError, match=r"impact|between"):
        metrics.gap_impact(ratings=ratings)


def test_the_borders_of_the_priorities() -> None:
    assert [metrics.gap_priority(score=score) for score in (0, 2, 2.001, 5, 5.001)] == [
        "low",
        "low",
        "medium",
        "medium",
        "high",
    ]
    with pytest.raises(ValueError, match="negative"):
        metrics.gap_priority(score=-1)


def test_every_rate_counts_something_that_is_defined() -> None:
    for metric in metrics.RATES.values():
        assert {metric.numerator, metric.denominator} <= set(COUNTS)


def test_the_saving_is_volume_times_failure_rate_times_the_cost_of_a_ticket() -> None:
    found = metrics.monthly_saving(asked=40, failed=10, days=30, ticket_cost=7.5)
    volume, rate = 40 / 30 * 365.25 / 12, 10 / 40
    assert found.expected == pytest.approx(volume * rate * 7.5)
    assert found.low < found.expected < found.high


@pytest.mark.parametrize(
    # The Jeffreys intervals of a Poisson mean as scipy's chi-squared distribution gives them (half of its quantiles).
    "failed",
    [1, 2, 5, 10, 30, 400],
)
def test_the_interval_is_half_a_chi_squared_one(failed: int) -> None:
    found = metrics.monthly_saving(asked=failed, failed=failed, days=metrics.DAYS_IN_MONTH, ticket_cost=1)
    low, high = stats.chi2.ppf([0.025, 0.975], 2 * failed + 1) / 2
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_the_interval_is_that_of_volume_and_failure_rate_drawn_apart() -> None:
    rng = np.random.default_rng(5)
    asked, failed, days, cost = 60, 21, 30.0, 6.0
    volume = rng.gamma(asked + 1, 1 / days, 400_000)
    rate = rng.beta(failed + 0.5, asked - failed + 0.5, 400_000)
    low, high = np.quantile(volume * rate * metrics.DAYS_IN_MONTH * cost, [0.025, 0.975])
    found = metrics.monthly_saving(asked=asked, failed=failed, days=days, ticket_cost=cost)
    assert found.low == pytest.approx(low, rel=0.01)
    assert found.high == pytest.approx(high, rel=0.01)


def test_the_interval_holds_the_true_saving_as_often_as_it_says() -> None:
    """Exactly, by the Poisson probabilities; over the means of small and large gaps alike."""
    failed = np.arange(200)
    found = [
        metrics.monthly_saving(asked=int(n), failed=int(n), days=metrics.DAYS_IN_MONTH, ticket_cost=2.0) for n in failed
    ]
    low, high = np.array([f.low for f in found]), np.array([f.high for f in found])
    means = np.linspace(1, 100, 991)
    coverage = [stats.poisson.pmf(failed, mean)[(low <= 2 * mean) & (2 * mean <= high)].sum() for mean in means]
    assert np.mean(coverage) == pytest.approx(0.95, abs=0.005)
    assert min(coverage) > 0.89


def test_where_nothing_failed_nothing_is_saved_but_it_is_not_certain() -> None:
    found = metrics.monthly_saving(asked=4, failed=0, days=30, ticket_cost=6)
    assert (found.expected, found.low) == (0, 0)
    assert 0 < found.high < 6 * 3


@pytest.mark.parametrize(
    "change",
    [{"failed": 6}, {"failed": -1}, {"days": 0}, {"ticket_cost": -1}, {"level": 1.0}, {"days": float("nan")}],
)
def test_an_impossible_saving_is_refused(change: dict[str, Any]) -> None:
    possible: dict[str, Any] = {"asked": 5, "failed": 3, "days": 30, "ticket_cost": 6}
    with pytest.raises(ValueError, match=r"cannot have|longer|less than|lies between"):
        metrics.monthly_saving(**{**possible, **change})


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        ((8, 10, 20, 5), 0.7 * 0.8 + 0.3 * 0.8),
        ((0, 10, 10, 10), 0.3 / 5),
        ((10, 10, 50, 10), 1.0),
        ((7, 10, 0, 0), 0.7),
        ((1, 1, 0, 0), None),
    ],
)
def test_the_score_of_an_entry(counts: tuple[int, int, int, int], score: float | None) -> None:
    succeeded, answered, rating_sum, rating_count = counts
    found = metrics.entry_score(
        succeeded=succeeded, answered=answered, rating_sum=rating_sum, rating_count=rating_count, minimum_n=2
    )
    assert found == (None if score is None else pytest.approx(score))


@pytest.mark.parametrize("counts", [(2, 1, 0, 0), (1, 1, 6, 1), (1, 1, 0, 1), (1, 1, 5, 2), (-1, 1, 0, 0)])
def test_counts_that_cannot_be_have_no_score(counts: tuple[int, int, int, int]) -> None:
    succeeded, answered, rating_sum, rating_count = counts
    with pytest.raises(ValueError):
        metrics.entry_score(succeeded=succeeded, answered=answered, rating_sum=rating_sum, rating_count=rating_count)
