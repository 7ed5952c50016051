"""What an applied update did: its topics before and after, beside topics that nothing touched. Pure.

Days are numbered; the windows are half open. The days whose failures led to the update are in neither window: what was
picked because it went badly goes better afterwards on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from training.stats import (
    ALPHA,
    FEWEST_CONTROLS,
    Change,
    Effect,
    Interval,
    Sample,
    always_valid_p,
    between_variance,
    confidence_sequence,
    difference_in_differences,
    difference_of_means,
    tuned_to,
)

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
    """The days before and the days after, and which updates' effects cannot be told apart within them."""

    before: range
    after: range
    together_with: tuple[int, ...] = ()


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


def windows_of(*, treatment: Treatment, others: Iterable[Treatment], today: int, plan: Plan) -> Windows:
    """The days that a treatment is measured on, as of the end of the day `today` − 1.

    Before: the last days ahead of its evidence. After: from the day after it was applied, as many days as planned, no
    longer than it was live. Where another update on the same topics begins or ends (is rolled back) later, the days
    after end; where it did so earlier, the days before begin after that. If too few days are left that way, the effects
    of both are in the difference, and `together_with` names it. One that came and went before this one left things as
    they were ahead of it: where too few days are left after it, those before it came, at most `before_days` ago, stand.
    """
    others = tuple(others)
    start = treatment.applied_on + 1
    stop = min(start + plan.after_days, today, today if treatment.ended_on is None else treatment.ended_on)
    until = _as_it_was(treatment, others, plan)
    since = until - plan.before_days
    together: set[int] = set()
    for day, key in _turns(treatment, others, gap=range(until, start)):
        if (day, key) > (treatment.applied_on, treatment.key):
            if day - start >= FEWEST_DAYS:
                stop = min(stop, day)
            elif day < stop:
                together.add(key)
        elif until - (day + 1) >= FEWEST_DAYS:
            since = max(since, day + 1)
        elif day >= since:
            together.add(key)
    return Windows(
        before=range(max(since, 0), max(until, 0)),
        after=range(start, max(stop, start)),
        together_with=tuple(sorted(together)),
    )


def _as_it_was(treatment: Treatment, others: Iterable[Treatment], plan: Plan) -> int:
    """The end of the days before: the evidence's first, or when another update on its topics came that went again."""
    first = until = min(treatment.evidence_from, treatment.applied_on)
    gone = [
        (other.applied_on, other.ended_on)
        for other in others
        if _is_on_topics_of(treatment, other) and other.ended_on is not None and other.ended_on <= treatment.applied_on
    ]
    for came, went in sorted(gone, reverse=True):
        if first - plan.before_days <= came < until < went + 1 + FEWEST_DAYS:
            until = came
    return until


def _is_on_topics_of(treatment: Treatment, other: Treatment) -> bool:
    """Whether another update is on a treatment's topics, or cannot be told apart on them."""
    return other.key != treatment.key and bool((other.topics | other.mixed_with) & treatment.topics)


def _turns(treatment: Treatment, others: Iterable[Treatment], *, gap: range) -> list[tuple[int, int]]:
    """The days on which other updates on its topics began or ended, with their keys; not of those that came and went
    in the gap between the windows.
    """
    return sorted(
        (day, other.key)
        for other in others
        if _is_on_topics_of(treatment, other) and not (other.applied_on in gap and other.ended_on in gap)
        for day in (other.applied_on, other.ended_on)
        if day is not None
    )


def mixture_for(
    *, treatment: Treatment, others: Iterable[Treatment], tallies: Mapping[str, Tally], plan: Plan
) -> float | None:
    """The mixture variance of the confidence sequence, of what was known before the update was live.

    The variance of the planned last look is foreseen from the days before: as many conversations a day with the same
    spread, and topics changing each in its own way as they did between the two halves of those days. Where another
    update leaves too few of them to halve, all planned days ahead of the evidence are taken: what is chosen before the
    first look may make intervals wide, not wrong. None if there is too little to foresee anything.
    """
    others = tuple(others)
    windows = windows_of(treatment=treatment, others=others, today=treatment.applied_on, plan=plan)
    before = windows.before
    if len(before) < 2 * FEWEST_DAYS:
        before = range(max(before.stop - plan.before_days, 0), before.stop)
    if len(before) < 2 * FEWEST_DAYS:
        return None
    middle = before.start + len(before) // 2
    halves = (range(before.start, middle), range(middle, before.stop))
    changes = _changes(_untouched(tallies, treatment, others, before), tallies, *halves, fewest=2)
    own = [tallies[topic] for topic in sorted(treatment.topics & tallies.keys())]
    variances = [tally.sample(before).variance for tally in own if tally.size(before) >= 2]
    if len(changes) < FEWEST_CONTROLS or not any(variances):
        return None
    between = between_variance(changes=changes)
    growth = len(before) / plan.after_days
    sampling = (1 + growth) / sum(1 / variance for variance in variances if variance)
    return tuned_to(planned_variance=sampling + between, alpha=plan.alpha)


