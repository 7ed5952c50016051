"""How near groups of short texts come to each other: cosines of the bundled embedding, all groups at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.ai.embedding import embed


@dataclass(frozen=True, eq=False)
class TextGroups:
    """Groups of texts with their vectors.

    Attributes
    ----------
    vectors
        Of all texts, one group after the other, shape (texts, dimensions).
    filled
        The places of the groups that hold a text.
    starts
        Where each of these begins in `vectors`.
    count
        Of all groups, the empty ones too.
    """

    vectors: np.ndarray
    filled: np.ndarray
    starts: np.ndarray
    count: int

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]]) -> TextGroups:
        """Embed the texts of some groups."""
        sizes = np.array([len(group) for group in groups], dtype=np.int64)
        filled = np.flatnonzero(sizes)
        return cls(
            vectors=embed([text for group in groups for text in group]),
            filled=filled,
            starts=np.cumsum(sizes[filled]) - sizes[filled],
            count=len(groups),
        )


def most(some: TextGroups, others: TextGroups) -> np.ndarray:
    """The greatest cosine of two texts of each pair of groups, shape (some, others); 0 where a group is empty.

    >>> most(TextGroups.of([["Is it late?"], []]), TextGroups.of([["No.", "Is it late?"]])).round(3).tolist()
    [[1.0], [0.0]]
    """
    return _table(some, others, np.maximum.reduceat(_nearest(some, others), some.starts, axis=0))


def both_ways(groups: TextGroups) -> np.ndarray:
    """How near each text is to its nearest of the other group, on average, both ways: shape (groups, groups).

    0 where a group is empty.
    """
    sizes = np.diff([*groups.starts, len(groups.vectors)])
    means = np.add.reduceat(_nearest(groups, groups), groups.starts, axis=0) / sizes[:, None]
    return _table(groups, groups, (means + means.T) / 2)


def _nearest(some: TextGroups, others: TextGroups) -> np.ndarray:
    """The greatest cosine of each text and the texts of each filled group."""
    found: np.ndarray = np.maximum.reduceat(some.vectors @ others.vectors.T, others.starts, axis=1)
    return found


def _table(some: TextGroups, others: TextGroups, filled: np.ndarray) -> np.ndarray:
    found = np.zeros((some.count, others.count))
    found[np.ix_(some.filled, others.filled)] = filled
    return found
