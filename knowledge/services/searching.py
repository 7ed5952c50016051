"""Search of an organization's knowledge: words, meaning and spelling, fused by rank.

How a hit comes about:

1. PostgreSQL offers candidates: versions that hold the question's telling words (full text, the rare words first),
   versions whose vectors are near, and, for words that no entry holds, titles with a word spelled like them.
2. Each candidate is ranked in each part. Words: cosine of sublinear TF-IDF with the document counts of exactly the
   versions that are searched. Meaning: cosine of the vectors. Spelling: share of common letter triples.
3. The ranks are fused by reciprocal rank (k = 60). A vector is the mean of its words, so meaning weighs less the longer
   the question is.

Would-be entries (`overlay`) are ranked by the same means among the stored ones without being written, and counted among
them: what a replay finds is what a search finds once the update is applied.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import mul
from threading import Lock

import numpy as np
from django.db import connection, transaction

from knowledge.fusion import RRF_K, reciprocal_rank_fusion
from knowledge.markdown import rough_text
from knowledge.models import KnowledgeVersion
from knowledge.querysets import search as reads
from knowledge.querysets.search import Document, Scope, WordCounts
from knowledge.services.embedding import embedded_text
from training.ai.embedding import EMBEDDING_MODEL_KEY
from training.errors import DomainError
from training.models import Organization
from training.services.engine import Engine, engine_for
from training.text import content_words, strip_invisible

QUESTION_CHARACTERS = 10_000
DEPTH = 60  # ranks below add nothing
TEXT_CANDIDATES = 150
VECTOR_CANDIDATES = 60
SPELLING_CANDIDATES = 20
FEW_VERSIONS = 200  # so few are all candidates
EXACT_VECTOR_VERSIONS = 4000  # up to here comparing all vectors is as fast as the index
MOST_WORDS = 64
MOST_MATCHES = 5000  # rows that the full-text index may bring up for one question
EQUAL_WEIGHT_WORDS = 8  # up to so many words meaning counts as much as words
SNIPPET_CHARACTERS = 240
_SNIPPET_SOURCE_CHARACTERS = 8_000
DOCUMENTS_KEPT = 4000  # of a process: some 30 MB
_COUNTS_KEPT = 32
_STEMS_KEPT = 50_000
_UNKNOWN_WORDS = 4

_WORD = re.compile(r"[^\W_]+")

TEXT, VECTOR, SPELLING = "text", "vector", "spelling"
PART_NAMES = {TEXT: "Words", VECTOR: "Meaning", SPELLING: "Spelling"}


class QuestionInvalid(DomainError):
    """There is nothing to search for."""


@dataclass(frozen=True, kw_only=True)
class WouldBe:
    """An entry as it would be: a new one (`entry_id` None), another text of an existing one, or its removal."""

    entry_id: int | None = None
    title: str = ""
    body: str = ""
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class HitPart:
    """A hit's place in one part of the search; `score` is on the part's own scale, 0–1."""

    name: str
    rank: int
    score: float
    contribution: float

    @property
    def label(self) -> str:
        """The part's name for a page."""
        return PART_NAMES[self.name]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One version that was found. A would-be version has a negative id (−1 the first); so has a would-be new entry.

    `score` is 0–1: 1 for the first in every part. `highlights` are the ranges of `snippet` to mark.
    """

    entry_id: int
    version_id: int
    title: str
    body: str
    score: float
    parts: tuple[HitPart, ...]
    matched_words: tuple[str, ...]
    snippet: str = ""
    highlights: tuple[tuple[int, int], ...] = ()

    def _part(self, name: str) -> HitPart | None:
        return next((part for part in self.parts if part.name == name), None)

    @property
    def text_rank(self) -> int | None:
        """Place by words."""
        part = self._part(TEXT)
        return part.rank if part else None

    @property
    def vector_rank(self) -> int | None:
        """Place by meaning."""
        part = self._part(VECTOR)
        return part.rank if part else None

    @property
    def spelling_rank(self) -> int | None:
        """Place by spelling of the title."""
        part = self._part(SPELLING)
        return part.rank if part else None

    @property
    def explanation(self) -> str:
        """Where the score comes from, as a sentence."""
        words = f" ({', '.join(self.matched_words)})" if self.matched_words else ""
        places = [
            f"{part.label.lower()} no. {part.rank} at {part.score:.2f}{words if part.name == TEXT else ''}"
            for part in self.parts
        ]
        return f"Score {self.score:.2f}: {'; '.join(places)}."

    @property
    def snippet_pieces(self) -> list[tuple[str, bool]]:
        """The snippet in pieces, each with whether it is to be marked."""
        pieces: list[tuple[str, bool]] = []
        at = 0
        for start, end in self.highlights:
            pieces += [(self.snippet[at:start], False), (self.snippet[start:end], True)]
            at = end
        pieces.append((self.snippet[at:], False))
        return [piece for piece in pieces if piece[0]]


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """A live entry near to a text; `similarity` is the cosine of their vectors."""

    entry_id: int
    version_id: int
    title: str
    similarity: float


@dataclass(frozen=True, kw_only=True)
class _Question:
    text: str
    words: dict[str, float]
    weights: dict[str, float]
    vector: np.ndarray
    misspelled: tuple[str, ...]
    meaning_weight: float


def search(
    *,
    organization: Organization,
    query: str,
    limit: int = 10,
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    statuses: Sequence[str] = ("live",),
    has_snippets: bool = True,
    engine: Engine | None = None,
) -> list[Hit]:
    """Find versions for a question, best first.

    `as_of` searches what was live at that moment; `overlay` puts would-be entries over the stored ones.

    Raises:
        QuestionInvalid: the question is empty.
    """
    return search_many(
        organization=organization,
        queries=[query],
        limit=limit,
        as_of=as_of,
        overlay=overlay,
        statuses=statuses,
        has_snippets=has_snippets,
        engine=engine,
    )[0]


@transaction.atomic
def search_many(
    *,
    organization: Organization,
    queries: Sequence[str],
    limit: int = 10,
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    statuses: Sequence[str] = ("live",),
    has_snippets: bool = True,
    engine: Engine | None = None,
) -> list[list[Hit]]:
    """Find versions for each of many questions, as `search` would one by one, with one embedding call.

    Raises:
        QuestionInvalid: one of the questions is empty.
    """
    texts = [clean_question(query) for query in queries]
    if not texts:
        return []
    engine = engine or engine_for(organization)
    scope = Scope(organization_id=organization.pk, as_of=as_of, statuses=tuple(sorted(statuses)))
    shelf = _Shelf(scope=scope, texts=texts, overlay=overlay, engine=engine)
    found = [shelf.rank(question)[:limit] for question in shelf.questions]
    return _as_hits(organization, found, shelf, has_snippets=has_snippets)


@transaction.atomic
def nearest_entries(
    *,
    organization: Organization,
    title: str,
    body: str,
    limit: int = 3,
    exclude_entry_id: int | None = None,
    engine: Engine | None = None,
) -> list[Nearest]:
    """The live entries whose vectors are nearest to a text, best first."""
    engine = engine or engine_for(organization)
    vectors, model_key = engine.embed([embedded_text(title=title, body=body)])
    scope = Scope(organization_id=organization.pk)
    total = reads.fingerprint_of(scope)[0]
    ids = reads.candidates_by_vector(
        scope,
        vector=vectors[0],
        model_key=model_key,
        limit=limit + 1,
        is_exact=total <= EXACT_VECTOR_VERSIONS,
    )
    documents = reads.documents(organization_id=organization.pk, version_ids=ids, model_key=model_key)
    near = [
        Nearest(
            entry_id=document.entry_id,
            version_id=document.version_id,
            title=document.title,
            similarity=_cosine(document.vector, vectors[0]),
        )
        for document in documents.values()
        if document.entry_id != exclude_entry_id
    ]
    return sorted(near, key=lambda one: (-one.similarity, one.version_id))[:limit]


def clean_question(query: str) -> str:
    """A question as it is searched: nothing invisible, no longer than is read.

    Raises:
        QuestionInvalid: nothing is left.
    """
    text = strip_invisible(query).strip()[:QUESTION_CHARACTERS]
    if not text:
        raise QuestionInvalid("Type a question first.")
    return text


class _Rarity(dict[str, float]):
    """Smoothed inverse document frequency of each word: ln((1 + N) / (1 + n)) + 1."""

    def __init__(self, counts: WordCounts) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, word: str) -> float:
        rarity = math.log((1 + self._counts.total) / (1 + self._counts.versions_with.get(word, 0))) + 1
        self[word] = rarity
        return rarity


class _Shelf:
    """The versions to search for one batch of questions: what is known of each is read once."""

    def __init__(
        self,
        *,
        scope: Scope,
        texts: Sequence[str],
        overlay: Sequence[WouldBe],
        engine: Engine,
    ) -> None:
        self.scope = scope
        added = [(index, one) for index, one in enumerate(overlay) if not one.is_removed]
        vectors, self.model_key = engine.embed(
            [
                *(_meaningful(text, engine.embedding_model) for text in texts),
                *(embedded_text(title=one.title, body=one.body) for _, one in added),
            ]
        )
        counts = _word_counts(scope)
        self.known: dict[int, Document] = {}
        self._mark = (str(connection.settings_dict["NAME"]), scope.organization_id, self.model_key)
        self.would_be = (
            reads.would_be_documents(
                titles=[one.title for _, one in added],
                bodies=[one.body for _, one in added],
                vectors=vectors[len(texts) :],
                entry_ids=[one.entry_id if one.entry_id is not None else -(index + 1) for index, one in added],
            )
            if added
            else []
        )
        self.bodies = {document.version_id: one.body for document, (_, one) in zip(self.would_be, added, strict=True)}
        replaced = [one.entry_id for one in overlay if one.entry_id is not None]
        self.hidden = set(reads.live_versions_of(scope, entry_ids=replaced))
        self._know(self.hidden)
        self.counts = _with_overlay(counts, [self.known[one] for one in self.hidden], self.would_be)
        self._rarity = _Rarity(self.counts).__getitem__
        self._lengths: dict[int, float] = {}
        self.would_be_ids = [document.version_id for document in self.would_be]
        self.known |= {document.version_id: document for document in self.would_be}
        self.every_id = reads.all_version_ids(scope) if self.counts.total <= FEW_VERSIONS else None
        self.questions = self._questions(texts, vectors[: len(texts)])

    def rank(self, question: _Question) -> list[tuple[Document, float, tuple[HitPart, ...]]]:
        """All candidates for one question, best first, with score and parts."""
        spelling = self._spelled_alike(question)
        candidates = self._candidates(question, spelling)
        scores: dict[str, dict[int, float]] = {
            TEXT: self._text_scores(question, candidates),
            VECTOR: {
                document.version_id: likeness
                for document in candidates
                if document.vector is not None and (likeness := _cosine(document.vector, question.vector)) > 0
            },
            SPELLING: {document.version_id: spelling[document.version_id] for document in candidates
                       if document.version_id in spelling},
        }  # fmt: skip
        ranks = {name: _ranks(values) for name, values in scores.items() if values}
        if not ranks:
            return []
        weights = {TEXT: 1.0, VECTOR: question.meaning_weight, SPELLING: 1.0}
        fused = reciprocal_rank_fusion(rankings=ranks, weights=weights)
        most = sum(weights[name] for name in ranks) / (RRF_K + 1)
        by_id = {document.version_id: document for document in candidates}
        order = sorted(
            fused,
            key=lambda one: (
                -fused[one],
                -scores[TEXT].get(one, 0),
                -scores[VECTOR].get(one, 0),
                _stored_first(one),
            ),
        )
        return [
            (
                by_id[one],
                fused[one],
                tuple(
                    HitPart(
                        name=name,
                        rank=places[one],
                        score=min(1.0, scores[name][one]),
                        contribution=weights[name] / (RRF_K + places[one]) / most,
                    )
                    for name, places in ranks.items()
                    if one in places
                ),
            )
            for one in order
        ]

    def _questions(self, texts: Sequence[str], vectors: np.ndarray) -> list[_Question]:
        counts = reads.words_of(texts)
        surface = [list(dict.fromkeys(word.lower() for word in _WORD.findall(text))) for text in texts]
        stems = _stems(word for words in surface for word in words)
        questions = []
        for text, words, counted, vector in zip(texts, surface, counts, vectors, strict=True):
            held = {word: math.sqrt(count) for word, count in counted.items() if word in self.counts.versions_with}
            unknown = [
                word
                for word in words
                if len(word) >= 4
                and word.isalpha()
                and (stem := stems.get(word))
                and stem not in self.counts.versions_with
            ]
            # A question in the entries' own words needs no guesses; one with few known words may be misspelled.
            misspelled = unknown[:_UNKNOWN_WORDS] if len(unknown) >= len(held) / 2 else []
            questions.append(
                _Question(
                    text=text,
                    words=held,
                    weights={word: value * self._rarity(word) for word, value in held.items()},
                    vector=vector,
                    misspelled=tuple(misspelled),
                    meaning_weight=min(1.0, EQUAL_WEIGHT_WORDS / max(1, len(held))),
                )
            )
        return questions

    def _spelled_alike(self, question: _Question) -> dict[int, float]:
        """Versions whose titles have a word spelled like one that no version holds."""
        if not question.misspelled:
            return {}
        stored = reads.candidates_by_spelling(
            self.scope, words=question.misspelled, limit=SPELLING_CANDIDATES + len(self.hidden)
        )
        likeness = reads.spelling_likeness(
            words=question.misspelled, titles=[document.title for document in self.would_be]
        )
        added = {document.version_id: value for document, value in zip(self.would_be, likeness, strict=True)}
        return self._best(stored, added, SPELLING_CANDIDATES)

    def _candidates(self, question: _Question, spelling: dict[int, float]) -> list[Document]:
        """The versions to rank: all while they are few, else the best of each part."""
        if self.every_id is not None:
            ids = {*self.every_id, *self.would_be_ids} - self.hidden
        else:
            room = len(self.hidden)
            weights = self._telling_words(question)
            ids = {
                *spelling,
                *self._best(
                    reads.candidates_by_words(self.scope, weights=weights, limit=TEXT_CANDIDATES + room),
                    {
                        document.version_id: reads.weight_held(words=document.words, weights=weights)
                        for document in self.would_be
                    },
                    TEXT_CANDIDATES,
                ),
            }
            if np.any(question.vector):
                near = reads.candidates_by_vector(
                    self.scope,
                    vector=question.vector,
                    model_key=self.model_key,
                    limit=VECTOR_CANDIDATES + room,
                    is_exact=self.counts.total <= EXACT_VECTOR_VERSIONS,
                )
                added = {document.version_id: _cosine(document.vector, question.vector) for document in self.would_be}
                ids.update(self._best(near, added, VECTOR_CANDIDATES))
        self._know({one for one in ids if one > 0})
        return [self.known[one] for one in sorted(ids)]

    def _best(self, stored: dict[int, float], added: dict[int, float], limit: int) -> dict[int, float]:
        """The best of stored and would-be versions, as they would be were the latter stored."""
        scores = {one: score for one, score in stored.items() if one not in self.hidden}
        scores |= {one: score for one, score in added.items() if score > 0}
        order = sorted(scores, key=lambda one: (-scores[one], _stored_first(one)))
        return {one: scores[one] for one in order[:limit]}

    def _telling_words(self, question: _Question) -> dict[str, float]:
        """The question's rarest words, as many as the index can look up in time."""
        matches = 0
        kept: dict[str, float] = {}
        for word in sorted(question.words, key=lambda word: (self.counts.versions_with[word], word)):
            matches += self.counts.versions_with[word]
            if kept and (matches > MOST_MATCHES or len(kept) == MOST_WORDS):
                break
            kept[word] = question.weights[word]
        return kept

    def _text_scores(self, question: _Question, candidates: Sequence[Document]) -> dict[int, float]:
        """Cosine of question and version: root of the count there, 1 + ln of it here, root of the rarity on both."""
        length = math.sqrt(sum(value * value * self._rarity(word) for word, value in question.words.items()))
        weights = question.weights
        scores: dict[int, float] = {}
        for document in candidates:
            words = document.words
            shared = weights.keys() & words.keys()
            if not shared:
                continue
            own = self._lengths.get(document.version_id)
            if own is None:
                values = words.values()
                own = math.sqrt(sum(map(mul, map(mul, values, values), map(self._rarity, words))))
                self._lengths[document.version_id] = own
            product = math.fsum(weights[word] * words[word] for word in shared)
            scores[document.version_id] = product / (own * length)
        return scores

    def _know(self, ids: set[int]) -> None:
        """Read what ranks these versions where it is not known yet. Versions never change: a process keeps some."""
        unknown = ids - self.known.keys()
        kept = _documents_kept.get_many(self._mark, unknown)
        read = reads.documents(
            organization_id=self.scope.organization_id, version_ids=unknown - kept.keys(), model_key=self.model_key
        )
        _documents_kept.keep_many(self._mark, read)
        self.known |= kept | read


