"""What more than one customer stands behind: the words of a title, and the sentences of a draft. Pure.

The detector of `training.safety` knows wordings; these rules hold whatever the wording is. One customer alone, however
often they write and on however many channels, puts no word into a title, and no sentence into a draft.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.ai.base import DraftRequest, SourceText
from training.text import STOP_WORDS, sentences

LEAST_ASKERS = 2  # distinct customers who use a word of a title
LEAST_ANSWERED = 2  # distinct customers to whom people said what a draft quotes
LEAST_HELPED = 3  # distinct customers whom it helped, where the AI said it too
LEAST_SHARE = 0.2  # of the customers who got an answer: what few of many were told is no common answer
LONG = 7  # words from which the same sentence of several people is one voice, not many

_WORD = re.compile(r"\w[\w'’&.-]*\w|\w")
_UNIT = re.compile(r"\d+(?:[.,:-]\d+)*(?:st|nd|rd|th|am|pm|[-–]?[a-z]{1,7})?")
_CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """.split()  # noqa: SIM905 - a list of words
)
_PLACEHOLDER = re.compile(r"\[[a-z_]+\]")


def stem(word: str) -> str:
    """A word without case and the endings that its number and tense change."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    for ending in ("ies", "ing", "es", "ed", "s", "y", "e"):
        if len(plain) - len(ending) >= 3 and plain.endswith(ending):
            return plain[: -len(ending)]
    return plain


def telling_words(text: str) -> set[str]:
    """The stems of a text's words that carry meaning, figures included."""
    return {
        stem(word)
        for word in _WORD.findall(_PLACEHOLDER.sub(" ", text))
        if word.lower() not in STOP_WORDS and (len(word) > 1 or word.isdigit())
    }


def odd_words(text: str) -> set[str]:
    """Words that look like names and codes, as stems: "EvilCorp", "FREE100", "PWNED", a capital inside a sentence.

    Where every other word has a capital, as in German, a capital says nothing.
    """
    words = list(_WORD.finditer(_PLACEHOLDER.sub(lambda match: " " * len(match.group()), text)))
    named = {match.start() for match in words if _is_capital_inside(text, match)}
    if len(named) > 0.4 * len(words):
        named = set()
    return {stem(match.group()) for match in words if match.start() in named or _is_coded(match.group())}


class SharedWords:
    """Which words several distinct people used."""

    def __init__(self, said: Iterable[tuple[str, str]], *, least: int = LEAST_ASKERS) -> None:
        """Count, of pairs (who, text), for each word how many used it; `least` people share a word."""
        users: dict[str, set[str]] = defaultdict(set)
        for who, text in said:
            for word in telling_words(text):
                users[word].add(who)
        self._shared = {word for word, who in users.items() if len(who) >= least}

    def allows(self, text: str) -> bool:
        """Whether every telling word of a text is shared, and there is one."""
        words = telling_words(text)
        return bool(words) and words <= self._shared

    def allows_odd_words(self, text: str) -> bool:
        """Whether at least the names and codes of a text are shared."""
        return odd_words(text) <= self._shared


def voices(said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who said which sentence, of pairs (who, text); a long one that several people say to the letter is one voice.

    Customers find their own words. The same long sentence from many of them was handed out.
    """
    parts = [(who, text[start:end]) for who, text in said for start, end in sentences(text)]
    letters = [_letters(sentence) for _, sentence in parts]
    speakers: dict[str, set[str]] = defaultdict(set)
    for (who, _), same in zip(parts, letters, strict=True):
        speakers[same].add(who)
    return [
        (who if len(speakers[same]) == 1 or len(same.split()) < LONG else f"“{same}”", sentence)
        for (who, sentence), same in zip(parts, letters, strict=True)
    ]


class Support:
    """Who stands behind the words of one request for a draft."""

    def __init__(self, request: DraftRequest) -> None:
        """Read who asked and who was answered."""
        askers = request.askers or tuple(f"question {place}" for place in range(len(request.questions)))
        asked = voices(zip(askers, request.questions, strict=True))
        self._asked = SharedWords(asked)
        self._said = SharedWords([*asked, *((customer_of(source), source.text) for source in request.sources)])
        self._answered = len({customer_of(source) for source in request.sources})

    def allows_title(self, text: str) -> bool:
        """Whether several customers used each word of a title or keyword."""
        return self._asked.allows(text)

    def allows_sentence(self, text: str, sources: Sequence[SourceText]) -> bool:
        """Whether a sentence that these sources say may be quoted.

        A person's edit may stand alone; else people said it to two customers, or it helped three. In any case a fair
        share of those who got an answer heard it, and its names and codes come up with two customers.
        """
        people = {customer_of(source) for source in sources if source.kind == "agent_reply"}
        everyone = {customer_of(source) for source in sources}
        is_backed = (
            any(source.kind == "human_edit" for source in sources)
            or len(people) >= LEAST_ANSWERED
            or len(everyone) >= LEAST_HELPED
        )
        is_common = len(everyone) >= LEAST_SHARE * self._answered
        return is_backed and is_common and self._said.allows_odd_words(text)


def customer_of(source: SourceText) -> str:
    """To whom it was said."""
    return source.customer or f"conversation {source.conversation_id}"


def _letters(text: str) -> str:
    """A text's words alone, in lower case."""
    return " ".join(_WORD.findall(text.lower()))


def _is_capital_inside(text: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital although no sentence begins there, and could be a name ("My order" is none)."""
    before = text[: match.start()].rstrip(" \"'“‘(*_")
    word = match.group()
    is_everyday = word.split("'")[0].lower() in STOP_WORDS or word.lower().removesuffix("s") in _CALENDAR
    return word[0].isupper() and not is_everyday and bool(before) and before[-1] not in ".!?:;\n•-–—"


def _is_coded(word: str) -> bool:
    """Whether a word is no word of a language: figures in it, all in capitals, a capital in its middle."""
    figures = sum(map(str.isdigit, word))
    letters = [character for character in word if character.isalpha()]
    if figures:
        return figures >= 5 or (len(letters) >= 2 and _UNIT.fullmatch(word) is None)
    is_loud = len(letters) >= 4 and all(map(str.isupper, letters))
    return is_loud or any(a.islower() and b.isupper() for a, b in itertools.pairwise(word))
