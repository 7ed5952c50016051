"""Rectangles of a treemap: areas, places, and the example of the paper."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.treemap import squarified

WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=30).map(lambda found: sorted(found, reverse=True))


def test_the_example_of_the_paper() -> None:
    tiles = squarified(weights=[6, 6, 4, 3, 2, 2, 1], width=6, height=4)
    assert tiles[0] == pytest.approx((0, 0, 3, 2))
    assert tiles[1] == pytest.approx((0, 2, 3, 2))
    assert [round(tile.width * tile.height, 6) for tile in tiles] == [6, 6, 4, 3, 2, 2, 1]


@given(weights=WEIGHTS)
def test_areas_are_the_weights_and_no_two_tiles_overlap(weights: list[int]) -> None:
    tiles = squarified(weights=weights, width=16, height=9, x=2, y=3)
    for tile, weight in zip(tiles, weights, strict=True):
        assert tile.width * tile.height == pytest.approx(16 * 9 * weight / sum(weights))
        assert tile.x >= 2 - 1e-6
        assert tile.x + tile.width <= 18 + 1e-6
        assert tile.y + tile.height <= 12 + 1e-6
    for one, other in itertools.combinations(tiles, 2):
        wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert wide <= 1e-6 or high <= 1e-6


@pytest.mark.parametrize(("weights", "width"), [([1, 2], 6), ([1, 0], 6), ([1], 0)])
def test_impossible_input_is_refused(weights: list[int], width: int) -> None:
    with pytest.raises(ValueError):
        squarified(weights=weights, width=width, height=4)


def test_nothing_has_no_tiles() -> None:
    assert squarified(weights=[], width=6, height=4) == []
