"""What an update did, on topics whose days are written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from training.impact import (
    Plan,
    Reading,
    Tally,
    Treatment,
    Verdict,
    Windows,
    mixture_for,
    overall,
    plan_for,
    read,
    read_split,
    split_mixture,
    windows_of,
)
from training.stats import Sample, tuned_to

PLAN = Plan(before_days=28, after_days=28)
EVERYBODY = 0.05  # better for all from day 101 on


def treatment(key: int = 1, *, topics: str = "a", applied_on: int = 100, evidence: int = 30, **more: int) -> Treatment:
    return Treatment(
        key=key, topics=frozenset(topics), evidence_from=applied_on - evidence, applied_on=applied_on, **more
    )


def tally(rate: float, *, change: float = 0.0, days: int = 140, a_day: int = 100) -> Tally:
    """So many conversations a day; the rate as it was, and from day 101 on changed by `change` and for everybody."""
    rates = [rate + (change + EVERYBODY if day > 100 else 0) for day in range(days)]
    return Tally(sizes=[a_day] * days, totals=[round(a_day * one) for one in rates])


def shop(*, change: float, a_day: int = 100) -> dict[str, Tally]:
    others = {name: tally(0.4 + 0.05 * place, a_day=a_day) for place, name in enumerate("bcdefg")}
    return {"a": tally(0.5, change=change, a_day=a_day), **others}


def look(tallies: dict[str, Tally], *, today: int = 129, **more: bool) -> Reading:
    one = treatment()
    mixture = mixture_for(treatment=one, others=[one], tallies=tallies, plan=PLAN)
    assert mixture is not None
    return read(treatment=one, others=[one], tallies=tallies, today=today, mixture_variance=mixture, plan=PLAN, **more)


@pytest.mark.parametrize(
    ("change", "verdict"), [(0.2, Verdict.HELPED), (-0.2, Verdict.HURT), (0.0, Verdict.NO_DIFFERENCE)]
)
def test_the_change_beyond_that_of_everybody_decides(change: float, verdict: Verdict) -> None:
    reading = look(shop(change=change))
    assert reading.effect.value == pytest.approx(change, abs=0.006)
    assert reading.interval.holds(change)
    assert reading.verdict == verdict
    assert (reading.p_value < 0.05) == (verdict != Verdict.NO_DIFFERENCE)


def test_more_of_a_bad_thing_hurts() -> None:
    assert look(shop(change=0.2), is_better_up=False).verdict == Verdict.HURT
    assert look(shop(change=-0.2), is_better_up=False).verdict == Verdict.HELPED


def test_before_the_planned_days_are_over_what_is_undecided_is_too_early() -> None:
    reading = look(shop(change=0.0), today=120)
    assert reading.verdict == Verdict.TOO_EARLY
    assert reading.interval is not None
    assert reading.reason == "Undecided after 19 of 28 days."
    assert look(shop(change=0.2), today=120).verdict == Verdict.HELPED


def test_too_few_days_or_conversations_say_so() -> None:
    assert look(shop(change=0.2), today=105).reason == "Only 400 conversations since, on 4 days."
    few = shop(change=0.2) | {"a": Tally(sizes=[1] * 75 + [0] * 65, totals=[1] * 75 + [0] * 65)}
    reading = look(few)
    assert reading.verdict == Verdict.TOO_EARLY
    assert reading.reason == "Only 0 conversations since, on 28 days."


def test_without_untouched_topics_nothing_is_said() -> None:
    one, everywhere = treatment(), treatment(2, topics="bcdef", applied_on=110)
    reading = read(
        treatment=one,
        others=[one, everywhere],
        tallies=shop(change=0.2),
        today=129,
        mixture_variance=0.01,
        plan=PLAN,
    )
    assert reading.verdict == Verdict.TOO_EARLY
    assert reading.reason == "Only 1 topics were untouched and busy enough to compare with."


def test_a_touched_topic_is_no_control() -> None:
    tallies = shop(change=0.0) | {"b": tally(0.3, change=0.5)}
    other = treatment(2, topics="b", applied_on=100)
    one = treatment()
    arguments = {"treatment": one, "tallies": tallies, "today": 129, "mixture_variance": 0.01, "plan": PLAN}
    assert read(others=[one, other], **arguments).effect.controls == 5
    assert read(others=[one], **arguments).effect.controls == 6


def test_the_days_of_the_evidence_are_in_neither_window() -> None:
    assert windows_of(treatment=treatment(), others=[], today=200, plan=PLAN) == Windows(
        before=range(42, 70), after=range(101, 129)
    )
    assert windows_of(treatment=treatment(), others=[], today=105, plan=PLAN).after == range(101, 105)
    assert windows_of(treatment=treatment(), others=[], today=90, plan=PLAN).after == range(101, 101)
    assert windows_of(treatment=treatment(applied_on=20), others=[], today=90, plan=PLAN).before == range(0, 0)


def test_a_roll_back_ends_the_days_after() -> None:
    assert windows_of(treatment=treatment(ended_on=112), others=[], today=200, plan=PLAN).after == range(101, 112)


def test_a_later_update_on_the_topic_ends_the_days_after() -> None:
    others = [treatment(2, applied_on=115)]
    windows = windows_of(treatment=treatment(), others=others, today=200, plan=PLAN)
    assert (windows.after, windows.together_with) == (range(101, 115), ())


def test_a_later_update_too_soon_is_measured_together() -> None:
    others = [treatment(2, applied_on=104), treatment(3, topics="b", applied_on=104)]
    windows = windows_of(treatment=treatment(), others=others, today=200, plan=PLAN)
    assert (windows.after, windows.together_with) == (range(101, 129), (2,))


def test_an_earlier_update_on_the_topic_begins_the_days_before() -> None:
    windows = windows_of(treatment=treatment(), others=[treatment(2, applied_on=50)], today=200, plan=PLAN)
    assert (windows.before, windows.together_with) == (range(51, 70), ())


def test_an_earlier_update_too_late_is_measured_together() -> None:
    windows = windows_of(treatment=treatment(), others=[treatment(2, applied_on=66)], today=200, plan=PLAN)
    assert (windows.before, windows.together_with) == (range(42, 70), (2,))
    rolled_back = [treatment(2, applied_on=20, ended_on=30)]
    assert windows_of(treatment=treatment(), others=rolled_back, today=200, plan=PLAN).before == range(42, 70)


@pytest.mark.parametrize(
    ("ended_on", "before", "after", "together"),
    [
        (30, range(42, 70), range(101, 129), ()),
        (50, range(51, 70), range(101, 129), ()),
        (66, range(42, 70), range(101, 129), (2,)),
        (85, range(42, 70), range(101, 129), (2,)),
        (104, range(42, 70), range(101, 129), (2,)),
        (115, range(42, 70), range(101, 115), ()),
        (150, range(42, 70), range(101, 129), ()),
    ],
)
def test_the_end_of_an_earlier_update_on_the_topic_counts_as_its_beginning_does(
    ended_on: int, before: range, after: range, together: tuple[int, ...]
) -> None:
    others = [treatment(2, applied_on=20, ended_on=ended_on)]
    windows = windows_of(treatment=treatment(), others=others, today=200, plan=PLAN)
    cut_by = 2 if after.stop < 129 else None
    assert windows == Windows(before=before, after=after, together_with=together, cut_by=cut_by)


def test_what_came_and_went_between_the_windows_is_in_neither() -> None:
    others = [treatment(2, applied_on=75, ended_on=90)]
    assert windows_of(treatment=treatment(), others=others, today=200, plan=PLAN).together_with == ()


def test_where_what_came_and_went_leaves_too_few_days_those_before_it_came_stand() -> None:
    gone = [treatment(2, applied_on=60, ended_on=85)]
    windows = windows_of(treatment=treatment(), others=gone, today=200, plan=PLAN)
    assert windows == Windows(before=range(32, 60), after=range(101, 129))
    twice = [*gone, treatment(3, applied_on=50, ended_on=55)]
    windows = windows_of(treatment=treatment(), others=twice, today=200, plan=PLAN)
    assert windows == Windows(before=range(22, 50), after=range(101, 129))
    one_stayed = [*gone, treatment(3, applied_on=50)]
    windows = windows_of(treatment=treatment(), others=one_stayed, today=200, plan=PLAN)
    assert windows == Windows(before=range(51, 60), after=range(101, 129))
    one_stayed_since = [*gone, treatment(3, applied_on=65)]
    assert windows_of(treatment=treatment(), others=one_stayed_since, today=200, plan=PLAN).together_with == (3,)


def test_too_short_a_past_plans_nothing() -> None:
    one = treatment(applied_on=40)
    assert mixture_for(treatment=one, others=[], tallies=shop(change=0), plan=PLAN) is None
    assert mixture_for(treatment=treatment(), others=[], tallies={"a": tally(0.5)}, plan=PLAN) is None


def test_where_another_update_leaves_few_days_before_it_is_planned_from_all_of_them() -> None:
    tallies, one, earlier = shop(change=0.2), treatment(), treatment(2, applied_on=60)
    assert windows_of(treatment=one, others=[earlier], today=129, plan=PLAN).before == range(61, 70)
    mixture = mixture_for(treatment=one, others=[earlier], tallies=tallies, plan=PLAN)
    assert mixture == mixture_for(treatment=one, others=[], tallies=tallies, plan=PLAN)
    reading = read(
        treatment=one, others=[earlier], tallies=tallies, today=129, mixture_variance=mixture or 0, plan=PLAN
    )
    assert (reading.verdict, len(reading.windows.before)) == (Verdict.HELPED, 9)


def test_other_values_than_rates_have_their_own_spread() -> None:
    def minutes(first: float, then: float) -> Tally:
        means = [first if day <= 100 else then for day in range(140)]
        return Tally(
            sizes=[10] * 140,
            totals=[10 * mean for mean in means],
            squares=[10 * (mean**2 + 4.0) for mean in means],
        )

    tallies = {"a": minutes(12, 9), **{name: minutes(10, 10) for name in "bcdef"}}
    reading = look(tallies, is_better_up=False)
    assert reading.effect.value == pytest.approx(-3)
    assert reading.verdict == Verdict.HELPED


def test_topics_whose_values_never_differ_or_are_single_compare_nothing() -> None:
    def rated(each: float, squares: float, *, a_day: int = 10) -> Tally:
        return Tally(sizes=[a_day] * 140, totals=[a_day * each] * 140, squares=[a_day * squares] * 140)

    days = {45, 60, 110}  # one value in each half of the days before, one after
    once = [float(day in days) for day in range(140)]
    single = Tally(sizes=once, totals=[4 * one for one in once], squares=[16 * one for one in once])
    tallies = {"a": rated(4, 17), **{name: rated(4, 17) for name in "bcd"}, "e": rated(5, 25), "f": single}
    reading = look(tallies)
    assert reading.effect is not None
    assert reading.effect.controls == 3
    still = tallies | {"a": rated(5, 25)}
    one = treatment()
    assert mixture_for(treatment=one, others=[], tallies=still, plan=PLAN) is None
    unsaid = read(treatment=one, others=[], tallies=still, today=129, mixture_variance=0.01, plan=PLAN)
    assert unsaid.reason == "No topic has conversations both before and since, with figures that differ."


def test_a_tally_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="one for each day"):
        Tally(sizes=[1, 2], totals=[1])
    with pytest.raises(ValueError, match="one for each day"):
        Tally(sizes=[1, 2], totals=[1, 2], squares=[1])


# --- several metrics, and one part of the customers against the other


def test_alpha_is_shared_by_the_metrics_that_decide() -> None:
    assert plan_for(plan=PLAN, metrics=4).alpha == pytest.approx(0.0125)
    assert plan_for(plan=PLAN, metrics=1) == PLAN
    with pytest.raises(ValueError, match="needs a metric"):
        plan_for(plan=PLAN, metrics=0)


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ("", "too_early"),
        ("too_early too_early", "too_early"),
        ("no_difference too_early", "no_difference"),
        ("helped no_difference", "helped"),
        ("helped hurt", "hurt"),
    ],
)
def test_one_metric_that_hurt_outweighs_the_others(verdicts: str, whole: str) -> None:
    assert overall(verdicts=[Verdict(one) for one in verdicts.split()]) == whole


def half(successes: int, trials: int = 1000) -> Sample:
    return Sample.of_counts(successes=successes, trials=trials)


def split(treated: Sample | None, untreated: Sample | None, *, days: int = 28) -> Reading:
    mixture = split_mixture(before=half(500), per_day=70, share=0.5, plan=PLAN)
    return read_split(treated=treated, untreated=untreated, days=days, mixture_variance=mixture, plan=PLAN)


@pytest.mark.parametrize(
    ("successes", "days", "verdict"),
    [(650, 10, "helped"), (350, 10, "hurt"), (505, 28, "no_difference"), (505, 10, "too_early")],
)
def test_the_part_with_it_is_held_against_the_part_without(successes: int, days: int, verdict: str) -> None:
    reading = split(half(successes), half(500), days=days)
    assert reading.verdict == verdict
    assert reading.effect.value == pytest.approx((successes - 500) / 1000)
    assert (reading.size_before, reading.size_after) == (1000, 1000)


@pytest.mark.parametrize(
    ("treated", "untreated", "days", "reason"),
    [
        (half(60, 100), half(50, 100), 6, "Only 6 days since; it takes 7."),
        (half(6, 10), half(50, 100), 9, "Only 10 conversations with it and 100 without; it takes 20 of each."),
        (None, half(50, 100), 9, "Only 0 conversations with it and 100 without; it takes 20 of each."),
        (Sample(size=30, mean=1, variance=0), Sample(size=30, mean=1, variance=0), 9, "All its values are the same;"),
    ],
)
def test_too_little_of_a_split_says_so(treated: Any, untreated: Any, days: int, reason: str) -> None:
    reading = split(treated, untreated, days=days)
    assert (reading.verdict, reading.interval) == (Verdict.TOO_EARLY, None)
    assert reading.reason.startswith(reason)


def test_the_mixture_of_a_split_is_tuned_to_what_its_last_look_will_see() -> None:
    """The variance of a difference of two rates of ½ with 980 conversations each, by hand."""
    found = split_mixture(before=half(500_000, 10**6), per_day=70, share=0.5, plan=PLAN)
    assert found == pytest.approx(tuned_to(planned_variance=2 * 0.25 / 980, alpha=PLAN.alpha), rel=1e-3)
    with pytest.raises(ValueError, match="share"):
        split_mixture(before=half(500), per_day=70, share=1, plan=PLAN)


def test_looked_at_every_day_a_split_without_an_effect_is_hardly_ever_called_anything() -> None:
    rng = np.random.default_rng(5)
    mixture = split_mixture(before=half(500), per_day=60, share=0.5, plan=PLAN)
    called = 0
    for _ in range(300):
        arms = rng.binomial(30, 0.5, (2, 28)).cumsum(axis=1)
        verdicts = {
            read_split(
                treated=half(int(arms[0, day - 1]), 30 * day),
                untreated=half(int(arms[1, day - 1]), 30 * day),
                days=day,
                mixture_variance=mixture,
                plan=PLAN,
            ).verdict
            for day in range(7, 29)
        }
        called += bool(verdicts & {Verdict.HELPED, Verdict.HURT})
    assert called <= 15
