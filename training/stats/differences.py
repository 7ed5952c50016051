"""Differences of means, and what a change is beyond that which happened to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from training.stats.samples import Sample

FEWEST_CONTROLS = 3
# Confidence of the bound that is taken for the variance between topics. More than it takes for the intervals of few
# controls to hold as often as they should makes them miss large effects.
CAUTION = 0.7


@dataclass(frozen=True, kw_only=True)
class Change:
    """One topic before and after."""

    before: Sample
    after: Sample

    @property
    def value(self) -> float:
        """After less before."""
        return self.after.mean - self.before.mean

    @property
    def variance(self) -> float:
        """Of the value, from the sampling of both."""
        return self.after.variance + self.before.variance


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An estimated effect in the unit of the means, its variance, and how many untouched topics it was held against."""

    value: float
    variance: float
    controls: int = 0


def difference_of_means(*, treated: Sample, untreated: Sample) -> Effect:
    """The effect on a half that was drawn by lot: treated less untreated.

    >>> half = Sample.of_counts(successes=60, trials=100)
    >>> round(difference_of_means(treated=half, untreated=Sample.of_counts(successes=50, trials=100)).value, 2)
    0.1
    """
    return Effect(value=treated.mean - untreated.mean, variance=treated.variance + untreated.variance)


def between_variance(*, changes: Sequence[Change], confidence: float | None = None) -> float:
    """How much topics change each in its own way between two windows: the variance beyond that of sampling, ≥ 0.

    The estimator of Paule & Mandel (Journal of Research of the National Bureau of Standards 87, 1982): the variance
    with which the weighted squares about the weighted mean equal their expectation, K − 1. With `confidence` the upper
    bound below which it lies with that probability: where they equal the lower quantile of chi-squared instead
    (Viechtbauer, Statistics in Medicine 26, 2007).

    Raises:
        ValueError: fewer than two changes, one without any variance, or a confidence outside 0–1.

    >>> def topic(successes):
    ...     sample = Sample.of_counts(successes=500, trials=1000)
    ...     return Change(before=sample, after=Sample.of_counts(successes=successes, trials=1000))
    >>> between_variance(changes=[topic(500), topic(505), topic(495)])
    0.0
    >>> round(between_variance(changes=[topic(400), topic(500), topic(600)]) ** 0.5, 2)
    0.1
    """
    if len(changes) < 2:
        raise ValueError("The variance between topics needs two of them.")
    if confidence is not None and not 0 < confidence < 1:
        raise ValueError("A confidence lies between 0 and 1.")
    freedom = len(changes) - 1
    expected = freedom if confidence is None else float(chi2.ppf(1 - confidence, freedom))
    values = np.array([change.value for change in changes])
    own = _variances(changes)

    def surplus(between: float) -> float:
        weights = 1 / (own + between)
        mean = weights @ values / weights.sum()
        return float(weights @ (values - mean) ** 2) - expected

    if surplus(0.0) <= 0:
        return 0.0
    high = float(np.var(values, ddof=1)) + 1e-12
    while surplus(high) > 0:
        high *= 2
    return float(brentq(surplus, 0.0, high, xtol=1e-12))


def difference_in_differences(*, target: Sequence[Change], controls: Sequence[Change]) -> Effect:
    """The change of the target topics beyond the change of the controls over the same days.

    Parameters
    ----------
    target
        The topics an update is for, at least one.
    controls
        Topics that no update touched in either window, at least `FEWEST_CONTROLS`.

    Returns
    -------
    Effect
        `value` is the mean change of the target less that of the controls, both weighted by 1 ÷ (sampling variance +
        between variance).

    Raises
    ------
    ValueError
        No target, too few controls to tell how topics change on their own, or a change without any variance.

    Notes
    -----
    A random-effects mean of changes (DerSimonian & Laird, Controlled Clinical Trials 7, 1986) on either side; the
    between variance is the controls' (`between_variance`), since a target's own would hold the effect. The mean change
    of few controls is known with K − 1 degrees of freedom only: its variance is the one Hartung and Knapp give
    (Statistics in Medicine 20, 2001) where that is larger, and the between variance is its upper bound of confidence
    `CAUTION`.

    Examples
    --------
    >>> def topic(before, after, trials=1000):
    ...     return Change(before=Sample.of_counts(successes=before, trials=trials),
    ...                   after=Sample.of_counts(successes=after, trials=trials))
    >>> effect = difference_in_differences(target=[topic(400, 600)],
    ...                                    controls=[topic(500, 550), topic(600, 655), topic(700, 745)])
    >>> round(effect.value, 3)
    0.15
    """
    if not target:
        raise ValueError("An effect needs a topic that it was on.")
    if len(controls) < FEWEST_CONTROLS:
        raise ValueError(f"A change of everybody needs {FEWEST_CONTROLS} topics that nothing touched.")
    between = between_variance(changes=controls, confidence=CAUTION)
    everybody, everybody_variance = _mean_change(controls, between)
    values = np.array([change.value for change in controls])
    weights = 1 / (_variances(controls) + between)
    spread = float((weights * (values - everybody) ** 2).sum() / (len(controls) - 1) / weights.sum())
    moved, moved_variance = _mean_change(target, between)
    return Effect(
        value=moved - everybody,
        variance=moved_variance + max(everybody_variance, spread),
        controls=len(controls),
    )


def _mean_change(changes: Sequence[Change], between: float) -> tuple[float, float]:
    """The weighted mean of changes and its variance."""
    weights = 1 / (_variances(changes) + between)
    values = np.array([change.value for change in changes])
    return float(np.average(values, weights=weights)), float(1 / weights.sum())


def _variances(changes: Sequence[Change]) -> np.ndarray:
    own = np.array([change.variance for change in changes])
    if not (own > 0).all():
        raise ValueError("A change without any variance has no weight among others.")
    return own
