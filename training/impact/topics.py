"""An update's topics before and after, beside topics that nothing touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from training.impact.shapes import FEWEST_DAYS, Plan, Reading, Tally, Treatment, Verdict
from training.impact.verdicts import decided
from training.impact.windows import windows_of
from training.stats import FEWEST_CONTROLS, Change, between_variance, difference_in_differences, tuned_to


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

    reading = Reading(verdict=Verdict.TOO_EARLY, windows=windows, size_before=size_before, size_after=size_after)
    if len(windows.before) < FEWEST_DAYS or size_before < plan.fewest:
        return replace(reading, reason=f"Only {size_before} conversations before, on {len(windows.before)} days.")
    if len(windows.after) < FEWEST_DAYS or size_after < plan.fewest:
        return replace(reading, reason=f"Only {size_after} conversations since, on {len(windows.after)} days.")
    target = _changes(topics, tallies, windows.before, windows.after, fewest=2)
    span = range(windows.before.start, windows.after.stop)
    controls = _changes(
        _untouched(tallies, treatment, others, span), tallies, windows.before, windows.after, fewest=plan.fewest
    )
    if not target:
        return replace(reading, reason="No topic has conversations both before and since, with figures that differ.")
    if len(controls) < FEWEST_CONTROLS:
        return replace(reading, reason=f"Only {len(controls)} topics were untouched and busy enough to compare with.")
    effect = difference_in_differences(target=target, controls=controls)
    return decided(
        reading,
        effect=effect,
        days=len(windows.after),
        mixture_variance=mixture_variance,
        plan=plan,
        is_better_up=is_better_up,
    )


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
