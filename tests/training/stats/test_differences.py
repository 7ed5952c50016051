"""Differences in differences, against a simulation and an independent route."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from training.stats import (
    Change,
    Sample,
    between_variance,
    difference_in_differences,
    difference_of_means,
    fixed_interval,
)


def topic(before: int, after: int, *, trials: int = 1000) -> Change:
    return Change(
        before=Sample.of_counts(successes=before, trials=trials), after=Sample.of_counts(successes=after, trials=trials)
    )


def test_what_happened_to_everybody_is_no_effect() -> None:
    everybody = [topic(500, 600), topic(400, 500), topic(300, 400), topic(600, 700)]
    assert difference_in_differences(target=[topic(450, 550)], controls=everybody).value == pytest.approx(0)
    assert difference_in_differences(target=[topic(450, 450)], controls=everybody).value == pytest.approx(-0.1)


def test_the_between_variance_is_that_of_statsmodels() -> None:
    rng = np.random.default_rng(5)
    changes = [
        topic(int(start), int(start + move), trials=int(size))
        for start, move, size in zip(
            rng.integers(200, 300, 30), rng.integers(-80, 80, 30), rng.integers(500, 900, 30), strict=True
        )
    ]
    ours = between_variance(changes=changes)
    theirs = combine_effects(
        np.array([change.value for change in changes]),
        np.array([change.variance for change in changes]),
        method_re="iterated",  # Paule and Mandel
        atol=1e-12,
    )
    assert ours == pytest.approx(theirs.tau2, rel=1e-6)
    assert ours > 0.001


def test_its_upper_bound_is_above_the_truth_as_often_as_said() -> None:
    rng = np.random.default_rng(8)
    above = 0
    for _ in range(400):
        before, after = rng.binomial(900, 0.5, 8), rng.binomial(900, np.clip(rng.normal(0.5, 0.08, 8), 0, 1))
        changes = [topic(int(one), int(other), trials=900) for one, other in zip(before, after, strict=True)]
        above += between_variance(changes=changes, confidence=0.8) > 0.08**2
    assert 0.74 < above / 400 < 0.86


def test_an_effect_that_is_the_same_for_all_has_no_between_variance() -> None:
    assert between_variance(changes=[topic(500, 520), topic(505, 524), topic(490, 512)]) == 0


def simulate(*, seed: int, runs: int, controls: int, own_way: float) -> float:
    """How often the fixed interval holds an effect of 0.1, topics changing each in its own way."""
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(runs):
        levels = rng.uniform(0.35, 0.65, controls + 1)
        moves = rng.normal(0.03, own_way, controls + 1)
        moves[0] += 0.1
        before = rng.binomial(400, levels)
        after = rng.binomial(400, np.clip(levels + moves, 0, 1))
        changes = [topic(int(one), int(other), trials=400) for one, other in zip(before, after, strict=True)]
        effect = difference_in_differences(target=changes[:1], controls=changes[1:])
        hits += fixed_interval(estimate=effect.value, variance=effect.variance).holds(0.1)
    return hits / runs


@pytest.mark.parametrize(
    ("controls", "own_way"), [(3, 0.05), (4, 0.0), (5, 0.05), (7, 0.05), (20, 0.05), (20, 0.0), (40, 0.1)]
)
def test_its_variance_is_honest(controls: int, own_way: float) -> None:
    assert simulate(seed=controls, runs=1500, controls=controls, own_way=own_way) >= 0.925


def test_it_is_not_wasteful_with_many_controls() -> None:
    assert simulate(seed=9, runs=1500, controls=40, own_way=0.05) <= 0.975


def test_topics_that_change_each_in_its_own_way_leave_a_noise_that_no_conversation_takes_away() -> None:
    wild = [topic(400, 500), topic(500, 450), topic(500, 560), topic(600, 500), topic(300, 330)]
    effect = difference_in_differences(target=[topic(500_000, 600_000, trials=1_000_000)], controls=wild)
    assert effect.variance > between_variance(changes=wild) > 0.001


def test_halves_drawn_by_lot_need_no_controls() -> None:
    effect = difference_of_means(
        treated=Sample.of_counts(successes=60, trials=100), untreated=Sample.of_counts(successes=50, trials=100)
    )
    assert effect.value == pytest.approx(0.1)
    assert effect.variance == pytest.approx(0.6 * 0.4 / 100 + 0.5 * 0.5 / 100, rel=0.05)


def test_a_change_without_variance_is_refused() -> None:
    still = Sample.of_sums(size=5, total=25, squares=125)
    changes = [Change(before=still, after=still), topic(1, 2), topic(3, 4)]
    with pytest.raises(ValueError, match="without any variance"):
        between_variance(changes=changes)
    with pytest.raises(ValueError, match="without any variance"):
        difference_in_differences(target=changes[:1], controls=[topic(1, 2)] * 3)


def test_too_few_controls_are_refused() -> None:
    with pytest.raises(ValueError, match="3 topics that nothing touched"):
        difference_in_differences(target=[topic(1, 2)], controls=[topic(1, 2), topic(3, 4)])
    with pytest.raises(ValueError, match="An effect needs a topic"):
        difference_in_differences(target=[], controls=[topic(1, 2)] * 3)
    with pytest.raises(ValueError, match="two of them"):
        between_variance(changes=[topic(1, 2)])
    with pytest.raises(ValueError, match="between 0 and 1"):
        between_variance(changes=[topic(1, 2)] * 3, confidence=1)
