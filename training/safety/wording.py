"""How orders are written down: a table of words, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import _constants as codes  # type: ignore[attr-defined]  # the only ones who know a pattern's parts
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_KEPT = 40_000  # openings that are remembered
_OPENING = 8  # letters, of a word and of those behind it, that tell whether a pattern is worth trying
_MANY = 12  # characters of a class; one that has more says nothing of how a text goes on
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
    """One way to give an order. A text in which no word opens as the pattern `opening` does holds none of it.

    A match begins with such a word, or `words_before` it (0, 1); None: nobody knows where.
    """

    regex: re.Pattern[str]
    opening: str
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
    words = f"{one_of(table)}{after}"
    return Order(re.compile(f"{before}{words}"), words, _WORDS_BEFORE.get(before))


def lead(table: str, pattern: str, *, flags: int = 0) -> Order:
    """A pattern that needs a word of the table somewhere in it."""
    return Order(re.compile(pattern, flags), one_of(table))


class Book:
    """Orders, found by the letters that they begin with."""

    def __init__(self, *parts: Iterable[Order]) -> None:
        """Take the orders of all parts."""
        self._orders = [one for part in parts for one in part]

    @cached_property
    def _begun(self) -> _Begun:
        return _Begun(self._orders)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where one of the orders stands; they are tried only where their letters begin."""
        begun = self._begun
        found: list[tuple[int, int, re.Match[str]]] = []
        anywhere: set[int] = set()
        for letters, place, before in _openings_in(text):
            for number, one in begun[letters]:
                if one.words_before is None:
                    anywhere.add(number)
                    continue
                for start in (place, before) if one.words_before else (place,):
                    match = one.regex.match(text, start)
                    if match:
                        found.append((number, start, match))
        last, end = -1, 0
        for number, place, match in sorted(found, key=lambda hit: hit[:2]):
            if number != last or place >= end:
                yield match
                last, end = number, match.end()
        for number in sorted(anywhere):
            yield from self._orders[number].regex.finditer(text)

    def has_any(self, text: str) -> bool:
        """Whether a text holds a word that an order needs."""
        begun = self._begun
        return any(begun[letters] for letters, _, _ in _openings_in(text))


class _Begun(dict[str, tuple[tuple[int, Order], ...]]):
    """The orders, with their numbers, that may stand where a text goes on with these letters. Bounded."""

    def __init__(self, orders: Sequence[Order]) -> None:
        super().__init__()
        self._orders = orders
        self._numbers: dict[str, list[int]] = {}
        for number, one in enumerate(orders):
            for opening in _openings_of(one.opening):
                self._numbers.setdefault(opening, []).append(number)
        self._first_two = {opening[:2] for opening in self._numbers}

    def __missing__(self, letters: str) -> tuple[tuple[int, Order], ...]:
        sizes = range(2, len(letters) + 1) if letters[:2] in self._first_two else ()
        numbers = {number for size in sizes for number in self._numbers.get(letters[:size], ())}
        if len(self) >= _KEPT:
            self.clear()
        begun = self[letters] = tuple((number, self._orders[number]) for number in sorted(numbers))
        return begun


@lru_cache(maxsize=16)
def _openings_in(text: str) -> list[tuple[str, int, int]]:
    """The letters that a text goes on with at each of its words, the place of the word, and that of the word before."""
    starts = [word.start() for word in _WORD_START.finditer(text)]
    return [
        (text[start : start + _OPENING], start, before) for start, before in zip(starts, [0, *starts], strict=False)
    ]


def _openings_of(pattern: str) -> set[str]:
    """All that a match of a pattern may begin with, as far as it is sure, so many letters at most.

    Raises:
        ValueError: a match begins with no two sure letters, so that the pattern would be tried on every text.
    """
    going_on, found = _go_on({""}, _parser.parse(pattern))
    found |= going_on
    if any(len(opening) < 2 or not opening[0].isalnum() for opening in found):
        raise ValueError(f"“{pattern}” does not begin with two plain letters.")
    return found


def _go_on(openings: set[str], parts: Iterable[tuple[Any, Any]]) -> tuple[set[str], set[str]]:
    """Openings with what the parts of a pattern add to them: those that go on behind it, and those that end in it."""
    ended: set[str] = set()
    for kind, part in parts:
        if kind in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):  # takes in no letters
            continue
        if kind is codes.LITERAL:
            longer = {opening + chr(part) for opening in openings}
        elif kind is codes.IN and (letters := _letters_of(part)):
            longer = {opening + letter for opening in openings for letter in letters}
        elif kind is codes.SUBPATTERN:
            longer, over = _go_on(openings, part[-1])
            ended |= over
        elif kind is codes.BRANCH:
            longer = set()
            for branch in part[1]:
                some, over = _go_on(openings, branch)
                longer |= some
                ended |= over
        elif kind in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most, repeated = part
            longer, some = set() if least else openings, openings
            for times in range(1, min(most, _OPENING) + 1):
                some, over = _go_on(some, repeated)
                ended |= over
                if times >= least:
                    longer = longer | some
                if not some:
                    break
        else:
            return set(), ended | openings
        ended |= {opening[:_OPENING] for opening in longer if len(opening) >= _OPENING}
        openings = {opening for opening in longer if len(opening) < _OPENING}
    return openings, ended


def _letters_of(members: Sequence[tuple[Any, Any]]) -> list[str]:
    """The characters of a class; none where they are too many to name."""
    letters: list[str] = []
    for kind, member in members:
        if kind is codes.LITERAL:
            letters.append(chr(member))
        elif kind is codes.RANGE and member[1] - member[0] < _MANY:
            letters += map(chr, range(member[0], member[1] + 1))
        else:
            return []
    return letters


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