def _meaningful(text: str, model_key: str) -> str:
    """What of a question is embedded. The bundled model means all words: so each telling one once, no others."""
    if model_key != EMBEDDING_MODEL_KEY:
        return text
    return " ".join(dict.fromkeys(content_words(text))) or text


def _cosine(one: np.ndarray | None, other: np.ndarray) -> float:
    """Cosine of two unit vectors, 0–1."""
    return 0.0 if one is None else reads.as_cosine(float(one @ other))


def _ranks(scores: dict[int, float]) -> dict[int, int]:
    """Places by score, best 1, down to the depth that counts."""
    order = sorted(scores, key=lambda one: (-round(scores[one], 9), _stored_first(one)))
    return {one: place for place, one in enumerate(order[:DEPTH], start=1)}


def _stored_first(version_id: int) -> tuple[bool, int]:
    """Order of equals: by age; would-be versions are the newest."""
    return version_id < 0, abs(version_id)


_counts_lock = Lock()
_counts_kept: OrderedDict[tuple[str, Scope], tuple[tuple[int, int, int], WordCounts]] = OrderedDict()


def _word_counts(scope: Scope) -> WordCounts:
    """Document counts of exactly the versions in scope; counted anew whenever those change."""
    key = (str(connection.settings_dict["NAME"]), scope)
    fingerprint = reads.fingerprint_of(scope)
    with _counts_lock:
        kept = _counts_kept.get(key)
        if kept and kept[0] == fingerprint:
            _counts_kept.move_to_end(key)
            return kept[1]
    counts = reads.count_words(scope, total=fingerprint[0])
    with _counts_lock:
        _counts_kept[key] = (fingerprint, counts)
        _counts_kept.move_to_end(key)
        while len(_counts_kept) > _COUNTS_KEPT:
            _counts_kept.popitem(last=False)
    return counts


