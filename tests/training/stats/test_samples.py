"""Means and the variance that they have."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from training.stats import Sample


def test_a_rate_has_the_variance_of_agresti_and_coull() -> None:
    sample = Sample.of_counts(successes=7, trials=50)
    low, high = proportion_confint(7, 50, alpha=0.0455002639, method="agresti_coull")  # z = 2, so z² = 4
    assert (high - low) / 4 == pytest.approx(math.sqrt(sample.variance), rel=1e-6)
    assert sample.mean == 0.14


def test_a_rate_of_nothing_in_few_is_not_certain() -> None:
    assert Sample.of_counts(successes=0, trials=3).variance > 0.02


def test_sums_give_the_mean_and_its_variance() -> None:
    values = np.array([3.0, 4.5, 9.0, 1.25])
    sample = Sample.of_sums(size=4, total=float(values.sum()), squares=float((values**2).sum()))
    assert sample.mean == pytest.approx(values.mean())
    assert sample.variance == pytest.approx(values.var(ddof=1) / 4)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, 0)])
def test_counts_that_cannot_be_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match=r"share|trial"):
        Sample.of_counts(successes=successes, trials=trials)


@pytest.mark.parametrize(("size", "total", "squares"), [(1, 1, 1), (3, 9, 1), (0, 0, 0)])
def test_sums_that_cannot_be_are_refused(size: int, total: float, squares: float) -> None:
    with pytest.raises(ValueError, match=r"spread|squares"):
        Sample.of_sums(size=size, total=total, squares=squares)


@pytest.mark.parametrize("mean", [math.nan, math.inf])
def test_a_mean_that_is_no_number_is_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="no figures"):
        Sample(size=3, mean=mean, variance=1)
