"""What words weigh: TF-IDF over exactly the versions that are searched. Knows no database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

from knowledge.querysets.search import Document, WordCounts

LENGTHS_KEPT = 20_000


class _Rarity(dict[str, float]):
    """Smoothed inverse document frequency of each word: ln((1 + N) / (1 + n)) + 1."""

    def __init__(self, counts: WordCounts) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, word: str) -> float:
        rarity = math.log((1 + self._counts.total) / (1 + self._counts.versions_with.get(word, 0))) + 1
        if word in self._counts.versions_with:  # what people ask for is without bound, what versions hold is not
            self[word] = rarity
        return rarity


class Weighing:
    """Document counts, and what follows from them for words and versions; worked out when it is first asked for."""

    def __init__(self, counts: WordCounts) -> None:
        self.counts = counts
        self.rarity = _Rarity(counts)
        self._lengths: dict[int, float] = {}

    def length_of(self, document: Document) -> float:
        """The length of a version's vector of words."""
        length = self._lengths.get(document.version_id)
        if length is None:
            values = document.words.values()
            length = math.sqrt(sum(map(mul, map(mul, values, values), map(self.rarity.__getitem__, document.words))))
            if len(self._lengths) >= LENGTHS_KEPT:
                self._lengths.clear()
            self._lengths[document.version_id] = length
        return length

    def with_overlay(self, removed: Sequence[Document], added: Sequence[Document]) -> Weighing:
        """The same as it would be."""
        if not removed and not added:
            return self
        versions_with = dict(self.counts.versions_with)
        for document in removed:
            for word in document.words:
                versions_with[word] = versions_with.get(word, 1) - 1
        for document in added:
            for word in document.words:
                versions_with[word] = versions_with.get(word, 0) + 1
        return Weighing(
            WordCounts(
                total=self.counts.total - len(removed) + len(added),
                versions_with={word: count for word, count in versions_with.items() if count > 0},
            )
        )
