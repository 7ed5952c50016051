"""The guardrail of a canary: when it speaks, and how seldom it does so for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from training.canaries import FEWEST, Arms, Guard, read_guard


def guard(hits_with: int, size_with: int, hits_without: int, size_without: int, **how: object) -> Guard:
    arms = Arms(hits_with=hits_with, size_with=size_with, hits_without=hits_without, size_without=size_without)
    return read_guard(arms=arms, **{"share": 0.1, "planned_size": 50, "is_better_up": False, "metrics": 2} | how)  # type: ignore[arg-type]


def test_it_says_nothing_below_so_few_conversations() -> None:
    assert guard(FEWEST - 1, FEWEST - 1, 0, 500).low is None
    assert guard(FEWEST, FEWEST, 0, FEWEST - 1).effect is None


def test_more_hits_are_worse_only_where_fewer_are_better() -> None:
    assert guard(28, 30, 60, 300).is_worse
    assert not guard(28, 30, 60, 300, is_better_up=True).is_worse
    assert guard(2, 30, 240, 300, is_better_up=True).is_worse
    assert not guard(2, 30, 240, 300).is_worse


def test_the_same_rate_of_both_is_no_harm_and_its_interval_holds_nothing_less_than_zero() -> None:
    found = guard(10, 50, 90, 450)
    assert found.effect == pytest.approx(0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high
    assert not found.is_worse


@pytest.mark.parametrize("how", [{"share": 0}, {"share": 1}, {"planned_size": 0}, {"metrics": 0}])
def test_it_refuses_what_is_no_plan(how: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="needs a share"):
        guard(1, 30, 1, 30, **how)


def test_it_refuses_counts_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="no counts"):
        guard(31, 30, 1, 30)


def test_read_after_every_conversation_it_takes_back_at_most_one_in_forty_that_do_no_harm() -> None:
    """2.5 % for each of two metrics; simulated anew, not by the formula."""
    lots = np.random.default_rng(3)
    runs, spoken = 400, 0
    for _ in range(runs):
        with_it = np.cumsum(lots.random(80) < 0.3)
        without = np.cumsum(lots.random(720) < 0.3)
        spoken += any(
            guard(int(with_it[size - 1]), size, int(without[9 * size - 1]), 9 * size).is_worse
            for size in range(FEWEST, 81)
        )
    assert spoken / runs <= 0.025


def test_a_harm_of_thirty_points_is_mostly_seen_before_the_planned_size() -> None:
    lots = np.random.default_rng(4)
    runs, seen = 200, 0
    for _ in range(runs):
        with_it = np.cumsum(lots.random(50) < 0.5)
        without = np.cumsum(lots.random(450) < 0.2)
        seen += any(
            guard(int(with_it[size - 1]), size, int(without[9 * size - 1]), 9 * size).is_worse
            for size in range(FEWEST, 51)
        )
    assert seen / runs >= 0.75