def read(
    *,
    treatment: Treatment,
    others: Iterable[Treatment],
    tallies: Mapping[str, Tally],
    today: int,
    mixture_variance: float,
    plan: Plan,
    is_better_up: bool = True,
) -> Reading:
    """Look at one metric of an update as of the end of the day `today` − 1.

    Parameters
    ----------
    treatment, others
        The update, and all that were ever applied (itself among them or not).
    tallies
        The metric by topic and day.
    today
        Number of the first day that is not over.
    mixture_variance
        Of the confidence sequence, chosen before the first look: `mixture_for`.
    plan
        Windows and error rate. Once the planned days are over an undecided update made no difference that could be
        told; before it is too early.
    is_better_up
        Whether more of the metric is better.

    Returns
    -------
    Reading
        `effect` is the change of the metric on the update's topics beyond that of untouched topics, in the metric's
        own unit; `interval` holds the true one at all looks with probability 1 − alpha.

    Notes
    -----
    The variance between topics is estimated anew at each look, so that the promise of `confidence_sequence` holds
    nearly, not exactly; `manage.py bench impact` measures how well.
    """
    others = tuple(others)
    windows = windows_of(treatment=treatment, others=others, today=today, plan=plan)
    topics = sorted(topic for topic in treatment.topics if topic in tallies)
    size_before = sum(tallies[topic].size(windows.before) for topic in topics)
    size_after = sum(tallies[topic].size(windows.after) for topic in topics)

    def undecided(reason: str) -> Reading:
        return Reading(
            verdict=Verdict.TOO_EARLY, windows=windows, size_before=size_before, size_after=size_after, reason=reason
        )

    if len(windows.before) < FEWEST_DAYS or size_before < plan.fewest:
        return undecided(f"Only {size_before} conversations before, on {len(windows.before)} days.")
    if len(windows.after) < FEWEST_DAYS or size_after < plan.fewest:
        return undecided(f"Only {size_after} conversations since, on {len(windows.after)} days.")
    target = _changes(topics, tallies, windows.before, windows.after, fewest=2)
    span = range(windows.before.start, windows.after.stop)
    controls = _changes(
        _untouched(tallies, treatment, others, span), tallies, windows.before, windows.after, fewest=plan.fewest
    )
    if not target:
        return undecided("No topic has conversations both before and since, with figures that differ.")
    if len(controls) < FEWEST_CONTROLS:
        return undecided(f"Only {len(controls)} topics were untouched and busy enough to compare with.")
    effect = difference_in_differences(target=target, controls=controls)
    interval = confidence_sequence(
        estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance, alpha=plan.alpha
    )
    days = len(windows.after)
    verdict = _verdict(interval, is_over=days >= plan.after_days, is_better_up=is_better_up)
    too_early = f"Undecided after {days} of {plan.after_days} days."
    return Reading(
        verdict=verdict,
        windows=windows,
        effect=effect,
        interval=interval,
        p_value=always_valid_p(estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance),
        size_before=size_before,
        size_after=size_after,
        reason=too_early if verdict == Verdict.TOO_EARLY else "",
    )


def split_mixture(*, before: Sample, per_day: float, share: float, plan: Plan) -> float:
    """The mixture variance for a split: of as many conversations a day, with the same spread, as in the days before.

    Parameters
    ----------
    before
        The metric over the days before the update was live.
    per_day
        Conversations a day that the metric counts, above 0.
    share
        Part of the customers that is served with the update, between 0 and 1.
    plan
        The days that are planned, and the error rate.

    Raises
    ------
    ValueError
        A share outside 0–1, no conversations, or values that do not differ at all.
    """
    if not 0 < share < 1:
        raise ValueError("The share of a split lies between 0 and 1.")
    of_one = before.variance * before.size
    whole = per_day * plan.after_days
    return tuned_to(planned_variance=of_one / (whole * share) + of_one / (whole * (1 - share)), alpha=plan.alpha)


