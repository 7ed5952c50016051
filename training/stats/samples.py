"""What a mean rests on: size, mean, and the variance of that mean."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A mean of `size` independent values, and the variance of that mean (not of one value)."""

    size: int
    mean: float
    variance: float

    def __post_init__(self) -> None:
        """Refuse what no sample can be.

        Raises:
            ValueError: no value at all, or figures that cannot be.
        """
        if self.size < 1:
            raise ValueError("A mean needs at least one value.")
        if not math.isfinite(self.mean) or not math.isfinite(self.variance) or self.variance < 0:
            raise ValueError(f"mean {self.mean} and variance {self.variance} are no figures of a sample")

    @classmethod
    def of_counts(cls, *, successes: int, trials: int) -> Sample:
        """A rate, 0–1.

        The mean is successes ÷ trials as it is. Its variance is p(1 − p) ÷ (n + 4) with p = (successes + 2) ÷
        (n + 4), the rate as two more successes and two more failures would make it (Agresti & Coull, The American
        Statistician 52, 1998), so that a rate of 0 or 1 in a few trials is not taken for certain.

        Raises:
            ValueError: no trials, or counts that cannot be.

        >>> Sample.of_counts(successes=30, trials=40).mean
        0.75
        """
        if not 0 <= successes <= trials:
            raise ValueError(f"{successes} of {trials} is no share.")
        if trials == 0:
            raise ValueError("A rate needs at least one trial.")
        shrunk = (successes + 2) / (trials + 4)
        return cls(size=trials, mean=successes / trials, variance=shrunk * (1 - shrunk) / (trials + 4))

    @classmethod
    def of_sums(cls, *, size: int, total: float, squares: float) -> Sample:
        """A mean of values of which the number, the sum and the sum of squares are known.

        The variance is the unbiased one of the values, divided by their number.

        Raises:
            ValueError: fewer than two values (one says nothing of its spread), or sums that cannot be.

        >>> sample = Sample.of_sums(size=3, total=6, squares=14)  # 1, 2, 3
        >>> sample.mean, round(sample.variance, 4)
        (2.0, 0.3333)
        """
        if size < 2:
            raise ValueError("One value says nothing of its spread.")
        mean = total / size
        spread = squares - size * mean**2
        if spread < -1e-9 * max(1.0, squares):
            raise ValueError(f"{squares} is no sum of squares of {size} values that sum to {total}.")
        return cls(size=size, mean=mean, variance=max(spread, 0.0) / (size - 1) / size)
