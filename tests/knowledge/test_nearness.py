"""How near groups of texts come to each other, held against the cosines taken one by one."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.kinds.nearness import TextGroups, both_ways, most
from training.ai.embedding import embed

PEOPLE = [["You can return it within a month.", "Keep the box."], [], ["It takes two days."]]
ENTRIES = [["Returns are free for a month."], ["Parcels take two days.", "Saturdays count."], []]


def cosines(some: list[str], others: list[str]) -> np.ndarray:
    return embed(some) @ embed(others).T


def test_the_nearest_two_texts_say_how_near_groups_are() -> None:
    found = most(TextGroups.of(PEOPLE), TextGroups.of(ENTRIES))
    assert found.shape == (3, 3)
    for place, said in enumerate(PEOPLE):
        for other, body in enumerate(ENTRIES):
            expected = cosines(said, body).max() if said and body else 0.0
            assert found[place, other] == pytest.approx(expected, abs=1e-6)


def test_both_ways_each_text_counts_with_its_nearest() -> None:
    groups = [*PEOPLE, *ENTRIES]
    found = both_ways(TextGroups.of(groups))
    for place, some in enumerate(groups):
        for other, others in enumerate(groups):
            expected = 0.0
            if some and others:
                table = cosines(some, others)
                expected = (table.max(axis=1).mean() + table.max(axis=0).mean()) / 2
            assert found[place, other] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("groups", [[], [[]], [[], []]])
def test_no_texts_are_near_to_nothing(groups: list[list[str]]) -> None:
    nothing, some = TextGroups.of(groups), TextGroups.of([["It takes two days."]])
    assert most(nothing, some).tolist() == [[0.0]] * len(groups)
    assert most(some, nothing).tolist() == [[0.0] * len(groups)]
    assert both_ways(nothing).tolist() == [[0.0] * len(groups)] * len(groups)
