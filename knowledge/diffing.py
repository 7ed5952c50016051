"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple, Protocol

Change = Literal["equal", "insert", "delete"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_EXACT_WORDS = 1500  # above it the matcher leaves out words so common that they line up with anything


class Text(Protocol):
    """What a version says."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def asked_as(self) -> str:
        """Other wordings of the question, a line each."""


class Segment(NamedTuple):
    """A stretch of text that both have (equal), only the new one has (insert), or only the old one had (delete)."""

    change: Change
    text: str


def word_diff(*, old: str, new: str) -> tuple[Segment, ...]:
    """The way from one text to another in segments.

    Lines are matched first, then the words inside the lines that changed, so that long texts stay fast.

    Parameters
    ----------
    old, new
        Any texts, also empty ones.

    Returns
    -------
    tuple of Segment
        In reading order, neighbours of different change, deletions before insertions. The equal and deleted segments
        joined are `old`; the equal and inserted ones are `new`.

    Examples
    --------
    >>> [(segment.change, segment.text) for segment in word_diff(old="within 14 days", new="within 30 days")]
    [('equal', 'within '), ('delete', '14'), ('insert', '30'), ('equal', ' days')]
    """
    pieces: list[Segment] = []
    old_lines, new_lines = _LINE.findall(old), _LINE.findall(new)
    for tag, a, b, c, d in _opcodes(old_lines, new_lines):
        before, after = "".join(old_lines[a:b]), "".join(new_lines[c:d])
        if tag == "equal":
            pieces.append(Segment("equal", before))
        else:
            pieces += _diff_words(before, after)
    return _joined(pieces)


class Comparison(NamedTuple):
    """Two versions side by side: the older, the newer, and the segments of each field that differs."""

    old: Any
    new: Any
    title: tuple[Segment, ...]
    body: tuple[Segment, ...]
    asked_as: tuple[Segment, ...]

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return not (self.title or self.body or self.asked_as)


def compare(*, old: Text, new: Text) -> Comparison:
    """What changed from one version to another; a field that did not change has no segments."""
    title, body, asked_as = (
        word_diff(old=getattr(old, name), new=getattr(new, name)) for name in ("title", "body", "asked_as")
    )
    return Comparison(
        old=old,
        new=new,
        title=title if has_changed(title) else (),
        body=body if has_changed(body) else (),
        asked_as=asked_as if has_changed(asked_as) else (),
    )


def has_changed(segments: Sequence[Segment]) -> bool:
    """Whether any segment is not equal.

    >>> has_changed(word_diff(old="a", new="a"))
    False
    """
    return any(segment.change != "equal" for segment in segments)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    is_long = max(len(old), len(new)) > _EXACT_WORDS
    return SequenceMatcher(None, old, new, autojunk=is_long).get_opcodes()


def _diff_words(old: str, new: str) -> list[Segment]:
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Segment] = []
    for tag, a, b, c, d in _opcodes(old_words, new_words):
        if tag == "equal":
            pieces.append(Segment("equal", "".join(old_words[a:b])))
            continue
        pieces.append(Segment("delete", "".join(old_words[a:b])))
        pieces.append(Segment("insert", "".join(new_words[c:d])))
    return pieces


def _joined(pieces: Sequence[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one change become one; between two equal stretches all deletions come before all insertions."""
    joined: list[Segment] = []
    gone: list[str] = []
    added: list[str] = []

    def close() -> None:
        if gone:
            joined.append(Segment("delete", "".join(gone)))
        if added:
            joined.append(Segment("insert", "".join(added)))
        gone.clear()
        added.clear()

    for index, piece in enumerate(pieces):
        if not piece.text:
            continue
        if piece.change == "delete":
            gone.append(piece.text)
        elif piece.change == "insert":
            added.append(piece.text)
        elif gone and added and piece.text.isspace() and "\n" not in piece.text and _goes_on(pieces, index):
            # "one two" to "three four" is one change, not two with a blank between.
            gone.append(piece.text)
            added.append(piece.text)
        else:
            close()
            if joined and joined[-1].change == "equal":
                joined[-1] = Segment("equal", joined[-1].text + piece.text)
            else:
                joined.append(piece)
    close()
    return tuple(joined)


def _goes_on(pieces: Sequence[Segment], index: int) -> bool:
    """Whether the blank at `index` is followed by another replacement."""
    following = [piece.change for piece in pieces[index + 1 : index + 3] if piece.text]
    return following == ["delete", "insert"]
