"""The versions to search for a batch of questions, and how one question ranks them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.fusion import RRF_K, reciprocal_rank_fusion
from knowledge.querysets import search as reads
from knowledge.querysets.search import Document, Scope, VersionText
from knowledge.services.embedding import embedded_text
from knowledge.services.entries.cleaning import clean_asked_as
from knowledge.services.searching.keeping import documents_kept, mark_of, stems_of, vectors_of_scope, weights_of_words
from knowledge.services.searching.shapes import SPELLING, TEXT, VECTOR, HitPart, WouldBe
from training.ai.embedding import EMBEDDING_MODEL_KEY, embed
from training.models import Organization
from training.services.engine import Engine
from training.text import content_words

DEPTH = 60  # ranks below add nothing
TEXT_CANDIDATES = 150
VECTOR_CANDIDATES = 60
SPELLING_CANDIDATES = 20
FEW_VERSIONS = 200  # so few are all candidates
EXACT_VECTOR_VERSIONS = 25_000  # up to here all vectors are compared: the index, of all organizations, misses some
MOST_WORDS = 64
MOST_MATCHES = 2500  # rows that the full-text index may bring up for one question
EQUAL_WEIGHT_WORDS = 8  # up to so many words meaning counts as much as words
_UNKNOWN_WORDS = 4

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Question:
    text: str
    words: dict[str, float]
    length: float
    weights: dict[str, float]
    vector: np.ndarray
    spelled_alike: dict[int, float]
    meaning_weight: float


class Shelf:
    """The versions to search for one batch of questions: what is known of each is read once."""

    def __init__(
        self,
        *,
        organization: Organization,
        scope: Scope,
        texts: Sequence[str],
        overlay: Sequence[WouldBe],
        engine: Engine,
    ) -> None:
        self.scope = scope
        added = [(index, one) for index, one in enumerate(overlay) if not one.is_removed]
        replaced = reads.live_versions_of(
            scope, entry_ids=[one.entry_id for one in overlay if one.entry_id is not None]
        )
        added_texts = _texts_as_they_would_be(scope, [one for _, one in added], replaced)
        vectors, self.model_key = _vectors(engine, texts=texts, added=added_texts)
        self._mark = mark_of(organization)
        self._fingerprint = reads.fingerprint_of(scope)
        stored = weights_of_words(self._mark, scope, self._fingerprint)
        self.known: dict[int, Document] = {}
        self.would_be = (
            reads.would_be_documents(
                texts=added_texts,
                vectors=vectors[len(texts) :],
                entry_ids=[one.entry_id if one.entry_id is not None else -(index + 1) for index, one in added],
            )
            if added
            else []
        )
        self.would_be_texts = {
            document.version_id: text for document, text in zip(self.would_be, added_texts, strict=True)
        }
        self.hidden = set(replaced)
        self._know(self.hidden)
        self.weighing = stored.with_overlay([self.known[one] for one in self.hidden], self.would_be)
        self.counts = self.weighing.counts
        self._is_index_prepared = False  # for all questions of the transaction
        self.would_be_ids = [document.version_id for document in self.would_be]
        self.known |= {document.version_id: document for document in self.would_be}
        self.every_id = reads.all_version_ids(scope) if self.counts.total <= FEW_VERSIONS else None
        self.questions = self._questions(texts, vectors[: len(texts)])

    def rank(self, question: Question, *, limit: int) -> list[tuple[Document, float, tuple[HitPart, ...]]]:
        """The best candidates for one question, with score and parts."""
        spelling = question.spelled_alike
        candidates = self._candidates(question)
        scores: dict[str, dict[int, float]] = {
            TEXT: self._text_scores(question, candidates),
            VECTOR: _vector_scores(question, candidates),
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
            for one in order[:limit]
        ]

    def _questions(self, texts: Sequence[str], vectors: np.ndarray) -> list[Question]:
        counts = reads.words_of(texts)
        surface = [list(dict.fromkeys(word.lower() for word in WORD.findall(text))) for text in texts]
        stems = stems_of(word for words in surface for word in words)
        held_words = [
            {word: math.sqrt(count) for word, count in counted.items() if word in self.counts.versions_with}
            for counted in counts
        ]
        misspelled = []
        for words, held in zip(surface, held_words, strict=True):
            unknown = [
                word
                for word in words
                if len(word) >= 4
                and word.isalpha()
                and (stem := stems.get(word))
                and stem not in self.counts.versions_with
            ]
            # A question in the entries' own words needs no guesses; one with few known words may be misspelled.
            misspelled.append(unknown[:_UNKNOWN_WORDS] if len(unknown) >= len(held) / 2 else [])
        return [
            Question(
                text=text,
                words=held,
                # Words that no version holds count here: what is asked about something unknown is less alike.
                length=math.sqrt(sum(count * self.weighing.rarity[word] for word, count in counted.items())),
                weights={word: value * self.weighing.rarity[word] for word, value in held.items()},
                vector=vector,
                spelled_alike=spelled_alike,
                meaning_weight=min(1.0, EQUAL_WEIGHT_WORDS / max(1, len(held))),
            )
            for text, counted, held, vector, spelled_alike in zip(
                texts, counts, held_words, vectors, self._spelled_alike(misspelled), strict=True
            )
        ]

    def _spelled_alike(self, misspelled: Sequence[Sequence[str]]) -> list[dict[int, float]]:
        """For each question the versions whose titles have a word spelled like one that no version holds."""
        if not any(misspelled):
            return [{} for _ in misspelled]
        reads.prepare_spelling()
        stored = reads.candidates_by_spelling(
            self.scope, questions=misspelled, limit=SPELLING_CANDIDATES + len(self.hidden)
        )
        likeness = reads.spelling_likeness(questions=misspelled, titles=[document.title for document in self.would_be])
        return [
            self._best(found, dict(zip(self.would_be_ids, row, strict=True)), SPELLING_CANDIDATES)
            for found, row in zip(stored, likeness, strict=True)
        ]

    def _candidates(self, question: Question) -> list[Document]:
        """The versions to rank: all while they are few, else the best of each part."""
        if self.every_id is not None:
            ids = {*self.every_id, *self.would_be_ids} - self.hidden
        else:
            room = len(self.hidden)
            weights = self._telling_words(question)
            ids = {
                *question.spelled_alike,
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
                near = self._near(question.vector, limit=VECTOR_CANDIDATES + room)
                added = {document.version_id: cosine(document.vector, question.vector) for document in self.would_be}
                ids.update(self._best(near, added, VECTOR_CANDIDATES))
        self._know({one for one in ids if one > 0})
        return [self.known[one] for one in sorted(ids)]

    def _near(self, vector: np.ndarray, *, limit: int) -> dict[int, float]:
        """The stored versions whose vectors are nearest: compared here while all fit, else in the database."""
        is_exact = self._fingerprint[0] <= EXACT_VECTOR_VERSIONS
        if is_exact and (
            kept := vectors_of_scope(
                self._mark, self.scope, self._fingerprint, model_key=self.model_key, dimensions=len(vector)
            )
        ):
            return kept.nearest(vector, limit=limit)
        if not is_exact and not self._is_index_prepared:
            reads.prepare_vector_index()
            self._is_index_prepared = True
        return reads.candidates_by_vector(
            self.scope, vector=vector, model_key=self.model_key, limit=limit, is_exact=is_exact
        )

    def _best(self, stored: dict[int, float], added: dict[int, float], limit: int) -> dict[int, float]:
        """The best of stored and would-be versions, as they would be were the latter stored."""
        scores = {one: score for one, score in stored.items() if one not in self.hidden}
        scores |= {one: score for one, score in added.items() if score > 0}
        order = sorted(scores, key=lambda one: (-scores[one], _stored_first(one)))
        return {one: scores[one] for one in order[:limit]}

    def _telling_words(self, question: Question) -> dict[str, float]:
        """The question's rarest words, as many as the index can look up in time."""
        matches = 0
        kept: dict[str, float] = {}
        for word in sorted(question.words, key=lambda word: (self.counts.versions_with[word], word)):
            matches += self.counts.versions_with[word]
            if kept and (matches > MOST_MATCHES or len(kept) == MOST_WORDS):
                break
            kept[word] = question.weights[word]
        return kept

    def _text_scores(self, question: Question, candidates: Sequence[Document]) -> dict[int, float]:
        """Cosine of question and version: root of the count there, 1 + ln of it here, root of the rarity on both."""
        weights = question.weights
        scores: dict[int, float] = {}
        for document in candidates:
            words = document.words
            shared = weights.keys() & words.keys()
            if not shared:
                continue
            product = math.fsum(weights[word] * words[word] for word in shared)
            scores[document.version_id] = product / (self.weighing.length_of(document) * question.length)
        return scores

    def _know(self, ids: set[int]) -> None:
        """Read what ranks these versions where it is not known yet. Versions never change: a process keeps some."""
        unknown = ids - self.known.keys()
        kept = documents_kept.get_many((self._mark, self.model_key, one) for one in unknown)
        known = {one: document for (_, _, one), document in kept.items()}
        read = reads.documents(
            organization_id=self.scope.organization_id, version_ids=unknown - known.keys(), model_key=self.model_key
        )
        # A vector may still be on its way: only what is complete is kept.
        whole = {one: document for one, document in read.items() if document.vector is not None}
        documents_kept.keep_many({(self._mark, self.model_key, one): document for one, document in whole.items()})
        self.known |= known | read


