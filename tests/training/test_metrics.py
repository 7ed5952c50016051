"""The definitions behind the numbers."""

from __future__ import annotations

from typing import Any

import pytest

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
