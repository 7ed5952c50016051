"""What can be said of the wording and the structure of a reply. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from training.ai.lexicons import ai_phrases, words
from training.text import content_words

SHORT, LONG = 15, 70  # words
_STEP = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|[-*•])\s+\S")
_FIGURE = re.compile(r"\d")
_LINK = re.compile(r"https?://|\bwww\.|\[link\]")
_PHRASE = 3  # words
LEAST_SHARE, MOST_SHARE, MOST_PHRASES = 0.02, 0.6, 60
_HEARD = {
    "ai_does_not_know": "says that it does not know",
    "ai_cannot": "says that it cannot do it",
    "ai_apologises": "apologises",
    "ai_done": "says that it is done",
    "handoff": "passes the customer on",
}


def features_of(reply: str) -> frozenset[str]:
    """What a reply does, each as the end of the sentence “The reply …”.

    >>> sorted(features_of("Sorry! Do you mean the order of May?"))
    ['apologises', 'ends with a question', 'is short (up to 15 words)']
    """
    spoken = words(reply)
    found = {label for category, _ in ai_phrases().find(spoken) if (label := _HEARD.get(category))}
    if reply.rstrip().endswith("?"):
        found.add("ends with a question")
    if len(_STEP.findall(reply)) >= 2:
        found.add("gives steps as a list")
    if _FIGURE.search(reply):
        found.add("names a figure")
    if _LINK.search(reply):
        found.add("gives a link")
    if len(spoken) <= SHORT:
        found.add(f"is short (up to {SHORT} words)")
    if len(spoken) > LONG:
        found.add(f"is long (more than {LONG} words)")
    return frozenset(found)


def frequent_phrases(replies: Sequence[str]) -> dict[str, list[int]]:
    """Wordings of three words that many replies share but not most, with the places of these replies.

    What only names a matter differs from matter to matter: a phrase must hold an everyday word, and one that tells.
    """
    held: dict[tuple[str, ...], list[int]] = {}
    for place, reply in enumerate(replies):
        for phrase in _phrases(reply):
            held.setdefault(phrase, []).append(place)
    least, most = max(30, LEAST_SHARE * len(replies)), MOST_SHARE * len(replies)
    kept = [
        (phrase, places)
        for phrase, places in held.items()
        if least <= len(places) <= most and 0 < len(content_words(" ".join(phrase))) < _PHRASE
    ]
    kept.sort(key=lambda one: (-len(one[1]), one[0]))
    return _distinct(kept)


def _phrases(reply: str) -> Iterable[tuple[str, ...]]:
    spoken = [word for word in words(reply) if not word.startswith("[")]
    return set(zip(*(spoken[shift:] for shift in range(_PHRASE)), strict=False))


def _distinct(phrases: Iterable[tuple[tuple[str, ...], list[int]]]) -> dict[str, list[int]]:
    """Of phrases that stand in the same replies only the first."""
    found: dict[str, list[int]] = {}
    seen: Counter[tuple[int, ...]] = Counter()
    for phrase, places in phrases:
        if len(found) == MOST_PHRASES:
            break
        if not seen[tuple(places)]:
            found[f"says “{' '.join(phrase)}”"] = places
        seen[tuple(places)] += 1
    return found
