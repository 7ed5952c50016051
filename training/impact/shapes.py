"""What is measured of an update, and what a look at it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from training.stats import ALPHA, Effect, Interval, Sample

FEWEST_DAYS = 7  # in each window, so that every day of the week is in it


class Verdict(StrEnum):
    """What may be said of an update."""

    HELPED = "helped"
    NO_DIFFERENCE = "no_difference"
    HURT = "hurt"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long is looked back and ahead, how few conversations say nothing, and the error rate over all looks."""

    before_days: int = 28
    after_days: int = 28
    fewest: int = 20
    alpha: float = ALPHA


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """One applied update: its topics, the first day of its evidence, and from when to when it was live.

    `around` are topics that may feel it though it is not for them: what lies too near to be held against it.
    `mixed_with` are those whose questions are so much its own that nobody can tell its effect on them from another's.
    """

    key: int
    topics: frozenset[str]
    evidence_from: int
    applied_on: int
    ended_on: int | None = None
    around: frozenset[str] = frozenset()
    mixed_with: frozenset[str] = frozenset()

    @property
    def felt_by(self) -> frozenset[str]:
        """Its topics and what is around them."""
        return self.topics | self.around


class Tally:
    """A metric of one topic by day: how many conversations, the sum of their values and of the squares.

    A rate counts: its values are 0 and 1, the sum is the number of successes and `squares` is left out.
    """

    def __init__(
        self, *, sizes: Iterable[float], totals: Iterable[float], squares: Iterable[float] | None = None
    ) -> None:
        self._sizes = _running(sizes)
        self._totals = _running(totals)
        self._squares = None if squares is None else _running(squares)
        if len(self._sizes) != len(self._totals) or (
            self._squares is not None and len(self._squares) != len(self._sizes)
        ):
            raise ValueError("A tally has as many sizes as totals, one for each day.")

    def size(self, window: range) -> int:
        """Conversations in a window of days; days beyond the tally have none."""
        return round(_between(self._sizes, window))

    def sample(self, window: range) -> Sample:
        """Mean over a window, with its variance.

        Raises:
            ValueError: too little in it for a mean.
        """
        size, total = self.size(window), _between(self._totals, window)
        if self._squares is None:
            return Sample.of_counts(successes=round(total), trials=size)
        return Sample.of_sums(size=size, total=total, squares=_between(self._squares, window))


def _running(values: Iterable[float]) -> list[float]:
    """Sums up to, and without, each day."""
    return [0.0, *accumulate(map(float, values))]


def _between(running: list[float], window: range) -> float:
    last = len(running) - 1
    start, stop = min(max(window.start, 0), last), min(max(window.stop, 0), last)
    return running[stop] - running[start] if stop > start else 0.0


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The days before and the days after, and which updates' effects cannot be told apart within them.

    `cut_by` is the update that ended the days after, None where none did.
    """

    before: range
    after: range
    together_with: tuple[int, ...] = ()
    cut_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One look at one metric of an update."""

    verdict: Verdict
    windows: Windows
    effect: Effect | None = None
    interval: Interval | None = None
    p_value: float | None = None
    size_before: int = 0
    size_after: int = 0
    reason: str = ""  # why it is too early
