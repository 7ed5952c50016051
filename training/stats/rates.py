"""How sure a rate is."""

from __future__ import annotations

import math

from scipy.stats import norm

from training.stats.sequential import ALPHA, Interval


def rate_interval(*, successes: int, trials: int, alpha: float = ALPHA) -> Interval:
    """The score interval of a rate (Wilson, Journal of the American Statistical Association 22, 1927).

    Raises
    ------
    ValueError
        No trials, or more successes than those.

    >>> interval = rate_interval(successes=81, trials=263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.2553, 0.3662)
    """
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError("A rate needs trials, and no more successes than those.")
    z = float(norm.ppf(1 - alpha / 2))
    share, z2 = successes / trials, z**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half))
