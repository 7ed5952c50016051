"""Which settings measured conversations call for, and which they do not."""

from __future__ import annotations

import doctest
import random

import pytest
from scipy import stats

from training import tuning
from training.tuning import Finding, Outcome, commonest_failure, hands_off_needlessly, sure_but_wrong


def outcomes(*parts: tuple[int, float, float, float], rating: int | None = None, customers: int = 0) -> list[Outcome]:
    """Parts of (number, confidence, success, share handed off), each conversation of a customer of its own."""
    found: list[Outcome] = []
    for number, confidence, success, handed in parts:
        for place in range(number):
            is_handed = (place * 7919) % number < handed * number
            found.append(
                Outcome(
                    key=len(found),
                    customer=f"c-{len(found) % customers if customers else len(found)}",
                    confidence=confidence,
                    is_handed_off=is_handed,
                    is_success=not is_handed and (place * 104729) % number < success * number,
                    rating=rating,
                )
            )
    return found


def test_the_examples_hold() -> None:
    assert doctest.testmod(tuning).failed == 0


@pytest.mark.parametrize(("successes", "trials"), [(0, 20), (1, 20), (15, 148), (20, 20)])
def test_wilsons_interval_is_scipys(successes: int, trials: int) -> None:
    ours = tuning.rate_of("", successes=successes, trials=trials)
    theirs = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 2)])
def test_no_rate_of_nothing(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="A rate needs trials"):
        tuning.rate_of("", successes=successes, trials=trials)


# --- success low though confidence high


def test_where_confidence_parts_good_from_bad_the_threshold_is_raised_to_what_the_data_say() -> None:
    found = sure_but_wrong(outcomes((400, 0.62, 0.3, 0), (500, 0.8, 0.92, 0)), threshold=0.5)
    assert found.changes == {"handoff_confidence": 0.65}
    assert "only 64% of what it answers goes well" in found.sentence
    assert "instead of 64%; it passes on 44% of the conversations instead of 0%" in found.forecast
    assert found.affected == 400
    assert len(found.keys) == 280
    assert found.effect == pytest.approx(0.28, abs=0.03)
    assert found.success_effect == pytest.approx(-120 / 900)
    assert found.p_value < 0.001


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (outcomes((60, 0.6, 0.2, 0), (30, 0.8, 0.9, 0)), "Only 90 answers were judged"),
        (outcomes((300, 0.62, 0.6, 0), (500, 0.8, 0.9, 0)), "goes well often enough"),
        (outcomes((150, 0.6, 0.4, 0), (50, 0.8, 0.9, 0)), "not sure either"),
        (outcomes((400, 0.62, 0.5, 0), (400, 0.8, 0.5, 0)), "parts the good ones from the bad"),
        (outcomes((700, 0.66, 0.3, 0), (200, 0.8, 0.95, 0)), "leaves it half of its answers"),
    ],
)
def test_the_threshold_stays_where_the_data_do_not_call_for_another(seen: list[Outcome], why: str) -> None:
    found = sure_but_wrong(seen, threshold=0.5)
    assert not found.changes
    assert why in found.sentence


def test_where_confidence_says_nothing_luck_seldom_raises_the_threshold() -> None:
    """The choice is made on one half and borne out on the other, so luck must strike twice."""
    chance = random.Random(4)  # noqa: S311 - no secret
    raised = 0
    for _ in range(200):
        seen = [
            Outcome(
                key=key,
                customer=f"c-{chance.random()}",
                confidence=chance.betavariate(8, 3),
                is_handed_off=False,
                is_success=chance.random() < 0.6,
            )
            for key in range(300)
        ]
        raised += bool(sure_but_wrong(seen, threshold=0.5).changes)
    assert raised <= 2


# --- handoff rate high


def test_where_answers_just_below_the_threshold_go_well_it_is_lowered_as_far_as_they_do() -> None:
    seen = outcomes((300, 0.8, 0.9, 0.05), (300, 0.45, 0.92, 0.6), (200, 0.25, 0.2, 0.6))
    found = hands_off_needlessly(seen, threshold=0.5)
    assert found.changes == {"handoff_confidence": 0.45}
    assert "It passes on 39% of its conversations" in found.sentence
    assert found.affected == 180
    assert {seen[key].is_handed_off for key in found.keys} == {True}
    assert found.effect == pytest.approx(180 / 800)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (outcomes((40, 0.45, 0.9, 0.5)), "Only 40 conversations"),
        (outcomes((400, 0.8, 0.9, 0.1), (100, 0.45, 0.95, 0.5)), "does not pass on too much"),
        (outcomes((300, 0.8, 0.9, 0.2), (300, 0.45, 0.4, 0.6)), "did not go well, or was little"),
        (outcomes((300, 0.8, 0.9, 0.5), (60, 0.45, 0.9, 1.0)), "did not go well, or was little"),
        (outcomes((600, 0.8, 0.9, 0.5), (200, 0.45, 0.95, 0.02)), "would spare few handoffs"),
    ],
)
def test_the_threshold_is_not_lowered_without_a_reason(seen: list[Outcome], why: str) -> None:
    found = hands_off_needlessly(seen, threshold=0.5)
    assert not found.changes
    assert why in found.sentence


# --- confidence and satisfaction


def test_low_confidence_is_held_against_its_interval() -> None:
    assert tuning.is_unsure(outcomes((200, 0.5, 1, 0), (200, 0.6, 1, 0)))[0]
    assert not tuning.is_unsure(outcomes((100, 0.3, 1, 0), (100, 0.88, 1, 0)))[0]
    assert tuning.is_unsure(outcomes((99, 0.1, 1, 0))) == (False, None)


def test_low_satisfaction_is_held_against_its_interval() -> None:
    assert tuning.is_dissatisfying(outcomes((150, 0.8, 1, 0), rating=3) + outcomes((50, 0.8, 1, 0), rating=1))[0]
    assert not tuning.is_dissatisfying(outcomes((60, 0.8, 1, 0), rating=1) + outcomes((100, 0.8, 1, 0), rating=5))[0]
    assert tuning.is_dissatisfying(outcomes((500, 0.8, 1, 0))) == (False, None)


def test_the_commonest_failure_that_parts_the_bad_from_the_good_is_chosen() -> None:
    is_low = [True] * 100 + [False] * 100
    shown = {
        "common everywhere": [True] * 200,
        "rare but telling": [True] * 20 + [False] * 180,
        "telling": [True] * 60 + [False] * 40 + [True] * 10 + [False] * 90,
    }
    found = commonest_failure(shown, is_low=is_low)
    assert found is not None
    assert (found.name, found.among_low.value, found.among_high.value) == ("telling", 0.6, 0.1)
    assert found.p_adjusted == pytest.approx(
        3 * stats.fisher_exact([[60, 40], [10, 90]], alternative="greater")[1], rel=1e-6
    )
    assert commonest_failure({"common everywhere": [True] * 200}, is_low=is_low) is None
    assert commonest_failure(shown, is_low=[True] * 20 + [False] * 180) is None
    assert commonest_failure({}, is_low=is_low) is None


def test_a_finding_without_changes_calls_for_nothing() -> None:
    assert not Finding(cause="x", sentence="Nothing.").changes
