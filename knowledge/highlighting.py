"""Which stretches of a text are marked: a question in its message, figures, words that were taken over. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 4000  # words of a message that are looked at
FEWEST_WORDS = 2  # that count as a place of their own; a single word may stand there by chance

_WORD = re.compile(r"\w+(?:['’]\w+)?")


@dataclass(frozen=True)
class Part:
    """A stretch of a message, and whether it is the question."""

    text: str
    is_question: bool


def cut(text: str, spans: Iterable[Sequence[int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the spans; put together again they are the text.

    Parameters
    ----------
    text
        Any text.
    spans
        (start, end) in characters of `text`, in order, that do not overlap.

    Returns
    -------
    Pieces (text, is_marked) in order; none is empty.

    >>> cut("Within 30 days.", [(7, 14)])
    [('Within ', False), ('30 days', True), ('.', False)]
    """
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def question_spans(*, message: str, question: str) -> list[tuple[int, int]]:
    """Find the words of a question in a message: the customer's own, without the pleasantries around them.

    Parameters
    ----------
    message
        What the customer wrote.
    question
        What it was cut down to: sentences of the message, in its order, in lower or upper case.

    Returns
    -------
    Spans (start, end) in characters of `message`, in order, that do not touch; empty where it holds none of the words.

    >>> question_spans(message="Hello! Where is my parcel? Thanks", question="where is my parcel?")
    [(7, 26)]
    """
    said = list(_WORD.finditer(message))[:LONGEST]
    asked = [word[0].casefold() for word in _WORD.finditer(question)]
    matcher = SequenceMatcher(a=[word[0].casefold() for word in said], b=asked, autojunk=False)
    spans: list[tuple[int, int]] = []
    for block in matcher.get_matching_blocks():
        if block.size < min(FEWEST_WORDS, len(asked)) or not block.size:
            continue
        start, end = said[block.a].start(), said[block.a + block.size - 1].end()
        while end < len(message) and message[end] in ".,;:!?)\"”’'":
            end += 1
        if spans and not message[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def parts_of(*, message: str, question: str) -> list[Part]:
    """Cut a message into what is the question and what is not; put together again they are the message.

    >>> [part.text for part in parts_of(message="Hi. My card is lost", question="My card is lost") if part.is_question]
    ['My card is lost']
    """
    spans = question_spans(message=message, question=question)
    return [Part(text, is_question=is_marked) for text, is_marked in cut(message, spans)]
