"""What goes into a search and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.highlighting import cut
from training.errors import DomainError

TEXT, VECTOR, SPELLING = "text", "vector", "spelling"
_PART_NAMES = {TEXT: "Words", VECTOR: "Meaning", SPELLING: "Spelling"}


class QuestionInvalid(DomainError):
    """There is nothing to search for."""


@dataclass(frozen=True, kw_only=True)
class WouldBe:
    """An entry as it would be: a new one (`entry_id` None), another text of an existing one, or its removal.

    `asked_as` and `kind` of an existing entry stay as they are where None is given, as with `revise_entry`.
    `stand_in_id` is the entry that is to answer in the place of one that is removed.
    """

    entry_id: int | None = None
    title: str = ""
    body: str = ""
    asked_as: Sequence[str] | None = None
    kind: str | None = None
    is_removed: bool = False
    stand_in_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class HitPart:
    """A hit's place in one part of the search; `score` is on the part's own scale, 0–1."""

    name: str
    rank: int
    score: float
    contribution: float

    @property
    def label(self) -> str:
        """The part's name for a page."""
        return _PART_NAMES[self.name]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One version that was found. A would-be version has a negative id (−1 the first); so has a would-be new entry.

    `score` is 0–1: 1 for the first in every part. `highlights` are the ranges of `snippet` to mark.
    """

    entry_id: int
    version_id: int
    title: str
    body: str
    asked_as: tuple[str, ...]
    kind: str
    score: float
    parts: tuple[HitPart, ...]
    matched_words: tuple[str, ...]
    snippet: str = ""
    highlights: tuple[tuple[int, int], ...] = ()

    def _part(self, name: str) -> HitPart | None:
        return next((part for part in self.parts if part.name == name), None)

    def likeness(self, name: str) -> float:
        """The score in one part, 0–1; 0 where that part has nothing to say for it."""
        part = self._part(name)
        return part.score if part else 0.0

    @property
    def text_rank(self) -> int | None:
        """Place by words."""
        part = self._part(TEXT)
        return part.rank if part else None

    @property
    def vector_rank(self) -> int | None:
        """Place by meaning."""
        part = self._part(VECTOR)
        return part.rank if part else None

    @property
    def spelling_rank(self) -> int | None:
        """Place by spelling of the title."""
        part = self._part(SPELLING)
        return part.rank if part else None

    @property
    def explanation(self) -> str:
        """Where the score comes from, as a sentence."""
        words = f" ({', '.join(self.matched_words)})" if self.matched_words else ""
        places = [
            f"{part.label.lower()} no. {part.rank} at {part.score:.2f}{words if part.name == TEXT else ''}"
            for part in self.parts
        ]
        return f"Score {self.score:.2f}: {'; '.join(places)}."

    @property
    def snippet_pieces(self) -> list[tuple[str, bool]]:
        """The snippet in pieces, each with whether it is to be marked."""
        return cut(self.snippet, self.highlights)


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """A live entry near to a text; `similarity` is the cosine of their vectors."""

    entry_id: int
    version_id: int
    title: str
    similarity: float
