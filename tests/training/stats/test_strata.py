"""Differences within strata, against an independent route and a simulation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from training.stats.strata import stratified_difference

TABLES = [(30, 40, 20, 40), (5, 60, 12, 50), (80, 100, 300, 420), (1, 9, 0, 14)]  # successes, trials, the rest's


def difference(tables: list[tuple[int, int, int, int]]) -> object:
    successes, trials, rest_successes, rest_trials = np.array(tables, dtype=float).T
    return stratified_difference(
        trials=trials, successes=successes, rest_trials=rest_trials, rest_successes=rest_successes
    )


@pytest.mark.parametrize("tables", [TABLES, TABLES[:1], TABLES[1:3]])
def test_the_p_value_is_that_of_statsmodels(tables: list[tuple[int, int, int, int]]) -> None:
    theirs = StratifiedTable([np.array([[x1, n1 - x1], [x0, n0 - x0]]) for x1, n1, x0, n0 in tables])
    assert difference(tables).p_value == pytest.approx(theirs.test_null_odds(correction=False).pvalue)  # type: ignore[attr-defined]


def test_one_stratum_is_the_plain_difference_of_two_rates() -> None:
    found = difference([(60, 200, 90, 200)])
    plain = (0.3 * 0.7 + 0.45 * 0.55) / 200
    assert (found.value, found.variance) == (pytest.approx(-0.15), pytest.approx(plain))  # type: ignore[attr-defined]


def test_what_the_strata_explain_is_no_difference() -> None:
    # Both groups succeed alike in each stratum; the group has more of the bad one.
    found = difference([(20, 100, 4, 20), (16, 20, 80, 100)])
    assert (found.value, found.p_value) == (pytest.approx(0), pytest.approx(1))  # type: ignore[attr-defined]


def test_strata_with_one_side_only_say_nothing() -> None:
    assert difference([(3, 10, 0, 0), (0, 0, 4, 10)]) is None
    assert difference([(30, 40, 20, 40), (0, 0, 4, 10)]) == difference([(30, 40, 20, 40)])


def test_nothing_but_successes_is_no_difference() -> None:
    found = difference([(10, 10, 20, 20)])
    assert (found.value, found.variance, found.p_value) == (0, 0, 1)  # type: ignore[attr-defined]


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="no more successes"):
        difference([(11, 10, 2, 10)])


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(4)
    trials, rest = np.array([40.0, 25, 60]), np.array([80.0, 90, 30])
    base = np.array([0.3, 0.6, 0.75])
    held = 0
    for _ in range(2000):
        found = stratified_difference(
            trials=trials,
            successes=rng.binomial(trials.astype(int), base - 0.1).astype(float),
            rest_trials=rest,
            rest_successes=rng.binomial(rest.astype(int), base).astype(float),
        )
        assert found is not None
        held += abs(found.value + 0.1) <= 1.96 * found.variance**0.5
    assert held / 2000 == pytest.approx(0.95, abs=0.015)
