"""Rectangles whose areas are shares of a whole. Pure: weights in, rectangles out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple


class Tile(NamedTuple):
    """One rectangle: its lower left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


def squarified(*, weights: Sequence[float], width: float, height: float, x: float = 0, y: float = 0) -> list[Tile]:
    """Tile a rectangle, each part as large as its weight and as near to a square as rows allow.

    Parameters
    ----------
    weights
        Above 0, the largest first.
    width, height
        Sides of the whole, above 0, in any unit.
    x, y
        Its lower left corner.

    Returns
    -------
    list of Tile
        In the order of the weights. They do not overlap, and their areas add up to width × height.

    Raises
    ------
    ValueError
        A weight or a side that is not above 0, or weights that rise.

    References
    ----------
    Bruls, Huizing, van Wijk: Squarified Treemaps. Data Visualization 2000, section 3.

    Examples
    --------
    >>> [tuple(tile) for tile in squarified(weights=[6, 6, 4, 3, 2, 2, 1], width=6, height=4)][:2]
    [(0, 0, 3.0, 2.0), (0, 2.0, 3.0, 2.0)]
    """
    if width <= 0 or height <= 0 or any(weight <= 0 for weight in weights):
        raise ValueError("Weights and sides are above 0.")
    if any(one < other for one, other in itertools.pairwise(weights)):
        raise ValueError("The largest weight comes first.")
    tiles: list[Tile] = []
    scale = width * height / sum(weights) if weights else 0
    areas = [weight * scale for weight in weights]
    at = 0
    while at < len(areas):
        side = min(width, height)
        count = 1
        while at + count < len(areas) and _worst(areas[at : at + count + 1], side) <= _worst(
            areas[at : at + count], side
        ):
            count += 1
        row = areas[at : at + count]
        depth = sum(row) / side
        place = y if width >= height else x
        for area in row:
            length = area / depth
            if width >= height:
                tiles.append(Tile(x, place, depth, length))
            else:
                tiles.append(Tile(place, y, length, depth))
            place += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
        at += count
    return tiles


def _worst(areas: Sequence[float], side: float) -> float:
    """The worst ratio of the longer to the shorter side in a row along this side."""
    total = sum(areas)
    return max(side * side * max(areas) / (total * total), total * total / (side * side * min(areas)))
