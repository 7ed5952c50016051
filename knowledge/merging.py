"""Brings two changes of one text together: what each of them changed since the text that both started from. Pure.

The three-way merge of S. Khanna, K. Kunal and B. C. Pierce, A Formal Investigation of Diff3 (FSTTCS 2007), over the
sentences of a text: two changes of one sentence are a conflict that a person decides, and so are two new sentences that
state different facts, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import reduce
from typing import Literal, NamedTuple

from knowledge.facts import compare_texts
from training.text import sentences

Choice = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the merged text. In a conflict `text` is empty, and the three say what each has in its place."""

    text: str = ""
    is_conflict: bool = False
    base: str = ""
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two changes of one text brought together; `contradictions` are facts (ours, theirs) that cannot both hold."""

    pieces: tuple[Piece, ...]
    contradictions: tuple[tuple[str, str], ...] = field(default=())

    @property
    def conflicts(self) -> tuple[Piece, ...]:
        """The places where both changed the same."""
        return tuple(piece for piece in self.pieces if piece.is_conflict)

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to decide anything."""
        return not self.conflicts and not self.contradictions

    def text(self, choices: Mapping[int, Choice] | None = None) -> str:
        """The merged text; `choices` says for each conflict, by its number from 0, whose wording stands.

        Raises:
            ValueError: a conflict is not decided.
        """
        said: list[str] = []
        number = 0
        for piece in self.pieces:
            if not piece.is_conflict:
                said.append(piece.text)
                continue
            choice = (choices or {}).get(number)
            if choice is None:
                raise ValueError(f"Nobody has decided conflict {number}.")
            said.append(piece.ours if choice == "ours" else piece.theirs)
            number += 1
        return reduce(_apart, said, "").strip()


def merge_texts(*, base: str, ours: str, theirs: str) -> Merge:
    """Bring two changes of a text together, sentence by sentence.

    Parameters
    ----------
    base
        The text that both changes started from.
    ours, theirs
        What each of them made of it. Turning them round turns `ours` and `theirs` of the pieces round, nothing else.

    Returns
    -------
    Merge
        Where only one side changed something its text stands, and where both made the same change that one. The rest
        are conflicts.

    Examples
    --------
    >>> merged = merge_texts(base="It costs 5 euros. Pay cash.", ours="It costs 6 euros. Pay cash.",
    ...                      theirs="It costs 5 euros. Pay by card.")
    >>> merged.is_clean, merged.text()
    (True, 'It costs 6 euros. Pay by card.')
    """
    pieces: list[Piece] = []
    new_ours: list[str] = []
    new_theirs: list[str] = []
    for before, mine, yours in _regions(_sentences(base), _sentences(ours), _sentences(theirs)):
        if mine == yours:
            pieces.append(Piece(text=mine))
        elif yours == before:
            pieces.append(Piece(text=mine))
            new_ours.append(mine)
        elif mine == before:
            pieces.append(Piece(text=yours))
            new_theirs.append(yours)
        else:
            pieces.append(Piece(is_conflict=True, base=before, ours=mine, theirs=yours))
    found = compare_texts("\n".join(new_ours), "\n".join(new_theirs)).conflicts if new_ours and new_theirs else ()
    return Merge(
        pieces=_joined(pieces),
        contradictions=tuple((mine.value, yours.value) for mine, yours in found),
    )


def merge_wholes(*, base: str, ours: str, theirs: str) -> Merge:
    """The same of a text that is changed as one, such as a title.

    >>> merge_wholes(base="Returns", ours="Returns", theirs="Sending back").text()
    'Sending back'
    """
    if ours in (theirs, base):
        return Merge(pieces=(Piece(text=theirs),))
    if theirs == base:
        return Merge(pieces=(Piece(text=ours),))
    return Merge(pieces=(Piece(is_conflict=True, base=base, ours=ours, theirs=theirs),))


