"""The customers, drawn by lot, who are served with an update, beside the others."""

from __future__ import annotations

from dataclasses import replace

from training.impact.shapes import FEWEST_DAYS, Plan, Reading, Verdict, Windows
from training.impact.verdicts import decided
from training.stats import Sample, difference_of_means, tuned_to


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
    return decided(
        reading, effect=effect, days=days, mixture_variance=mixture_variance, plan=plan, is_better_up=is_better_up
    )
