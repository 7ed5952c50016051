"""Characters that a reader does not see, or takes for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

REMOVED = "[hidden]"  # what the import leaves where it took such characters away

_NOTHING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for tab and line breaks
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a"
)
_RUN = re.compile(f"[{_NOTHING}\ufe00-\ufe0f]+")
_FLAG_OF_A_REGION = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
_HARMLESS_ALONE = frozenset("\ufeff\u200e\u200f\ufe0e\ufe0f")
_PARTS_WORDS = frozenset("\u200b\u200c\u200d\u2060\u00ad\u034f\u180e\u2061\u2062\u2063\u2064")
_WORD = re.compile(r"[^\W\d_]{2,60}")
_UNITS = frozenset("µμΩωπΔΣαβγθλσφ")
_STYLED = re.compile(
    "[\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9]"
)
# Printable, of one alphabet, and as it looks: nothing hides among these.
_PLAIN = re.compile("[\n\t -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff‘’“”„–—…€£•]*")
_MARKS = re.compile("[\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,}")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where a text hides something: runs of invisible characters, words of mixed alphabets; spans, in no order."""
    start = text.find(REMOVED)
    while start >= 0:
        yield start, start + len(REMOVED)
        start = text.find(REMOVED, start + 1)
    if _PLAIN.fullmatch(text):
        return
    yield from invisible_runs(text)
    if text.isascii():
        return
    for match in _WORD.finditer(text):
        if _mixes_alphabets(match.group()):
            yield match.span()
    for match in _MARKS.finditer(text):
        yield match.span()
    styled = [match.start() for match in _STYLED.finditer(text)]
    if len(styled) >= 4:
        yield styled[0], styled[-1] + 1


def invisible_runs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of invisible characters that no honest text needs; what joins emoji or marks a direction once is none."""
    spared = [match.span() for match in _FLAG_OF_A_REGION.finditer(text)]
    for match in _RUN.finditer(text):
        start, end = match.span()
        if not any(a <= start < b for a, b in spared) and _is_suspicious(text, start, end):
            yield start, end


def hides_something(text: str) -> bool:
    """Whether a text holds invisible characters that no honest text needs."""
    return next(invisible_runs(text), None) is not None


def _is_suspicious(text: str, start: int, end: int) -> bool:
    run = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if len(run) <= 2 and all(character in _HARMLESS_ALONE for character in run):
        return False
    if any(
        "\U000e0000" <= character <= "\U000e0fff" or character in "\u202d\u202e\u2066\u2067\u2068" for character in run
    ):
        return True
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in run):
        return True
    if len(run) >= 3:
        return not _joins_emoji(before, after)
    if any(character in _PARTS_WORDS for character in run):
        return _is_european(before) and _is_european(after)
    return False


def _joins_emoji(before: str, after: str) -> bool:
    return bool(before and after) and {unicodedata.category(before), unicodedata.category(after)} <= {"So", "Sk", "Mn"}


def _is_european(character: str) -> bool:
    return character.isalpha() and _alphabet(character) in {"LATIN", "CYRILLIC", "GREEK"}


@lru_cache(maxsize=4096)
def _alphabet(character: str) -> str:
    if character.isascii():
        return "LATIN"
    name = unicodedata.name(character, "")
    first = name.split(" ", 1)[0]
    return "LATIN" if "LATIN" in name or first in {"FEMININE", "MASCULINE", "FULLWIDTH", "MATHEMATICAL"} else first


def _mixes_alphabets(word: str) -> bool:
    if word.isascii():
        return False
    alphabets = {_alphabet(character) for character in word if character not in _UNITS} & {
        "LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU",
    }  # fmt: skip
    return len(alphabets) > 1


def is_invisible(character: str) -> bool:
    """Whether a reader sees nothing where this character stands."""
    return _RUN.fullmatch(character) is not None
