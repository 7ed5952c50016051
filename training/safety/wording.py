"""How orders are written down: a table of words, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OPENING = 4  # letters of a word that tell whether a pattern is worth trying
_META = frozenset("\\[](){}?*+.^$")
_WORD_START = re.compile(r"\b\w")


@dataclass(frozen=True, slots=True)
class Order:
    """One way to give an order. Without a word that begins with one of `openings` a text holds none of it."""

    regex: re.Pattern[str]
    openings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern, and the marks without one of which (in lower case) a text holds none of it; no marks: always tried."""

    regex: re.Pattern[str]
    marks: tuple[str, ...]

    def matches(self, text: str, lowered: str | None = None) -> Iterator[re.Match[str]]:
        """Every place where it stands; `lowered` is the text in lower case where that is not the text itself."""
        within = text if lowered is None else lowered
        if not self.marks or any(mark in within for mark in self.marks):
            yield from self.regex.finditer(text)


def sign(pattern: str, *marks: str, flags: int = 0) -> Sign:
    """A pattern that needs one of the marks."""
    return Sign(re.compile(pattern, flags), marks)


def one_of(table: str) -> str:
    """The alternatives of a table, parted by |, that may run over several lines, as one group."""
    return "(?:" + "|".join(_alternatives(table)) + ")"


def order(table: str, after: str = "", *, before: str = r"\b") -> Order:
    """An order whose words stand in the table, with patterns for what stands before and after them."""
    openings = frozenset(_opening(alternative) for alternative in _alternatives(table))
    return Order(re.compile(f"{before}{one_of(table)}{after}"), openings)


class Book:
    """Orders, found by how their words begin."""

    def __init__(self, *parts: Iterable[Order]) -> None:
        """Index the orders of all parts."""
        self._orders = [one for part in parts for one in part]
        self._places: dict[str, list[int]] = {}
        for place, one in enumerate(self._orders):
            for opening in one.openings:
                self._places.setdefault(opening, []).append(place)

    def matches(self, text: str, begun: set[str] | None = None) -> Iterator[re.Match[str]]:
        """Every place where one of the orders stands; orders whose words do not occur are not tried."""
        tried = {place for start in begun or beginnings(text) for place in self._places.get(start, ())}
        for place in sorted(tried):
            yield from self._orders[place].regex.finditer(text)


def beginnings(text: str) -> set[str]:
    """How the words of a text begin: their first two, three and four letters."""
    starts = [match.start() for match in _WORD_START.finditer(text)]
    return {text[start : start + length] for length in range(2, _OPENING + 1) for start in starts}


def _alternatives(table: str) -> list[str]:
    """A table at its outermost |."""
    found, depth, start = [], 0, 0
    plain = " ".join(table.split()) if "\n" in table else table
    for index, character in enumerate(plain):
        depth += (character in "([") - (character in ")]")
        if character == "|" and not depth:
            found.append(plain[start:index])
            start = index + 1
    return [one.strip() if "\n" in table else one for one in [*found, plain[start:]]]


def _opening(alternative: str) -> str:
    """The letters that an alternative surely begins with, four at most.

    Raises:
        ValueError: it begins with no two sure letters, so that it would be tried on every text.
    """
    sure = ""
    for character in alternative:
        if character in _META:
            sure = sure[:-1] if character in "?*{" else sure
            break
        sure += character
    if len(sure) < 2:
        raise ValueError(f"“{alternative}” does not begin with two plain letters.")
    return sure[:_OPENING]
