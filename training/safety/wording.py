"""How orders are written down: a table of words, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_KEPT = 20_000  # beginnings of words that are remembered
_OPENING = 5  # letters of a word that tell whether a pattern is worth trying
_META = frozenset("\\[](){}?*+.^$")
_WORD_START = re.compile(r"\b\w")


# Where an order may begin: at the beginning, after a mark, after a word that leads one in.
AT_START = (
    r"(?:^|(?<=[.!?:;,\n\"'()\]>*#-])|(?<=[.!?:;,\n\"'()\]>*#-] )|\b"
    r"(?:and|then|please|now|must|should|shall|will|may|can|you|to|always|also|instead|just|kindly|simply|only|ok|so|but|next) )"
)
# How many words before its own an order's pattern may take in, by what stands before its table.
_WORDS_BEFORE = {r"\b": 0, AT_START: 1}


@dataclass(frozen=True, slots=True)
class Order:
    """One way to give an order. Without a word that begins with one of `openings` a text holds none of it.

    A match begins with such a word, or `words_before` it (0, 1); None: nobody knows where.
    """

    regex: re.Pattern[str]
    openings: frozenset[str]
    words_before: int | None = None


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


class Signs:
    """Signs, found by their marks."""

    def __init__(self, *parts: Iterable[Sign]) -> None:
        """Index the signs of all parts."""
        self._signs = [one for part in parts for one in part]
        numbers: dict[str, list[int]] = {}
        for number, one in enumerate(self._signs):
            for mark in one.marks:
                numbers.setdefault(mark, []).append(number)
        self._numbers = list(numbers.items())
        self._unmarked = [number for number, one in enumerate(self._signs) if not one.marks]

    def matches(self, text: str, lowered: str | None = None) -> Iterator[re.Match[str]]:
        """Every place where one of them stands; `lowered` is the text in lower case where that is not the text itself."""
        within = text if lowered is None else lowered
        tried = {number for mark, numbers in self._numbers if mark in within for number in numbers}
        for number in sorted(tried.union(self._unmarked)):
            yield from self._signs[number].regex.finditer(text)


def sign(pattern: str, *marks: str, flags: int = 0) -> Sign:
    """A pattern that needs one of the marks."""
    return Sign(re.compile(pattern, flags), marks)


def one_of(table: str) -> str:
    """The alternatives of a table, parted by |, that may run over several lines, as one group."""
    return "(?:" + "|".join(_alternatives(table)) + ")"


def order(table: str, after: str = "", *, before: str = r"\b") -> Order:
    """An order whose words stand in the table, with patterns for what stands before and after them."""
    openings = frozenset(_opening(alternative) for alternative in _alternatives(table))
    return Order(re.compile(f"{before}{one_of(table)}{after}"), openings, _WORDS_BEFORE.get(before))


def lead(table: str, pattern: str, *, flags: int = 0) -> Order:
    """A pattern that needs a word of the table somewhere in it."""
    return Order(re.compile(pattern, flags), frozenset(_opening(alternative) for alternative in _alternatives(table)))


class Book:
    """Orders, found by how their words begin."""

    def __init__(self, *parts: Iterable[Order]) -> None:
        """Index the orders of all parts."""
        self._orders = [one for part in parts for one in part]
        self._numbers: dict[str, list[int]] = {}
        self._known: dict[str, tuple[tuple[int, Order], ...]] = {}
        for number, one in enumerate(self._orders):
            for opening in one.openings:
                self._numbers.setdefault(opening, []).append(number)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where one of the orders stands; they are tried only where one of their words begins."""
        openings, previous = _openings_in(text)
        known = self._known
        found: list[tuple[int, int, re.Match[str]]] = []
        anywhere: set[int] = set()
        for letters, places in openings.items():
            begun = known.get(letters)
            for number, one in self._begun_by(letters) if begun is None else begun:
                if one.words_before is None:
                    anywhere.add(number)
                    continue
                for place in (*places, *(previous[place] for place in places)) if one.words_before else places:
                    match = one.regex.match(text, place)
                    if match:
                        found.append((number, place, match))
        last, end = -1, 0
        for number, place, match in sorted(found, key=lambda hit: hit[:2]):
            if number != last or place >= end:
                yield match
                last, end = number, match.end()
        for number in sorted(anywhere):
            yield from self._orders[number].regex.finditer(text)

    def has_any(self, text: str) -> bool:
        """Whether a text holds a word that an order needs."""
        known = self._known
        for letters in _openings_in(text)[0]:
            begun = known.get(letters)
            if self._begun_by(letters) if begun is None else begun:
                return True
        return False

    def _begun_by(self, letters: str) -> tuple[tuple[int, Order], ...]:
        """The orders that a word may begin which begins with these letters, with their numbers."""
        if len(self._known) >= _KEPT:
            self._known.clear()
        numbers = {number for size in range(2, len(letters) + 1) for number in self._numbers.get(letters[:size], ())}
        begun = self._known[letters] = tuple((number, self._orders[number]) for number in sorted(numbers))
        return begun


@lru_cache(maxsize=16)
def _openings_in(text: str) -> tuple[dict[str, list[int]], dict[int, int]]:
    """The first letters of a text's words with the places of these, and for each place that of the word before."""
    openings: dict[str, list[int]] = {}
    previous: dict[int, int] = {}
    last = 0
    for word in _WORD_START.finditer(text):
        start = word.start()
        previous[start], last = last, start
        openings.setdefault(text[start : start + _OPENING], []).append(start)
    return openings, previous


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
    """The letters that an alternative surely begins with, so many at most.

    Raises:
        ValueError: it begins with no two sure letters, so that it would be tried on every text.
    """
    sure = ""
    for character in alternative:
        if character in _META:
            sure = sure[:-1] if character in "?*{" else sure
            break
        sure += character
    if len(sure) < 2 or not sure[0].isalnum():
        raise ValueError(f"“{alternative}” does not begin with two plain letters.")
    return sure[:_OPENING]
