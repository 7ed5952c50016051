"""Addresses read aloud: "wombat hyphen desk full stop com"."""

from __future__ import annotations

import re

from training.safety.folding import View
from training.safety.wording import Book, lead

_MARKS = {
    "full stop": ".", "fullstop": ".", "dot": ".", "period": ".", "hyphen": "-", "dash": "-", "minus": "-", "minus sign": "-",
    "underscore": "_", "under score": "_", "low line": "_", "slash": "/", "forward slash": "/", "at sign": "@", "at symbol": "@",
}  # fmt: skip
_WORDS = Book([lead("|".join(_MARKS), "")])
_AND = r"(?:(?:and|then|and then|followed by|next|plus) )?"
_SPOKEN = re.compile(
    rf"(?<=\w)(?:,? {_AND}(?:an? |the |one |another )?({'|'.join(sorted(_MARKS, key=len, reverse=True))})),? {_AND}(?=\w)"
)


def spoken_view(view: View) -> tuple[View, frozenset[int]] | None:
    """A text with the marks that it spells out, and the places of these in it; None where it spells none."""
    if not _WORDS.has_any(view.text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    places: set[int] = set()
    position = 0

    def copy(upto: int) -> None:
        for index in range(position, upto):
            start, end = view.span(index, index + 1)
            pieces.append(view.text[index])
            starts.append(start)
            ends.append(end)

    for match in _SPOKEN.finditer(view.text):
        copy(match.start())
        start, end = view.span(*match.span())
        places.add(len(pieces))
        pieces.append(_MARKS[match.group(1)])
        starts.append(start)
        ends.append(end)
        position = match.end()
    if not places:
        return None
    copy(len(view.text))
    return View("".join(pieces), tuple(starts), tuple(ends)), frozenset(places)