def meaningful(text: str, model_key: str) -> str:
    """What of a question is embedded. The bundled model means all words: so each telling one once, no others."""
    if model_key != EMBEDDING_MODEL_KEY:
        return text
    return " ".join(dict.fromkeys(content_words(text))) or text


def _vectors(engine: Engine, *, texts: Sequence[str], added: Sequence[VersionText]) -> tuple[np.ndarray, str]:
    """Vectors of the questions, then of the would-be versions; and which model made them."""
    whole = [embedded_text(title=one.title, body=one.body, asked_as=one.asked_as) for one in added]
    wanted = engine.embedding_model
    vectors, made_by = engine.embed([*(meaningful(text, wanted) for text in texts), *whole])
    if made_by != wanted and made_by == EMBEDDING_MODEL_KEY:  # it stood in
        vectors = embed([*(meaningful(text, made_by) for text in texts), *whole])
    return vectors, made_by


def _vector_scores(question: Question, candidates: Sequence[Document]) -> dict[int, float]:
    """Cosine of question and version, above 0."""
    embedded = [document for document in candidates if document.vector is not None]
    if not embedded:
        return {}
    # Row by row, so that a version's likeness does not depend on its neighbours in the matrix.
    likeness = np.einsum("ij,j->i", np.array([document.vector for document in embedded]), question.vector)
    scores = zip(embedded, np.round(np.clip(likeness.astype(np.float64), 0.0, 1.0), 6).tolist(), strict=True)
    return {document.version_id: score for document, score in scores if score > 0}


