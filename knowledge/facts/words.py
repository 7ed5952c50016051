"""Words with their places, and the clauses they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from training.ai.lexicons import split_words
from training.ai.local.passages import stem
from training.text import STOP_WORDS, sentences

_TOKEN = re.compile(r"[0-9]+(?:[.,:][0-9]+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[€$£%°+>→»/]")
_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "`": "'"})
_BLANKED = re.compile(r"\[[a-z_ ]{1,40}\]|https?://\S+|\b[\w.+-]+@[\w.-]+\b")
_CLAUSE_END = re.compile(r"[;()–—]|[,:](?=\s)|\s-\s|\b(?:but|while|whereas|however|otherwise|because|which)\b")
_SHORT_FORMS = {
    "can't": "cannot", "cant": "cannot", "won't": "not", "don't": "not", "doesn't": "not", "didn't": "not",
    "isn't": "not", "aren't": "not", "wasn't": "not", "weren't": "not", "haven't": "not", "hasn't": "not",
    "couldn't": "cannot", "needn't": "neednot", "mustn't": "mustnot", "shouldn't": "not", "wouldn't": "not",
}  # fmt: skip
_EMPTY = split_words(
    """
    not no cannot never neednot mustnot per pm am percent euro euros eur dollar dollars cent cents second seconds minute
    minutes hour hours day days week weeks month months year years working business calendar zero one two three four
    five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
    thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half maximum minimum least most within
    st nd rd th longer
    """
)
_TELLING = frozenset({"used", "new"})  # stop words elsewhere; here they say which goods


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A word without its ending, the same for "code" and "codes"."""
    short = stem(word)
    return short.removesuffix("e") if len(short) > 3 else short


# Words that stand in nearly every text of a help desk: sharing them says little.
GENERIC = frozenset(
    root(word)
    for word in split_words(
        """
    customer order item product good goods article thing shop store website page team service day time week way case
    number people person contact support work please note find check choose send receive start count long normally
    usual usually count plan far mark problem rush soon later end begin
    """
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign: lower case, with its place in the text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Letters, not a number or a sign."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Digits."""
        return self.text[0] in "0123456789"


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of one sentence, and the whole of that sentence."""

    tokens: tuple[Token, ...]
    sentence: tuple[Token, ...]
    start: int
    end: int


def blanked(text: str) -> str:
    """The text with straight quotes, placeholders and addresses blanked out; of the same length."""
    return _BLANKED.sub(lambda found: " " * len(found.group()), text.translate(_CURLY))


def lowered(text: str) -> str:
    """Lower case, of the same length whatever the alphabet."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def clauses_of(text: str) -> Iterator[Clause]:
    """The clauses of a text, in order.

    >>> [" ".join(token.text for token in clause.tokens) for clause in clauses_of("Free above 59 euros, else 4.95.")]
    ['free above 59 euros', 'else 4.95']
    """
    cased = blanked(text)
    low = lowered(cased)
    for start, end in sentences(cased):
        tokens = tuple(
            Token(_SHORT_FORMS.get(found.group(), found.group()), found.start(), found.end())
            for found in _TOKEN.finditer(low, start, end)
        )
        if not tokens:
            continue
        at = start
        for piece_end in [*(found.start() for found in _CLAUSE_END.finditer(low, start, end)), end]:
            own = tuple(token for token in tokens if at <= token.start < piece_end)
            # "6, 12 or 24 months" and "on weekdays, too" are no clauses of their own.
            if own and (piece_end == end or _is_clause(own, tokens, piece_end)):
                yield Clause(own, tokens, at, piece_end)
                at = piece_end


def all_tokens(text: str) -> list[Token]:
    """All words, numbers and signs of a text."""
    return [Token(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(lowered(blanked(text)))]


def _is_clause(own: Sequence[Token], sentence: Sequence[Token], end: int) -> bool:
    following = [token for token in sentence if token.start >= end][:2]
    is_list = own[-1].is_number and bool(following) and following[0].is_number
    return len(own) >= 2 and not is_list


def stems(tokens: Sequence[Token]) -> frozenset[str]:
    """The stems of the words that tell what is spoken about: no stop words, numbers, units, yes or no."""
    words = (token.text.split("'", 1)[0] for token in tokens if token.is_word)
    return frozenset(
        root(word)
        for word in words
        if len(word) > 1 and word not in _EMPTY and (word not in STOP_WORDS or word in _TELLING)
    )
