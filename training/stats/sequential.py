"""Intervals that stay valid however often they are looked at, and the fixed ones that do not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import minimize_scalar
from scipy.stats import norm

ALPHA = 0.05


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Ends of an interval, low first."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low

    def holds(self, value: float) -> bool:
        """Whether a value lies within, ends included."""
        return self.low <= value <= self.high


def tuned_to(*, planned_variance: float, alpha: float = ALPHA) -> float:
    """The variance of the mixture that makes a confidence sequence narrowest where the estimate's variance is planned.

    Parameters
    ----------
    planned_variance
        Variance of the estimate at the look that matters most, above 0.
    alpha
        Error rate over all looks, between 0 and 1.

    Returns
    -------
    float
        The r that minimises (1 + 1 ÷ r)(2 ln(1 ÷ alpha) + ln(1 + r)), times `planned_variance`.

    Raises
    ------
    ValueError
        A variance that is not positive, or an alpha outside 0–1.

    Examples
    --------
    >>> round(tuned_to(planned_variance=1.0), 1)
    8.2
    """
    _check(variance=planned_variance, alpha=alpha)
    found = minimize_scalar(
        lambda log_r: (1 + math.exp(-log_r)) * (-2 * math.log(alpha) + math.log1p(math.exp(log_r))),
        bounds=(-5, 12),
        method="bounded",
        options={"xatol": 1e-8},
    )
    return planned_variance * math.exp(float(found.x))


def confidence_sequence(*, estimate: float, variance: float, mixture_variance: float, alpha: float = ALPHA) -> Interval:
    """The interval at one look of a sequence that holds the true effect at all looks with probability 1 − alpha.

    Parameters
    ----------
    estimate, variance
        The estimate of now and its variance. Over the looks of one measurement the variance must not grow, and two
        looks' estimates must share the covariance of the later one, as running means of independent values do, also
        beside a fixed noise that all looks share (Jennison & Turnbull, Group Sequential Methods, 2000, section 3.1).
    mixture_variance
        Variance of the effects that the mixture gives weight; chosen once, before the first look: `tuned_to`.
    alpha
        Error rate over all looks.

    Returns
    -------
    Interval
        estimate ± √(v (v + m) ÷ m × (2 ln(1 ÷ alpha) + ln((v + m) ÷ v))).

    Raises
    ------
    ValueError
        A variance that is not positive, an alpha outside 0–1, or an estimate that is no number.

    Notes
    -----
    The ratio of the likelihood mixed over N(effect, m) to that of the effect is a martingale under the effect; Ville's
    inequality bounds all looks at once (Robbins, Annals of Mathematical Statistics 41, 1970; Johari, Koomen, Pekelis &
    Walsh, Operations Research 70, 2022, section 4). For means of other values than normal ones it holds
    asymptotically (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, Annals of Statistics 52, 2024).

    Examples
    --------
    >>> interval = confidence_sequence(estimate=0.1, variance=0.0004, mixture_variance=0.0034)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.039, 0.161)
    """
    _check(variance=variance, alpha=alpha)
    _check(variance=mixture_variance, alpha=alpha)
    if not math.isfinite(estimate):
        raise ValueError(f"{estimate} is no estimate")
    half = math.sqrt(
        variance
        * (variance + mixture_variance)
        / mixture_variance
        * (-2 * math.log(alpha) + math.log1p(mixture_variance / variance))
    )
    return Interval(low=estimate - half, high=estimate + half)


def always_valid_p(*, estimate: float, variance: float, mixture_variance: float) -> float:
    """The p-value of "no effect" at one look that may be read at every look; the least of all looks is valid too.

    1 ÷ the mixture likelihood ratio of `confidence_sequence`, at most 1: it is alpha exactly where that sequence's
    interval at alpha touches 0.

    Raises:
        ValueError: a variance that is not positive, or an estimate that is no number.

    >>> round(always_valid_p(estimate=0.1, variance=0.0004, mixture_variance=0.0034), 6)
    4.3e-05
    """
    _check(variance=variance, alpha=ALPHA)
    _check(variance=mixture_variance, alpha=ALPHA)
    if not math.isfinite(estimate):
        raise ValueError(f"{estimate} is no estimate")
    whole = variance + mixture_variance
    log_ratio = 0.5 * math.log(variance / whole) + estimate**2 * mixture_variance / (2 * variance * whole)
    return math.exp(-max(log_ratio, 0.0))


def fixed_interval(*, estimate: float, variance: float, alpha: float = ALPHA) -> Interval:
    """The normal interval of a single look: estimate ± z √variance. Read it once; at many looks it errs far more often.

    Raises:
        ValueError: a variance that is not positive, or an alpha outside 0–1.

    >>> round(fixed_interval(estimate=0, variance=1).high, 2)
    1.96
    """
    _check(variance=variance, alpha=alpha)
    half = float(norm.isf(alpha / 2)) * math.sqrt(variance)
    return Interval(low=estimate - half, high=estimate + half)


def _check(*, variance: float, alpha: float) -> None:
    if not variance > 0 or not math.isfinite(variance):
        raise ValueError(f"{variance} is no variance to reckon with")
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")
