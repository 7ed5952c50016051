"""What a gap is called: by what customers asked, without the questions that carry a red flag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge import clustering
from training.safety import is_flagged

TITLE_LENGTH = 300
KEYWORD_LENGTH = 60
NAMELESS = "Questions with red flags"
WORDLESS = "Questions without words"


def name_of(texts: Iterable[str]) -> str:
    """The clearest sentence of some questions; where all of them carry red flags, or none holds a word, that."""
    said = _harmless(texts)
    if not said:
        return NAMELESS
    return clustering.name_cluster(said)[:TITLE_LENGTH] if any(map(clustering.has_words, said)) else WORDLESS


def keywords_of(texts: Iterable[str], *, around: Sequence[str]) -> list[str]:
    """The words that set some questions apart from all `around`."""
    said = _harmless(texts)
    return [word[:KEYWORD_LENGTH] for word in clustering.keywords(said, around)] if said else []


def _harmless(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if not is_flagged(text)]