def read_split(
    *,
    treated: Sample | None,
    untreated: Sample | None,
    days: int,
    mixture_variance: float,
    plan: Plan,
    is_better_up: bool = True,
) -> Reading:
    """Look at one metric of an update that a part of the customers, drawn by lot, is served with.

    Parameters
    ----------
    treated, untreated
        The metric over the days since, of the customers with the update and of the others; None where too few for one.
    days
        So many days it was live; the first counts from the day after it was applied.
    mixture_variance
        Of the confidence sequence, chosen before the first look: `split_mixture`.
    plan, is_better_up
        As in `read`.

    Returns
    -------
    Reading
        `size_before` is the number of conversations without the update, `size_after` with it. Both halves live through
        the same days, so there is no window before.
    """
    window = Windows(before=range(0), after=range(days))
    sizes = (untreated.size if untreated else 0, treated.size if treated else 0)
    reading = Reading(verdict=Verdict.TOO_EARLY, windows=window, size_before=sizes[0], size_after=sizes[1])
    if days < FEWEST_DAYS:
        return replace(reading, reason=f"Only {days} days since; it takes {FEWEST_DAYS}.")
    if treated is None or untreated is None or min(sizes) < plan.fewest:
        few = f"Only {sizes[1]} conversations with it and {sizes[0]} without"
        return replace(reading, reason=f"{few}; it takes {plan.fewest} of each.")
    effect = difference_of_means(treated=treated, untreated=untreated)
    if not effect.variance > 0:
        return replace(reading, reason="All its values are the same; nothing can be told from them.")
    interval = confidence_sequence(
        estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance, alpha=plan.alpha
    )
    verdict = _verdict(interval, is_over=days >= plan.after_days, is_better_up=is_better_up)
    undecided = f"Undecided after {days} of {plan.after_days} days."
    return replace(
        reading,
        verdict=verdict,
        effect=effect,
        interval=interval,
        p_value=always_valid_p(estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance),
        reason=undecided if verdict == Verdict.TOO_EARLY else "",
    )


def plan_for(*, plan: Plan, metrics: int) -> Plan:
    """The plan of each of so many metrics that decide together: alpha ÷ metrics.

    Bonferroni's correction (Dunn, Journal of the American Statistical Association 56, 1961): the chance that any of the
    intervals misses at any look is at most alpha, however the metrics depend on each other. Holm's would find a little
    more, but its intervals would not say the same as its verdicts.

    Raises:
        ValueError: no metric.

    >>> plan_for(plan=Plan(alpha=0.05), metrics=4).alpha
    0.0125
    """
    if metrics < 1:
        raise ValueError("A verdict needs a metric.")
    return replace(plan, alpha=plan.alpha / metrics)


def overall(*, verdicts: Iterable[Verdict]) -> Verdict:
    """What may be said of an update whose metrics each have a verdict: one that hurt outweighs all that helped.

    No difference is said where a metric says so and the others are no further.

    >>> overall(verdicts=[Verdict.HELPED, Verdict.NO_DIFFERENCE]).value
    'helped'
    >>> overall(verdicts=[Verdict.HELPED, Verdict.HURT]).value
    'hurt'
    """
    found = set(verdicts)
    for verdict in (Verdict.HURT, Verdict.HELPED, Verdict.NO_DIFFERENCE):
        if verdict in found:
            return verdict
    return Verdict.TOO_EARLY


def _verdict(interval: Interval, *, is_over: bool, is_better_up: bool) -> Verdict:
    if interval.holds(0):
        return Verdict.NO_DIFFERENCE if is_over else Verdict.TOO_EARLY
    return Verdict.HELPED if (interval.low > 0) == is_better_up else Verdict.HURT


def _untouched(
    tallies: Mapping[str, Tally], treatment: Treatment, others: Iterable[Treatment], span: range
) -> list[str]:
    """Topics on which nothing began or ended in the span."""
    touched = set(treatment.felt_by)
    for other in others:
        if other.applied_on in span or (other.ended_on is not None and other.ended_on in span):
            touched |= other.felt_by
    return sorted(tallies.keys() - touched)


def _changes(
    topics: Iterable[str], tallies: Mapping[str, Tally], before: range, after: range, *, fewest: int
) -> list[Change]:
    """The changes of those topics that have enough on either side, and values that differ at all on one of them."""
    changes = (
        Change(before=tallies[topic].sample(before), after=tallies[topic].sample(after))
        for topic in topics
        if min(tallies[topic].size(before), tallies[topic].size(after)) >= max(fewest, 2)
    )
    return [change for change in changes if change.variance > 0]