def merge_lists(*, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Bring two changes of a list together whose members stand for themselves: what either took out is out, what either
    put in is in. Never a conflict.

    >>> merge_lists(base=["a", "b"], ours=["a", "b", "c"], theirs=["b", "d"])
    ['b', 'd', 'c']
    """
    gone = set(base) - set(ours)
    kept = [line for line in theirs if line not in gone]
    return list(dict.fromkeys([*kept, *(line for line in ours if line not in base)]))


class _Sentence(NamedTuple):
    """A sentence and the white space before it; two are the same where they say the same."""

    lead: str
    words: str


def _sentences(text: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    at = 0
    for start, end in sentences(text):
        found.append(_Sentence(text[at:start], text[start:end]))
        at = end
    return found


def _regions(
    base: Sequence[_Sentence], ours: Sequence[_Sentence], theirs: Sequence[_Sentence]
) -> Iterator[tuple[str, str, str]]:
    """The three texts side by side, cut where they meet: stretches that are equal, and stretches that one or both
    changed.
    """
    mine, yours = _Side(base, ours), _Side(base, theirs)
    at = 0
    for start, end in _clashing([*mine.changes, *yours.changes]):
        for place in range(at, start):
            yield _kept(base[place], mine.kept(place), yours.kept(place))
        yield _said(base[start:end]), _said(mine.between(start, end)), _said(yours.between(start, end))
        at = end
    for place in range(at, len(base)):
        yield _kept(base[place], mine.kept(place), yours.kept(place))


class _Side:
    """One side's changes of the base. Boundaries are those between sentences of the base, from 0."""

    def __init__(self, base: Sequence[_Sentence], new: Sequence[_Sentence]) -> None:
        self._new = new
        self.changes: list[tuple[int, int]] = []
        # For each boundary where it lies here: before and behind what was put in there.
        self._before: dict[int, int] = {0: 0}
        self._behind: dict[int, int] = {0: 0}
        matcher = SequenceMatcher(None, [one.words for one in base], [one.words for one in new], autojunk=False)
        for tag, start, end, new_start, new_end in matcher.get_opcodes():
            if tag != "equal":
                self.changes.append((start, end))
            self._before.setdefault(start, new_start)
            self._behind.setdefault(start, new_start)
            if tag == "equal":
                for step in range(end - start + 1):
                    self._before.setdefault(start + step, new_start + step)
                    self._behind[start + step] = new_start + step
            else:
                self._before.setdefault(end, new_end)
                self._behind[end] = new_end

    def kept(self, place: int) -> _Sentence:
        """What stands here for a sentence of the base that this side left as it is."""
        return self._new[self._behind[place]]

    def between(self, start: int, end: int) -> Sequence[_Sentence]:
        """What stands here for a stretch of the base, with what was put in at its ends."""
        return self._new[self._before[start] : self._behind[end]]


def _clashing(changes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of the base that were changed, in order; changes that overlap, or where one puts something in at the
    end of another, are one stretch.
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(changes):
        start, end = found[-1] if found else (-1, -1)
        is_insertion = first == last or start == end
        if first < end or (is_insertion and first == end):
            found[-1] = (start, max(end, last))
        else:
            found.append((first, last))
    return found


def _kept(base: _Sentence, mine: _Sentence, yours: _Sentence) -> tuple[str, str, str]:
    """A sentence that nobody changed, with the white space that one side may have given it."""
    lead = mine.lead if yours.lead == base.lead else yours.lead
    return (lead + base.words,) * 3


def _said(parts: Sequence[_Sentence]) -> str:
    return "".join(part.lead + part.words for part in parts)


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours that are no conflict become one; sentences stay apart, also where the first of a text moved back."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.is_conflict:
            joined.append(piece)
        elif piece.text and joined and not joined[-1].is_conflict:
            joined[-1] = Piece(text=_apart(joined[-1].text, piece.text))
        elif piece.text:
            joined.append(piece)
    return tuple(joined)


def _apart(before: str, after: str) -> str:
    """Two stretches one after the other, with white space between them.

    >>> _apart("It costs 5 euros.", "Pay cash.")
    'It costs 5 euros. Pay cash.'
    """
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return before + after
    return f"{before} {after}"
