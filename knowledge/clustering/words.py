"""What customers said, as a title and as keywords of a cluster."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from knowledge.clustering.vectors import stride

TITLE_LENGTH = 90
ANY_WORD = r"(?u)\b\w+\b"

_MOST_NAMED = 400
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|please|so|ok|okay|well|um|yes|yeah|"
    r"there|thanks|thank you|excuse me|sorry|team|everyone)\b[\s,.!:;-]*)+",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:how|what|why|when|where|who|whom|whose|which|can|could|do|does|did|is|are|was|were|will|would|should|may|am|"
    r"has|have|had)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"[\[<{][A-Za-z_ ]+\d*[\]>}]|\*{3,}")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_SMALL_TALK = frozenset(
    """
    hi hello hey please thanks thank want need needs help know like just got get getting going tell let okay ok yes sure
    does did dont don't im i'm ive i've i'd cant can't wont won't its it's that's what's isn't doesn't didn't there's
    """.split()  # noqa: SIM905 - a word list reads better as words
)


def has_words(text: str) -> bool:
    """Whether a text holds a word; what holds none names nothing.

    >>> has_words("???"), has_words("[order]?")
    (False, True)
    """
    return _WORD.search(text) is not None


def name_cluster(texts: Sequence[str]) -> str:
    """Name a cluster by the clearest sentence of its questions: central, short, cleaned of greetings.

    Parameters
    ----------
    texts
        The cluster's questions.

    Returns
    -------
    str
        One question as a customer asked it, at most 90 characters.

    Raises
    ------
    ValueError
        No text holds a word.

    Examples
    --------
    >>> name_cluster(["Hi, how do I change my address", "how can i change my address?", "change of address"])
    'How can I change my address?'
    """
    asked = sorted(filter(has_words, texts))
    if not asked:
        raise ValueError("a cluster without words has no name")
    if len(asked) > _MOST_NAMED:
        asked = [asked[index] for index in stride(len(asked), _MOST_NAMED)]
    sentences = sorted({sentence for text in asked for sentence in _sentences(text)})
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), token_pattern=ANY_WORD, sublinear_tf=True)
    middle = np.asarray(vectorizer.fit_transform(asked).mean(axis=0)).ravel()
    middle /= max(float(np.linalg.norm(middle)), 1e-12)
    central = vectorizer.transform(sentences) @ middle
    scores = [round(float(c) * _readability(sentence), 6) for c, sentence in zip(central, sentences, strict=True)]
    best = max(range(len(sentences)), key=lambda index: (scores[index], -len(sentences[index])))
    return _titled(sentences[best])


def keywords(texts: Sequence[str], background_texts: Sequence[str], limit: int = 6) -> list[str]:
    """Return the words and word pairs that set a cluster apart, most telling first (class-based TF-IDF).

    Parameters
    ----------
    texts
        The cluster's questions.
    background_texts
        Questions on all topics; they may include the cluster's own.
    limit
        Most keywords to return.

    Returns
    -------
    list of str
        Lower case, without function words; a word already inside a chosen pair is not repeated.

    Examples
    --------
    >>> keywords(["lost my card", "my card is lost", "card lost abroad"], ["when is my parcel here", "card fee"])[0]
    'lost'
    """
    inside: Counter[str] = Counter()
    for text in texts:
        inside.update(_terms(text))
    wanted = {term for term, count in inside.items() if count >= min(2, len(texts))}
    around: Counter[str] = Counter()
    for text in background_texts:
        around.update(_terms(text) & wanted)
    documents = len(background_texts) + 1
    scores = {term: inside[term] / len(texts) * np.log(1 + documents / (1 + around[term])) for term in wanted}
    chosen: list[str] = []
    covered: set[str] = set()
    for term in sorted(scores, key=lambda term: (-round(scores[term], 9), term)):
        if len(chosen) >= limit:
            break
        parts = set(term.split())
        if parts <= covered:
            continue
        chosen.append(term)
        covered |= parts
    return chosen


@lru_cache(maxsize=20_000)  # the same background is looked at beside each cluster
def _terms(text: str) -> frozenset[str]:
    """Return the telling words of a text and the pairs of them that stand side by side."""
    words = [word.replace("’", "'") for word in _WORD.findall(_PLACEHOLDER.sub(" ", text.casefold()))]
    telling = [
        len(word) > 1 and not word.isdigit() and word not in ENGLISH_STOP_WORDS and word not in _SMALL_TALK
        for word in words
    ]
    found = {word for word, is_telling in zip(words, telling, strict=True) if is_telling}
    pairs = zip(words, words[1:], telling, telling[1:], strict=False)
    return frozenset(found) | {
        f"{first} {second}" for first, second, is_first, is_second in pairs if is_first and is_second
    }


def _sentences(text: str) -> list[str]:
    """Cut a question into sentences without greetings; what is left of it whole when nothing else is."""
    found = []
    for part in _SENTENCE_END.split(text.strip()):
        sentence = _OPENING.sub("", " ".join(part.split())).strip(" ,;:-–—\"'")
        if len(_WORD.findall(sentence)) >= 2:
            found.append(sentence)
    return found or [" ".join(text.split())]


def _readability(sentence: str) -> float:
    """Return how well a sentence serves as a title, 0-1: five to ten words, a question, no blanked-out data."""
    words = len(_WORD.findall(sentence))
    score = min(1.0, words / 5, float(np.sqrt(10 / words))) if words else 0.0
    if _PLACEHOLDER.search(sentence):
        score *= 0.5
    if any(character.isdigit() for character in sentence):
        score *= 0.8
    if not _QUESTION.match(sentence):
        score *= 0.9 if sentence.endswith("?") else 0.85
    return score


def _titled(sentence: str) -> str:
    """Give a sentence a capital, a full-size I, its question mark, and a length that fits a list."""
    title = re.sub(r"\bi\b(?!\.)", "I", sentence).rstrip(" .,;:!")
    if _QUESTION.match(title) and not title.endswith("?"):
        title += "?"
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" .,;:!?") + "…"
    return title[:1].upper() + title[1:]