def _with_overlay(counts: WordCounts, removed: Sequence[Document], added: Sequence[Document]) -> WordCounts:
    """Document counts as they would be."""
    if not removed and not added:
        return counts
    versions_with = dict(counts.versions_with)
    for document in removed:
        for word in document.words:
            versions_with[word] = versions_with.get(word, 1) - 1
    for document in added:
        for word in document.words:
            versions_with[word] = versions_with.get(word, 0) + 1
    return WordCounts(
        total=counts.total - len(removed) + len(added),
        versions_with={word: count for word, count in versions_with.items() if count > 0},
    )


class _Documents:
    """The documents that one process used last, by database, organization and embedding model."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[tuple[tuple[str, int, str], int], Document] = OrderedDict()

    def get_many(self, mark: tuple[str, int, str], ids: Iterable[int]) -> dict[int, Document]:
        """Those of these versions that are kept."""
        found: dict[int, Document] = {}
        with self._lock:
            for one in ids:
                document = self._kept.get((mark, one))
                if document is not None:
                    self._kept.move_to_end((mark, one))
                    found[one] = document
        return found

    def keep_many(self, mark: tuple[str, int, str], documents: dict[int, Document]) -> None:
        """Keep those that are complete: a vector may still be on its way."""
        with self._lock:
            for one, document in documents.items():
                if document.vector is not None:
                    self._kept[mark, one] = document
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


_documents_kept = _Documents(DOCUMENTS_KEPT)

_stems_kept: dict[str, str] = {}


def _stems(words: Iterable[str]) -> dict[str, str]:
    """Each word as PostgreSQL stems it; asked once for each word of a process."""
    wanted = set(words)
    unknown = wanted - _stems_kept.keys()
    if unknown:
        if len(_stems_kept) + len(unknown) > _STEMS_KEPT:
            _stems_kept.clear()
            unknown = wanted
        stems = reads.stems_of(sorted(unknown))
        _stems_kept.update({word: stems.get(word, "") for word in unknown})
    return {word: stem for word in wanted if (stem := _stems_kept.get(word))}


def _as_hits(
    organization: Organization,
    found: Sequence[Sequence[tuple[Document, float, tuple[HitPart, ...]]]],
    shelf: _Shelf,
    *,
    has_snippets: bool,
) -> list[list[Hit]]:
    """Candidates as hits, with text; one query for all the texts."""
    ids = {document.version_id for row in found for document, _, _ in row if document.version_id > 0}
    bodies = shelf.bodies | dict(
        KnowledgeVersion.objects.for_organization(organization).filter(pk__in=ids).values_list("pk", "body")
    )
    plain = {
        one: rough_text(bodies[one][:_SNIPPET_SOURCE_CHARACTERS])
        for one in {document.version_id for row in found for document, _, _ in row}
        if has_snippets
    }
    stems = _stems({word.lower() for text in plain.values() for word in _WORD.findall(text)})
    results: list[list[Hit]] = []
    for question, row in zip(shelf.questions, found, strict=True):
        own = _stems({word.lower() for word in _WORD.findall(question.text)})
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
                    body=bodies[document.version_id],
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


def _snippet(text: str, weights: dict[str, float], stems: dict[str, str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch of a text that holds most of the question's weight, and where its words stand in it."""
    places = [
        (match.start(), match.end(), stem)
        for match in _WORD.finditer(text)
        if (stem := stems.get(match.group().lower())) in weights
    ]
    best, best_start = -1.0, 0
    for index, (start, _, _) in enumerate(places):
        seen: dict[str, float] = {}
        for _, end, stem in places[index:]:
            if end - start > SNIPPET_CHARACTERS:
                break
            seen[stem] = weights[stem]
        if sum(seen.values()) > best + 1e-9:
            best, best_start = sum(seen.values()), start
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
