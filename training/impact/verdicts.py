"""What may be said of an update, of one metric and of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from training.impact.shapes import Plan, Reading, Verdict
from training.stats import Effect, Interval, always_valid_p, confidence_sequence


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


def decided(
    reading: Reading, *, effect: Effect, days: int, mixture_variance: float, plan: Plan, is_better_up: bool
) -> Reading:
    """A look with its effect, the interval that holds at all looks, and what may be said after so many days."""
    interval = confidence_sequence(
        estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance, alpha=plan.alpha
    )
    verdict = _verdict(interval, is_over=days >= plan.after_days, is_better_up=is_better_up)
    return replace(
        reading,
        verdict=verdict,
        effect=effect,
        interval=interval,
        p_value=always_valid_p(estimate=effect.value, variance=effect.variance, mixture_variance=mixture_variance),
        reason=f"Undecided after {days} of {plan.after_days} days." if verdict == Verdict.TOO_EARLY else "",
    )


def _verdict(interval: Interval, *, is_over: bool, is_better_up: bool) -> Verdict:
    if interval.holds(0):
        return Verdict.NO_DIFFERENCE if is_over else Verdict.TOO_EARLY
    return Verdict.HELPED if (interval.low > 0) == is_better_up else Verdict.HURT
