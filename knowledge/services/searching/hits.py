"""Ranked versions as hits, with text and snippet."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from knowledge.markdown import rough_text
from knowledge.querysets import search as reads
from knowledge.querysets.search import Document
from knowledge.services.searching.keeping import stems_of
from knowledge.services.searching.shapes import Hit, HitPart
from knowledge.services.searching.shelf import WORD, Shelf
from training.models import Organization

SNIPPET_CHARACTERS = 240
_SNIPPET_SOURCE_CHARACTERS = 8_000
_READ_KEPT = 512  # texts of which a process keeps the words: some 30 KB each at most


class _Read(NamedTuple):
    """A text as a snippet is cut from it: its words in small letters, and where each stands."""

    text: str
    words: tuple[str, ...]
    starts: array[int]
    ends: array[int]


def as_hits(
    organization: Organization,
    found: Sequence[Sequence[tuple[Document, float, tuple[HitPart, ...]]]],
    shelf: Shelf,
    *,
    has_snippets: bool,
) -> list[list[Hit]]:
    """Candidates as hits, with text; one query for all the texts."""
    ids = {document.version_id for row in found for document, _, _ in row if document.version_id > 0}
    texts = shelf.would_be_texts | reads.texts_of(organization_id=organization.pk, version_ids=ids)
    plain = {
        one: _read(texts[one].body[:_SNIPPET_SOURCE_CHARACTERS])
        for one in {document.version_id for row in found for document, _, _ in row}
        if has_snippets
    }
    stems = stems_of(word for read in plain.values() for word in read.words)
    results: list[list[Hit]] = []
    for question, row in zip(shelf.questions, found, strict=True):
        own = stems_of({word.lower() for word in WORD.findall(question.text)})
        word_of = {stem: word for word, stem in sorted(own.items(), reverse=True)}
        hits: list[Hit] = []
        for document, score, parts in row:
            shared = question.weights.keys() & document.words.keys()
            snippet, highlights = (
                _snippet(plain[document.version_id], question.weights, stems) if has_snippets else ("", ())
            )
            hits.append(
                Hit(
                    entry_id=document.entry_id,
                    version_id=document.version_id,
                    title=document.title,
                    body=texts[document.version_id].body,
                    asked_as=tuple(texts[document.version_id].asked_as.splitlines()),
                    kind=texts[document.version_id].kind,
                    score=round(score, 6),
                    parts=parts,
                    matched_words=tuple(
                        word_of.get(word, word)
                        for word in sorted(shared, key=lambda word: (-question.weights[word], word))[:5]
                    ),
                    snippet=snippet,
                    highlights=highlights,
                )
            )
        results.append(hits)
    return results


@lru_cache(maxsize=_READ_KEPT)  # the entries that answer most are found again and again
def _read(body: str) -> _Read:
    text = rough_text(body)
    found = list(WORD.finditer(text))
    return _Read(
        text=text,
        words=tuple(intern(match.group().lower()) for match in found),
        starts=array("i", [match.start() for match in found]),
        ends=array("i", [match.end() for match in found]),
    )


def _snippet(read: _Read, weights: dict[str, float], stems: dict[str, str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch of a text that holds most of the question's weight, and where its words stand in it."""
    text = read.text
    places = [
        (read.starts[place], read.ends[place], stem)
        for place, word in enumerate(read.words)
        if (stem := stems.get(word)) in weights
    ]
    best, best_start = -1.0, 0
    held: Counter[str] = Counter()
    total, following = 0.0, 0
    for start, _, first in places:  # the stretch that begins with this word
        while following < len(places) and places[following][1] - start <= SNIPPET_CHARACTERS:
            stem = places[following][2]
            total += 0.0 if held[stem] else weights[stem]
            held[stem] += 1
            following += 1
        if total > best + 1e-9:
            best, best_start = total, start
        if held[first]:  # a word longer than a stretch is in none
            held[first] -= 1
            total -= 0.0 if held[first] else weights[first]
        else:
            following += 1
    start = max(0, best_start - SNIPPET_CHARACTERS // 4)
    if start + SNIPPET_CHARACTERS > len(text):
        start = max(0, len(text) - SNIPPET_CHARACTERS)
    if start:  # not in the middle of a word
        blank = text.find(" ", start, best_start)
        start = blank + 1 if blank >= 0 else best_start
    end = min(len(text), start + SNIPPET_CHARACTERS)
    if end < len(text):
        blank = text.rfind(" ", start, end)
        end = blank if blank > start else end
    prefix, suffix = ("… " if start else ""), (" …" if end < len(text) else "")
    shift = len(prefix) - start
    marked = tuple((a + shift, b + shift) for a, b, _ in places if a >= start and b <= end)
    return prefix + text[start:end].replace("\n", " ") + suffix, marked