def cosine(one: np.ndarray | None, other: np.ndarray) -> float:
    """Cosine of two unit vectors, 0–1."""
    return 0.0 if one is None else reads.as_cosine(float(one @ other))


def _ranks(scores: dict[int, float]) -> dict[int, int]:
    """Places by score, best 1, down to the depth that counts."""
    order = sorted(scores, key=lambda one: (-round(scores[one], 9), _stored_first(one)))
    return {one: place for place, one in enumerate(order[:DEPTH], start=1)}


def _stored_first(version_id: int) -> tuple[bool, int]:
    """Order of equals: by age; would-be versions are the newest."""
    return version_id < 0, abs(version_id)


def _texts_as_they_would_be(scope: Scope, added: Sequence[WouldBe], replaced: dict[int, int]) -> list[VersionText]:
    """The texts of would-be versions; what one leaves as it is comes from the version it replaces."""
    kept_of = {replaced_id: version_id for version_id, replaced_id in replaced.items()}
    wanted = {
        kept_of[one.entry_id] for one in added if one.entry_id in kept_of and (one.asked_as is None or one.kind is None)
    }
    stored = reads.texts_of(organization_id=scope.organization_id, version_ids=wanted) if wanted else {}
    nothing = VersionText(title="", body="")
    texts = []
    for one in added:
        kept = stored.get(kept_of.get(one.entry_id or 0, 0), nothing)
        asked_as = kept.asked_as if one.asked_as is None else "\n".join(clean_asked_as(one.asked_as))
        texts.append(VersionText(title=one.title, body=one.body, asked_as=asked_as, kind=one.kind or kept.kind))
    return texts
