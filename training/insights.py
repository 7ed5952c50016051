"""What goes with success and failure: groups of conversations that do better or worse than the rest. Pure.

One group at a time: the surest is found first, and all that follows is compared within what was found before. So a
week that went badly does not also accuse the channel that was busy in that week, and a bad entry not the matter that
it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from training.stats import ALPHA, StratifiedDifference, stratified_difference

FEWEST = 30  # in a group, and beside it
LEAST_EFFECT = 0.08  # a smaller difference is of no use to anybody
MOST = 30  # found at once
ALIKE = 0.5  # share of common rows from which on two groups are names of one thing

Rows = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A figure of each conversation: 1, 0, or NaN where nobody knows."""

    name: str
    values: NDArray[np.float64] = field(repr=False)
    is_better_up: bool = True


@dataclass(frozen=True, kw_only=True)
class Group:
    """Conversations that have something in common, as numbers of rows.

    `base`: those that it is compared within, itself among them; None: all. `within`: a stratum for each row, of what is
    to be held fixed. A `consequence` comes after what decides the outcome, as the wording of a reply does: nothing else
    is compared within it.
    """

    dimension: str
    value: str
    rows: Rows = field(repr=False)
    base: Rows | None = field(default=None, repr=False)
    within: NDArray[np.intp] | None = field(default=None, repr=False)
    is_consequence: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A group's rate beside the rest's. `effect` is the difference within what was found before, with its interval."""

    outcome: str
    is_better: bool
    rate: float
    rest_rate: float
    size: int
    rest_size: int
    effect: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A group that differs: by which outcome most surely, and what the other outcomes say of it.

    `also`: groups that are mostly the same conversations, so that nobody can tell which of them it is. `p_adjusted`
    is the chance of anything like it among all groups and outcomes if none made a difference.
    """

    group: Group
    figure: Figure
    others: tuple[Figure, ...]
    also: tuple[Group, ...]
    p_adjusted: float


def find(*, groups: Sequence[Group], outcomes: Sequence[Outcome], alpha: float = ALPHA) -> list[Finding]:
    """The groups that differ from the rest, the surest first.

    The chance that anything is found where nothing differs is at most `alpha` (Bonferroni's bound over all groups and
    outcomes, at each step): conversations must be independent of each other. A consequence is compared within the
    causes and the consequences that were found before, a cause within the causes only.

    Raises:
        ValueError: outcomes of different lengths, or a row beyond them.
    """
    length = len(outcomes[0].values) if outcomes else 0
    if any(len(one.values) != length for one in outcomes):
        raise ValueError("Each outcome has a figure for each conversation.")
    if any(len(group.rows) and group.rows.max() >= length for group in groups):
        raise ValueError("A group names a conversation that has no outcome.")
    causes: NDArray[np.intp] = np.zeros(length, dtype=np.intp)
    everything = causes
    left = [
        pair for group in groups for outcome in outcomes if (pair := _Pair.of(group, outcome)) and pair.figure(causes)
    ]
    tests = len(left)
    findings: list[Finding] = []
    while left and len(findings) < MOST:
        compared = [
            (pair, figure) for pair in left if (figure := pair.figure(everything if pair.is_consequence else causes))
        ]
        large = [one for one in compared if abs(one[1].effect) >= LEAST_EFFECT]
        if not large:
            break
        found, figure = min(large, key=_surest_first)
        p_adjusted = min(1.0, figure.p_value * tests)
        if p_adjusted > alpha:
            break
        others = tuple(other for pair, other in compared if pair.group is found.group and pair is not found)
        also = () if found.is_consequence else _same(found, figure, compared)
        findings.append(Finding(group=found.group, figure=figure, others=others, also=also, p_adjusted=p_adjusted))
        left = [pair for pair in left if pair.group is not found.group]
        everything = _parted(everything, found.group.rows)
        if not found.is_consequence:
            causes = _parted(causes, found.group.rows)
    return findings


def _surest_first(one: tuple[_Pair, Figure]) -> tuple[float, int, bool, str, str]:
    """Of two halves of everything, which differ from each other alike, the smaller one, of equal ones the worse."""
    pair, figure = one
    return float(f"{figure.p_value:.6g}"), figure.size, figure.is_better, pair.group.dimension, pair.group.value


