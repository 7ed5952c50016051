"""Reciprocal rank fusion."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import fusion
from knowledge.fusion import reciprocal_rank_fusion


def test_its_example_runs() -> None:
    assert doctest.testmod(fusion).failed == 0


def test_it_adds_the_reciprocals_of_rank_plus_60_as_the_paper_says() -> None:
    # Cormack, Clarke, Büttcher 2009, equation 1, by hand: d1 is 1st and 3rd, d2 is 2nd and 1st.
    scores = reciprocal_rank_fusion(rankings={"a": {"d1": 1, "d2": 2}, "b": {"d2": 1, "d1": 3}})
    most = 2 / 61
    assert scores["d2"] == pytest.approx((1 / 62 + 1 / 61) / most)
    assert scores["d1"] == pytest.approx((1 / 61 + 1 / 63) / most)
    assert list(scores) == ["d2", "d1"]


def test_the_first_in_every_ranking_scores_one() -> None:
    rankings = {"a": {"x": 1, "y": 2}, "b": {"x": 1}}
    assert reciprocal_rank_fusion(rankings=rankings, weights={"a": 1.0, "b": 0.3})["x"] == pytest.approx(1)


def test_a_ranking_of_weight_zero_changes_nothing() -> None:
    rankings = {"a": {"x": 1, "y": 2}, "b": {"y": 1, "x": 2}}
    assert list(reciprocal_rank_fusion(rankings=rankings, weights={"b": 0.0})) == ["x", "y"]


def test_nothing_fused_is_nothing() -> None:
    assert reciprocal_rank_fusion(rankings={}) == {}


@pytest.mark.parametrize(
    ("rankings", "weights", "k"),
    [
        ({"a": {"x": 0}}, None, 60),
        ({"a": {"x": 1}}, {"a": -1.0}, 60),
        ({"a": {"x": 1}}, {"a": 0.0}, 60),
        ({"a": {"x": 1}}, None, -1),
    ],
)
def test_it_refuses_what_cannot_be(
    rankings: dict[str, dict[str, int]], weights: dict[str, float] | None, k: int
) -> None:
    with pytest.raises(ValueError, match=r"rank|weight|negative"):
        reciprocal_rank_fusion(rankings=rankings, weights=weights, k=k)


@given(st.lists(st.permutations(list(range(6))), min_size=1, max_size=4))
def test_scores_lie_in_0_to_1_and_fall(orders: list[list[int]]) -> None:
    rankings = {str(n): {thing: place for place, thing in enumerate(order, 1)} for n, order in enumerate(orders)}
    scores = list(reciprocal_rank_fusion(rankings=rankings).values())
    assert all(0 < score <= 1 + 1e-12 for score in scores)
    assert scores == sorted(scores, reverse=True)
