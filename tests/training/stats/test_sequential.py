"""Intervals for one look and for all looks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.stats import always_valid_p, confidence_sequence, fixed_interval, tuned_to

VARIANCES = st.floats(1e-8, 1e4)
ESTIMATES = st.floats(-100, 100)


def looks(*, seed: int, runs: int, effect: float, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Running means of 2,000 values of variance 1 at 40 looks, all of a run beside one shared noise; and variances."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(effect, 1, size=(runs, 40, 50)).sum(axis=2).cumsum(axis=1)
    sizes = 50 * np.arange(1, 41)
    shared = rng.normal(0, math.sqrt(noise), size=(runs, 1))
    return steps / sizes + shared, 1 / sizes + noise


@pytest.mark.parametrize("noise", [0.0, 0.001])
def test_it_holds_the_true_effect_at_all_looks(noise: float) -> None:
    means, variances = looks(seed=1, runs=4000, effect=0.3, noise=noise)
    mixture = tuned_to(planned_variance=float(variances[-1]))
    ends = [confidence_sequence(estimate=0.3, variance=float(v), mixture_variance=mixture) for v in variances]
    halves = np.array([end.width / 2 for end in ends])
    assert (np.abs(means - 0.3) <= halves).all(axis=1).mean() >= 0.95


def test_the_fixed_interval_does_not() -> None:
    means, variances = looks(seed=1, runs=4000, effect=0.3, noise=0.0)
    halves = np.array([fixed_interval(estimate=0, variance=float(v)).width / 2 for v in variances])
    inside = np.abs(means - 0.3) <= halves
    assert 0.94 < inside[:, -1].mean() < 0.96
    assert inside.all(axis=1).mean() < 0.85


def test_where_one_look_finds_98_of_100_effects_all_looks_find_80() -> None:
    effect = (1.959964 + 2.053749) * math.sqrt(1 / 2000)  # the normal quantiles of .975 and .98
    means, variances = looks(seed=2, runs=4000, effect=effect, noise=0.0)
    mixture = tuned_to(planned_variance=float(variances[-1]))
    p_values = [
        [
            always_valid_p(estimate=float(mean), variance=float(v), mixture_variance=mixture)
            for mean, v in zip(row, variances, strict=True)
        ]
        for row in means[:1000]
    ]
    assert (np.array(p_values).min(axis=1) <= 0.05).mean() >= 0.8


def test_it_is_tuned_to_be_narrowest_where_planned() -> None:
    best = tuned_to(planned_variance=0.01)
    widths = {
        factor: confidence_sequence(estimate=0, variance=0.01, mixture_variance=best * factor).width
        for factor in (0.1, 0.8, 1.0, 1.25, 10)
    }
    assert min(widths, key=widths.__getitem__) == 1.0
    assert widths[1.0] / fixed_interval(estimate=0, variance=0.01).width < 1.6


@given(estimate=ESTIMATES, variance=VARIANCES, mixture=VARIANCES, alpha=st.floats(0.001, 0.5))
def test_p_is_below_alpha_just_where_the_interval_leaves_nothing_out(
    estimate: float, variance: float, mixture: float, alpha: float
) -> None:
    interval = confidence_sequence(estimate=estimate, variance=variance, mixture_variance=mixture, alpha=alpha)
    edge = min(abs(interval.low), abs(interval.high))
    if edge > 1e-9 * max(1.0, abs(estimate), interval.width):
        p_value = always_valid_p(estimate=estimate, variance=variance, mixture_variance=mixture)
        assert (p_value < alpha) == (not interval.holds(0))


@pytest.mark.parametrize(
    "figures",
    [
        {"estimate": 0, "variance": 0, "mixture_variance": 1},
        {"estimate": 0, "variance": -1, "mixture_variance": 1},
        {"estimate": 0, "variance": math.inf, "mixture_variance": 1},
        {"estimate": 0, "variance": 1, "mixture_variance": 0},
        {"estimate": math.nan, "variance": 1, "mixture_variance": 1},
    ],
)
def test_what_cannot_be_is_refused(figures: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="is no"):
        confidence_sequence(**figures)
    with pytest.raises(ValueError, match="is no"):
        always_valid_p(**figures)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, 2])
def test_an_alpha_that_is_no_chance_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        fixed_interval(estimate=0, variance=1, alpha=alpha)
    with pytest.raises(ValueError, match="alpha"):
        tuned_to(planned_variance=1, alpha=alpha)
