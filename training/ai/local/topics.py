"""Key phrases and intent labels by rules of thumb: where phrases begin and end, and which verbs name a wish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from training.ai.lexicons import (
    ACTIONS,
    COMMON_WORDS,
    COMPLAINS,
    CONFIRMS,
    FUNCTION_WORDS,
    POSITIVE,
    WEAK_ACTIONS,
    single_words,
    split_words,
)
from training.profanity import has_profanity

_TOKEN = re.compile(r"\[[^\]\n]{1,40}\]|[A-Za-z][A-Za-z\-']*|\d[\w.,:/\-]*|[^\sA-Za-z\d]")
_LABEL_WORDS = 4
_LABEL_CHARACTERS = 48
_PHRASE_WORDS = 3
_STOPS = FUNCTION_WORDS | COMMON_WORDS | single_words(POSITIVE) | single_words(COMPLAINS) | single_words(CONFIRMS)
# Common words that finish a name: "phone number", "opening hours", "security question".
_LATE_NOUNS = split_words(
    """
    number numbers question questions date time times hours details options option plan reason type detail
    information month issue problem
    """
)
_NOUNS_IN_LY = split_words(
    """
    family reply supply assembly monthly weekly daily early yearly fly
    """
)
_BEFORE_NOUN = split_words(
    """
    a an the my your our their his her its this that any no some for of on in about with new another every these
    those from
    """
)
_NOUNS_IN_ING = split_words(
    """
    shipping booking tracking parking billing banking pricing listing training meeting setting savings wedding
    clothing roaming hosting onboarding packing packaging streaming evening ring string thing spring building
    clearing
    """
)


def _tokens(text: str) -> list[str]:
    """Words and marks of a text; a placeholder such as [name] stays one token."""
    return _TOKEN.findall(text.replace("\u2019", "'"))


def _plain(token: str) -> str:
    """A token as a bare lower-case word, empty for numbers, marks and placeholders."""
    if not token[0].isalpha():
        return ""
    word = token.lower().strip("-'")
    return word.removesuffix("'s").replace("'", "")


def _is_verb_form(word: str) -> bool:
    """Whether a word looks like "shipped" or "leaving": good inside a phrase, wrong at its end."""
    return (word.endswith("ed") and len(word) > 4 and not word.endswith("eed")) or (
        word.endswith("ing") and word not in _NOUNS_IN_ING
    )


def _trimmed(run: Sequence[str]) -> tuple[str, ...]:
    """A run without the verb forms at its end, the noun last."""
    end = len(run)
    while end and _is_verb_form(run[end - 1]):
        end -= 1
    return tuple(run[max(0, end - _PHRASE_WORDS) : end])


def _is_stop(word: str) -> bool:
    return word in _STOPS or len(word) < 3 or (word.endswith("ly") and word not in _NOUNS_IN_LY)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Unbroken runs of words that can carry a topic."""
    run: list[str] = []
    before = ""
    for token in _tokens(text):
        word = _plain(token)
        if run and word in _LATE_NOUNS:
            run.append(word)
        elif not word or _is_stop(word) or (word in ACTIONS and not run and before not in _BEFORE_NOUN):
            # A verb at the head of a run is what they want to do, not what it is about.
            if run:
                yield tuple(run)
            run = []
        else:
            run.append(word)
        before = word
    if run:
        yield tuple(run)


def key_phrases(*, question: str, others: Sequence[str] = (), limit: int = 5) -> tuple[str, ...]:
    """Up to `limit` readable phrases, those of the question first, then by how often and how early they were said."""
    scores: dict[str, float] = {}
    for text, weight in ((question, 3.0), *((other, 1.0) for other in others)):
        for place, run in enumerate(_runs(text)):
            phrase = " ".join(_trimmed(run))
            if not phrase:
                continue
            # Two words say more than one; a fourth word in the text says less than the first.
            gain = weight * (1.0 if len(run) == 1 else 1.6) / (1.0 + 0.15 * place)
            scores[phrase] = scores.get(phrase, 0.0) + gain
    ranked = sorted(scores, key=lambda phrase: (-scores[phrase], phrase))
    chosen: list[str] = []
    for phrase in ranked:
        parts = set(phrase.split())
        if any(parts <= set(other.split()) or set(other.split()) <= parts for other in chosen):
            continue
        if has_profanity(phrase):
            continue
        chosen.append(phrase)
        if len(chosen) == limit:
            break
    return tuple(chosen)


def _object_of(tokens: Sequence[str], start: int) -> list[str]:
    """The words after a verb that name its object: `my delivery address` → delivery, address."""
    found: list[str] = []
    for token in tokens[start:]:
        word = _plain(token)
        if not word:
            if token[0].isdigit() or token[0] == "[":
                continue
            break
        if found and word in _LATE_NOUNS:
            found.append(word)
            break
        if _is_stop(word):
            if found:
                break
            if word in {"and", "or", "but", "because", "so", "if", "when", "what", "how", "why", "where", "i"}:
                break
            continue
        if word in ACTIONS and found:
            break
        found.append(word)
        if len(found) == _LABEL_WORDS - 1:
            break
    while found and _is_verb_form(found[-1]):
        found.pop()
    return found


def intent_label(question: str) -> str:
    """A short snake_case name for a wish: verb and object where a verb is known, else the key phrase; or empty.

    >>> intent_label("Hi, how can I change my delivery address?")
    'change_delivery_address'
    """
    tokens = _tokens(question)
    best: list[str] = []
    bare = ""
    for index, token in enumerate(tokens):
        word = _plain(token)
        action = ACTIONS.get(word)
        if action is None or (index and _plain(tokens[index - 1]) in _BEFORE_NOUN):
            continue
        bare = bare or action
        named = _object_of(tokens, index + 1)
        if not named:
            continue
        label = [action, *named]
        if action not in WEAK_ACTIONS:
            best = label
            break
        best = best or label
    if not best:
        phrases = key_phrases(question=question, limit=1)
        best = phrases[0].split() if phrases else [bare] if bare else []
    best = [word.replace("-", "_") for word in best if not has_profanity(word)][:_LABEL_WORDS]
    while best and len("_".join(best)) > _LABEL_CHARACTERS:
        best.pop()
    return "_".join(best)
