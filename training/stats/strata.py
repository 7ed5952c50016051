"""Two groups compared within strata: the difference of their rates that what the strata hold fixed cannot explain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StratifiedDifference:
    """Rate of the group minus rate of the rest, its variance, and how likely so large a one is if there is none."""

    value: float
    variance: float
    p_value: float


def stratified_difference(
    *, trials: Counts, successes: Counts, rest_trials: Counts, rest_successes: Counts
) -> StratifiedDifference | None:
    """The difference of two rates within strata; None where no stratum has both groups.

    Parameters
    ----------
    trials, successes
        Of the group, one number for each stratum.
    rest_trials, rest_successes
        Of those that it is compared with, for the same strata.

    Notes
    -----
    The p-value is that of Mantel & Haenszel (Journal of the National Cancer Institute 22, 1959) without correction for
    continuity, the difference that of Greenland & Robins (Biometrics 41, 1985), its variance that of Sato (Biometrics
    45, 1989), which holds for few large strata and for many small ones.

    Raises
    ------
    ValueError
        More successes than trials.

    >>> one = stratified_difference(
    ...     trials=np.array([40.0]),
    ...     successes=np.array([30.0]),
    ...     rest_trials=np.array([40.0]),
    ...     rest_successes=np.array([20.0]),
    ... )
    >>> round(one.value, 4), round(one.variance, 5), round(one.p_value, 4)
    (0.25, 0.01094, 0.0217)
    """
    if (successes > trials).any() or (rest_successes > rest_trials).any():
        raise ValueError("There are no more successes than trials.")
    has_both = (trials > 0) & (rest_trials > 0)
    if not has_both.any():
        return None
    n1, x1, n0, x0 = (part[has_both] for part in (trials, successes, rest_trials, rest_successes))
    whole, hits = n1 + n0, x1 + x0
    weights = n1 * n0 / whole
    total = weights.sum()
    value = float((weights * (x1 / n1 - x0 / n0)).sum() / total)
    tilt = (n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / whole**2
    spread = (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * whole)
    variance = float(max(value * tilt.sum() + spread.sum(), 0.0) / total**2)
    chance = (n1 * n0 * hits * (whole - hits) / (whole**2 * np.maximum(whole - 1, 1))).sum()
    excess = abs(float((x1 - n1 * hits / whole).sum()))
    return StratifiedDifference(
        value=value, variance=variance, p_value=math.erfc(excess / math.sqrt(2 * chance)) if chance > 0 else 1.0
    )
