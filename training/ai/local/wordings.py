"""Which of the questions that customers asked become an entry's other wordings (`asked_as`).

Only what several people said goes in: of every sentence the words that fewer customers used are left out, so a name, a
product or an order to the system that one of them planted does not come along. Of the rest as few are kept as show the
ways in which the matter is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from training.ai.embedding import centre_of, embed
from training.ai.local.quoting import is_general, is_safe
from training.ai.local.substance import core_texts
from training.safety import is_flagged
from training.text import STOP_WORDS, normalise_question, sentences

MOST = 16
_WORD = re.compile(r"\[[a-z_]+\]|[^\W_](?:[\w'’-]*[^\W_])?")
# "Dear shop team, The parcel is late": a capital after the comma begins the sentence.
_SALUTATION = re.compile(
    r"^(?:\W*(?:(?:[^\s,.;:?!]+\s){0,4}[^\s,.;:?!]+\W*,\s+(?=[A-Z](?![\s'’]))"
    r"|(?:[^\s,.;:?!]+\s)?[^\s,.;:?!]+,\s+(?=I\b)"
    r"|(?i:it's (?:like|about) this|maybe you can tell me|i wanted to ask|to whom it may concern)\b\W+))+"
)
_GAP = "…"
_GAPS = re.compile(r"…(?:[\s,]*(?:and|or|of|a|an|the)?[\s,]*…)+")
_LEAST_WORDS, _MOST_WORDS, _MOST_CHARACTERS = 2, 24, 200
_LEAST_GAIN = 0.08  # of nearness, summed over the questions
_SHARE_KEPT = 0.6  # of a sentence's telling words; with fewer it says something else
_GAP_COSTS = 0.05
_OF_THE_MATTER = 0.45  # cosine of a line and all questions together; below it is only what people say by the way
_ALIKE = 0.5  # cosine of a line and a question of somebody who asks much the same
_SAME = 0.92  # cosine of two sentences that ask the same in nearly the same words


def shared_words(said: Iterable[tuple[str, str]], *, least: int = 3) -> frozenset[str]:
    """The telling words that at least so many different customers used; `said` are (customer, text).

    >>> sorted(shared_words([("a", "Is the kettle blue?"), ("b", "Is the kettle red?"), ("b", "red red")], least=2))
    ['kettle']
    """
    users: dict[str, set[str]] = defaultdict(set)
    for customer, text in said:
        for word in _words(text):
            users[word].add(customer)
    return frozenset(word for word, customers in users.items() if len(customers) >= least)


def common_wordings(
    *, asked: Sequence[tuple[str, str]], least: int = 3, most: int = MOST, shared: AbstractSet[str] = frozenset()
) -> list[str]:
    """The ways in which a matter was asked, the most usual first.

    Parameters
    ----------
    asked
        Who asked (anything that tells customers apart) and the question as it was asked.
    least
        How many different customers must have used a word.
    most
        How many wordings at most.
    shared
        Words that enough customers used on any matter. They may stand in a line, and do not make it one: for that it
        takes two words that enough of these customers used, or one and that as many asked much the same.

    Returns
    -------
    list
        One line each. A word that too few used is replaced by "…".

    Raises
    ------
    ValueError
        `least` or `most` is below 1.

    Examples
    --------
    >>> asked = [("a", "Do you wrap the kettle as a gift?"), ("b", "Do you wrap it as a gift?")]
    >>> common_wordings(asked=asked, least=2)
    ['Do you wrap it as a gift?']
    """
    if least < 1 or most < 1:
        raise ValueError("least and most must be at least 1")
    cores = [_SALUTATION.sub("", core) for core in core_texts([text for _, text in asked])]
    pieces = [
        (customer, normalise_question(_SALUTATION.sub("", core[start:end])))
        for (customer, _), core in zip(asked, cores, strict=True)
        for start, end in sentences(core)
    ]
    common = shared_words(pieces, least=least)
    lines = [line for line in dict.fromkeys(_line(piece, common, common | shared) for _, piece in pieces) if line]
    lines = [line for line in lines if is_safe(line) and is_general(line) and not is_flagged(line)]
    few = [line for line in lines if len(_words(line) & common) < _LEAST_WORDS]
    customers = [customer for customer, _ in asked]
    one_persons = set(few) - set(_asked_alike(few, cores, customers, least=least))
    lines = [line for line in lines if line not in one_persons]
    return _covering(lines, cores, most) if lines else []


def _words(text: str) -> set[str]:
    return {word for word in map(str.lower, _WORD.findall(text.replace("’", "'"))) if word not in STOP_WORDS}


def _line(piece: str, common: AbstractSet[str], allowed: AbstractSet[str]) -> str:
    """The piece with the words left out that are not allowed; nothing where too little is left, or of the matter."""
    words = _words(piece)
    if not words & common or len(piece.split()) > _MOST_WORDS:
        return ""
    if len(words & allowed) < max(_LEAST_WORDS, _SHARE_KEPT * len(words)):
        return ""
    line = _WORD.sub(lambda match: match.group() if not _words(match.group()) - allowed else _GAP, piece)
    line = " ".join(_GAPS.sub(_GAP, line).split())
    return line if len(line) <= _MOST_CHARACTERS else ""


def _asked_alike(lines: Sequence[str], cores: Sequence[str], customers: Sequence[str], *, least: int) -> list[str]:
    """The lines that at least so many customers' questions are near to; what one alone has to tell is none of them."""
    if not lines:
        return []
    is_near = embed(lines) @ embed(cores).T >= _ALIKE
    return [
        line
        for line, row in zip(lines, is_near, strict=True)
        if len({customers[int(index)] for index in np.flatnonzero(row)}) >= least
    ]


def _covering(lines: Sequence[str], cores: Sequence[str], most: int) -> list[str]:
    """Again and again the line that brings the questions nearest to one of the lines chosen (facility location)."""
    vectors, asked = embed(lines), embed(cores)
    near = vectors @ centre_of(asked)
    nearness = np.clip(asked @ vectors.T, 0, 1) ** 2 - _GAP_COSTS * np.array([_GAP in line for line in lines])
    nearness = np.where(near >= _OF_THE_MATTER, nearness, 0.0)
    covered = np.zeros(len(cores), dtype=np.float32)
    chosen: list[int] = []
    while len(chosen) < most:
        gains = np.maximum(nearness - covered[:, None], 0).sum(axis=0)
        if chosen:  # nearly the same words again help nobody
            gains[(vectors @ vectors[chosen].T).max(axis=1) >= _SAME] = 0
        best = int(np.argmax(gains))
        if gains[best] < _LEAST_GAIN:
            break
        chosen.append(best)
        covered = np.maximum(covered, nearness[:, best])
    return [lines[index] for index in chosen]
