"""Groups that do better or worse: known causes are found, chance is not, and nothing is accused for another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.insights import FEWEST, Finding, Group, Outcome, find, groups_of

SIZE = 3000


def drawn(seed: int = 1) -> tuple[np.random.Generator, dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    labels = {
        "channel": rng.choice(["chat", "email", "phone"], SIZE, p=[0.6, 0.25, 0.15]),
        "time": rng.choice([f"week {n}" for n in range(12)], SIZE),
        "intent": rng.choice([f"intent {n}" for n in range(20)], SIZE),
    }
    return rng, labels


def success(rng: np.random.Generator, chance: np.ndarray) -> Outcome:
    return Outcome(name="success", values=(rng.random(SIZE) < chance).astype(float))


def named(findings: list[Finding]) -> dict[tuple[str, str], bool]:
    return {(one.group.dimension, one.group.value): one.figure.is_better for one in findings}


def all_groups(labels: dict[str, np.ndarray]) -> list[Group]:
    return [group for name, values in labels.items() for group in groups_of(name, values)]


def test_known_causes_are_found_with_the_right_sign_and_nothing_else() -> None:
    rng, labels = drawn()
    chance = 0.7 - 0.2 * (labels["channel"] == "email") - 0.35 * (labels["time"] == "week 3")
    chance = chance + 0.25 * (labels["intent"] == "intent 7")
    found = find(groups=all_groups(labels), outcomes=[success(rng, chance)])
    assert named(found) == {("channel", "email"): False, ("time", "week 3"): False, ("intent", "intent 7"): True}
    email = next(one for one in found if one.group.value == "email").figure
    assert email.low <= -0.2 <= email.high
    assert email.effect == pytest.approx(-0.2, abs=0.06)


def test_a_bad_week_does_not_accuse_the_channel_that_was_busy_in_it() -> None:
    rng, labels = drawn()
    bad = labels["time"] == "week 3"
    labels["channel"] = np.where(bad & (rng.random(SIZE) < 0.9), "phone", labels["channel"])
    outcome = success(rng, 0.75 - 0.5 * bad)
    alone = find(groups=groups_of("channel", labels["channel"]), outcomes=[outcome])
    assert ("channel", "phone") in named(alone)
    assert named(find(groups=all_groups(labels), outcomes=[outcome])) == {("time", "week 3"): False}


def test_shuffled_outcomes_yield_something_in_few_cases_only() -> None:
    rng, labels = drawn()
    outcome = success(rng, 0.7 - 0.3 * (labels["channel"] == "email"))
    groups = all_groups(labels)
    shuffles = [replace(outcome, values=rng.permutation(outcome.values)) for _ in range(200)]
    assert sum(bool(find(groups=groups, outcomes=[one])) for one in shuffles) <= 16


def test_the_same_conversations_under_another_name_are_named_with_the_finding() -> None:
    rng, labels = drawn()
    bad = labels["intent"] == "intent 7"
    labels["knowledge"] = np.where(bad & (rng.random(SIZE) < 0.95), "entry 7", "")
    groups = all_groups(labels) + groups_of("knowledge", np.where(labels["knowledge"] == "", "others", "entry 7"))
    found = find(groups=groups, outcomes=[success(rng, 0.7 - 0.5 * bad)])
    assert len(found) == 1
    names = {(found[0].group.dimension, found[0].group.value)} | {(one.dimension, one.value) for one in found[0].also}
    assert {("intent", "intent 7"), ("knowledge", "entry 7")} <= names


def test_a_consequence_is_compared_within_its_strata_and_holds_nothing_else_fixed() -> None:
    rng, labels = drawn()
    outcome = success(rng, 0.8 - 0.4 * (labels["channel"] == "email"))
    said_no = np.flatnonzero((outcome.values == 0) & (rng.random(SIZE) < 0.9))
    within = np.unique(labels["intent"], return_inverse=True)[1]
    wording = Group(dimension="reply", value="no", rows=said_no, within=within, is_consequence=True)
    found = find(groups=[wording, *groups_of("channel", labels["channel"])], outcomes=[outcome])
    # Held fixed, the wording would leave nothing of what the channel does.
    assert named(found) == {("reply", "no"): False, ("channel", "email"): False}


def test_an_outcome_that_should_fall_is_better_when_it_falls() -> None:
    rng, labels = drawn()
    fewer = success(rng, 0.6 - 0.3 * (labels["channel"] == "email"))
    handoff = replace(fewer, name="handoff", is_better_up=False)
    assert named(find(groups=groups_of("channel", labels["channel"]), outcomes=[handoff])) == {
        ("channel", "email"): True
    }


def test_what_nobody_knows_is_left_out() -> None:
    rng, labels = drawn()
    outcome = success(rng, 0.7 - 0.3 * (labels["channel"] == "email"))
    values = np.where(labels["time"] == "week 1", np.nan, outcome.values)
    (found,) = find(groups=groups_of("channel", labels["channel"]), outcomes=[replace(outcome, values=values)])
    assert found.figure.size + found.figure.rest_size == (labels["time"] != "week 1").sum()


def test_too_few_are_not_compared() -> None:
    values = np.r_[np.zeros(FEWEST - 1), np.ones(1000)]
    group = Group(dimension="channel", value="fax", rows=np.arange(FEWEST - 1))
    assert find(groups=[group], outcomes=[Outcome(name="success", values=values)]) == []
    assert find(groups=[], outcomes=[]) == []


def test_a_row_without_an_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        find(
            groups=[Group(dimension="channel", value="chat", rows=np.array([5]))],
            outcomes=[Outcome(name="success", values=np.zeros(5))],
        )


def test_the_other_outcomes_of_a_group_are_told_with_it() -> None:
    rng, labels = drawn()
    outcome = success(rng, 0.7 - 0.3 * (labels["channel"] == "email"))
    other = Outcome(name="csat", values=1 - outcome.values)
    (found,) = find(groups=groups_of("channel", labels["channel"]), outcomes=[outcome, other])
    assert [one.outcome for one in found.others] == [({"success", "csat"} - {found.figure.outcome}).pop()]
