"""Desks whose agent has the wrong settings, and those that only look so: as planted, and not to be told by a label."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from config.demo.agents import CAUSES, DECOYS, OF_EACH_CAUSE, AgentDesk, agent_desks
from training.tuning import Outcome, hands_off_needlessly, is_dissatisfying, is_unsure, sure_but_wrong

NEWEST = datetime(2025, 11, 21, 9, 30, tzinfo=UTC)


@cache
def desks(seed: int = 1) -> list[AgentDesk]:
    return agent_desks(seed=seed, newest_at=NEWEST)


def outcomes(desk: AgentDesk) -> list[Outcome]:
    """What the desk would read of it, were every ending judged as it was meant."""
    return [
        Outcome(
            key=number,
            customer=line["customer"],
            confidence=line["confidence"],
            is_handed_off=line["escalated"],
            is_success=line["resolved"] and not line["escalated"],
            rating=line["rating"],
        )
        for number, line in enumerate(desk.world.conversations)
    ]


def of(role: str, seed: int = 1) -> list[list[Outcome]]:
    return [outcomes(desk) for desk in desks(seed) if desk.planted.role == role]


def test_a_seed_has_two_desks_of_each_cause_and_one_of_each_decoy() -> None:
    roles = Counter(desk.planted.role for desk in desks())
    assert roles == dict.fromkeys(CAUSES, OF_EACH_CAUSE) | dict.fromkeys(DECOYS, 1)
    assert {desk.planted.kind for desk in desks() if desk.planted.role in CAUSES} == {"model_optimization"}
    assert {desk.planted.kind for desk in desks() if desk.planted.role in DECOYS} == {""}
    assert len({desk.planted.key for desk in desks()}) == len(desks())


def test_a_seed_is_one_set_of_desks_and_another_seed_another() -> None:
    def lines(seed: int) -> Any:
        return [desk.world.conversations for desk in agent_desks(seed=seed, newest_at=NEWEST)]

    assert lines(1) == lines(1)
    assert lines(1) != lines(2)


def test_nothing_that_is_imported_names_what_is_planted() -> None:
    for desk in desks():
        told = json.dumps(desk.world.conversations) + " ".join(f"{one.title} {one.body}" for one in desk.world.entries)
        assert not [role for role in (*CAUSES, *DECOYS) if role in told]
        assert desk.world.truth.keys() == {line["id"] for line in desk.world.conversations}


@pytest.mark.parametrize("seed", [1, 2, 3, 20])
def test_each_cause_is_there(seed: int) -> None:
    for one in of("sure_but_wrong", seed):
        assert sure_but_wrong(one, threshold=0.5).changes
    for one in of("hands_off_needlessly", seed):
        assert hands_off_needlessly(one, threshold=0.5).changes
    for one in of("dissatisfying", seed):
        assert is_dissatisfying(one)[0]


@pytest.mark.parametrize("seed", [1, 2, 3, 20])
def test_a_decoy_is_near_to_a_cause(seed: int) -> None:
    """Each has the bad figure that would call for a change, were it not for what makes it a decoy."""

    def success(role: str) -> float:
        (found,) = of(role, seed)
        return sum(bool(one.is_success) for one in found) / len(found)

    def handed(role: str) -> float:
        (found,) = of(role, seed)
        return sum(one.is_handed_off for one in found) / len(found)

    wrong = ("sure_but_wrong_seldom", "sure_but_wrong_to_two", "bad_day", "knows_that_it_is_unsure")
    assert max(success(role) for role in wrong) < 0.7
    assert min(handed(role) for role in ("hands_off_rightly", "asked_for_a_person")) > 0.3
    assert is_unsure(of("lacks_knowledge", seed)[0])[0]
    assert all(is_dissatisfying(of(role, seed)[0])[0] for role in ("goods_disappoint", "dissatisfying_two"))
    assert is_dissatisfying(of("dissatisfying_seldom", seed)[0]) == (False, None)
    for role in ("sure_but_wrong_to_two", "dissatisfying_two"):
        (found,) = of(role, seed)
        assert len({one.customer for one in found if one.rating in (1, 2) or not one.is_success}) < 25
