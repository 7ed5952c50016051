"""On which days an update is measured, before and after it was applied."""

from __future__ import annotations

from collections.abc import Iterable

from training.impact.shapes import FEWEST_DAYS, Plan, Treatment, Windows


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
    cut_by: int | None = None
    for day, key in _turns(treatment, others, gap=range(until, start)):
        if (day, key) > (treatment.applied_on, treatment.key):
            if day >= stop:
                continue
            if day - start >= FEWEST_DAYS:
                stop, cut_by = day, key
            else:
                together.add(key)
        elif until - (day + 1) >= FEWEST_DAYS:
            since = max(since, day + 1)
        elif day >= since:
            together.add(key)
    return Windows(
        before=range(max(since, 0), max(until, 0)),
        after=range(start, max(stop, start)),
        together_with=tuple(sorted(together)),
        cut_by=cut_by,
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