def _same(found: _Pair, figure: Figure, compared: Iterable[tuple[_Pair, Figure]]) -> tuple[Group, ...]:
    """The groups that are mostly the same conversations and differ the same way: other names of what was found."""
    return tuple(
        pair.group
        for pair, other in compared
        if pair.outcome is found.outcome
        and pair.group is not found.group
        and not pair.is_consequence
        and other.is_better == figure.is_better
        and other.p_value <= ALPHA
        and _likeness(pair.group.rows, found.group.rows) >= ALIKE
    )


def _likeness(one: Rows, other: Rows) -> float:
    """Shared rows ÷ all rows of both (Jaccard)."""
    shared = len(np.intersect1d(one, other))
    return shared / (len(one) + len(other) - shared)


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """A group and an outcome: the rows to compare, whether each is in the group, and its outcome."""

    group: Group
    outcome: Outcome
    base: Rows
    mine: NDArray[np.bool_]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, group: Group, outcome: Outcome) -> _Pair | None:
        """None where the group or the rest has too few rows with a known outcome."""
        is_known = ~np.isnan(outcome.values)
        base = np.flatnonzero(is_known) if group.base is None else group.base[is_known[group.base]]
        is_in = np.zeros(len(is_known), dtype=bool)
        is_in[group.rows] = True
        mine = is_in[base]
        if not FEWEST <= mine.sum() <= len(base) - FEWEST:
            return None
        return cls(group=group, outcome=outcome, base=base, mine=mine, values=outcome.values[base])

    @property
    def is_consequence(self) -> bool:
        """Whether the group comes after what decides the outcome."""
        return self.group.is_consequence

    def figure(self, strata: NDArray[np.intp]) -> Figure | None:
        """The group beside the rest within strata; None where too few of both share strata."""
        keys = strata[self.base]
        if (within := self.group.within) is not None:
            keys = keys * (int(within.max(initial=0)) + 1) + within[self.base]
        count = int(keys.max()) + 1
        # By stratum: first those in the rest, then those in the group.
        sides = keys + count * self.mine
        trials = np.bincount(sides, minlength=2 * count).astype(float)
        successes = np.bincount(sides, weights=self.values, minlength=2 * count).astype(float)
        is_shared = np.minimum(trials[:count], trials[count:]) > 0
        if min(trials[:count][is_shared].sum(), trials[count:][is_shared].sum()) < FEWEST:
            return None
        found = stratified_difference(
            trials=trials[count:],
            successes=successes[count:],
            rest_trials=trials[:count],
            rest_successes=successes[:count],
        )
        return None if found is None else self._figure(found)

    def _figure(self, found: StratifiedDifference) -> Figure:
        half = NormalDist().inv_cdf(1 - ALPHA / 2) * found.variance**0.5
        return Figure(
            outcome=self.outcome.name,
            is_better=(found.value > 0) == self.outcome.is_better_up,
            rate=float(self.values[self.mine].mean()),
            rest_rate=float(self.values[~self.mine].mean()),
            size=int(self.mine.sum()),
            rest_size=int((~self.mine).sum()),
            effect=found.value,
            low=max(-1.0, found.value - half),
            high=min(1.0, found.value + half),
            p_value=found.p_value,
        )


def _parted(strata: NDArray[np.intp], rows: Rows) -> NDArray[np.intp]:
    """Each stratum in two: what is in the group, and what is not; numbered from 0 without holes."""
    finer = strata * 2
    finer[rows] += 1
    return np.unique(finer, return_inverse=True)[1]


def groups_of(dimension: str, labels: Iterable[str], *, is_all: bool = False, most: int = 60) -> list[Group]:
    """A group for each label that is not blank, the most frequent ones; compared within all that have a label.

    `is_all`: within all conversations, whether they have a label or not.
    """
    values = np.array(list(labels), dtype=object)
    named = np.flatnonzero(values.astype(bool))
    names, counts = np.unique(values[named].astype(str), return_counts=True)
    kept = [str(name) for name in names[np.argsort(-counts, kind="stable")][:most]]
    return [
        Group(
            dimension=dimension,
            value=name,
            rows=np.flatnonzero(values == name),
            base=None if is_all else named,
        )
        for name in kept
    ]
