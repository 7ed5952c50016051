"""The reads of search, in SQL: words with their document counts, candidates by word, vector and spelling.

Row-level security holds the organization; every statement names it all the same, so that its indexes serve.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from psycopg import sql

from knowledge.models import Embedding, KnowledgeEntry, KnowledgeVersion
from training.models import Organization

_MODEL_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
_POSITIONS = re.compile(r"'((?:[^'\\]|''|\\.)*)'(?::([\dABCD,]*))?")
TITLE_LIKENESS = 0.5  # share of a word's letter triples that a title must hold to be offered for it


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose versions are searched, live when, in which state; `among`: of these entries only."""

    organization_id: int
    as_of: datetime | None = None
    statuses: tuple[str, ...] = ("live",)
    among: tuple[int, ...] | None = None

    def condition(self, alias: str) -> sql.Composed:
        """The SQL condition on a version."""
        parts = [
            # Without the cast this is a comparison with an integer, which the indexes on words and titles do not know.
            sql.SQL("{}.organization_id = {}::bigint").format(sql.Identifier(alias), sql.Literal(self.organization_id))
        ]
        if self.as_of is not None:
            parts.append(
                sql.SQL("{0}.live_from <= {1} AND ({0}.live_to IS NULL OR {0}.live_to > {1})").format(
                    sql.Identifier(alias), sql.Literal(self.as_of)
                )
            )
        elif self.statuses == ("live",):
            parts.append(sql.SQL("{}.live_to IS NULL").format(sql.Identifier(alias)))
        else:
            parts.append(
                sql.SQL(
                    "{}.id IN (SELECT e.current_version_id FROM knowledge_knowledgeentry e "
                    "WHERE e.organization_id = {} AND e.status = ANY({}))"
                ).format(
                    sql.Identifier(alias),
                    sql.Literal(self.organization_id),
                    sql.Literal(list(self.statuses)),
                )
            )
        if self.among is not None:
            parts.append(
                sql.SQL("{}.entry_id = ANY({}::bigint[])").format(sql.Identifier(alias), sql.Literal(list(self.among)))
            )
        return sql.SQL(" AND ").join(parts)


@dataclass(frozen=True, kw_only=True)
class VersionText:
    """What a version says: two versions of equal text are found and answered from alike."""

    title: str
    body: str
    asked_as: str = ""
    kind: str = KnowledgeEntry.Kind.ANSWER

    @classmethod
    def of(cls, version: KnowledgeVersion) -> VersionText:
        """The text of a stored version."""
        return cls(title=version.title, body=version.body, asked_as=version.asked_as, kind=version.kind)


@dataclass(frozen=True, kw_only=True)
class WordCounts:
    """How many versions of a scope hold each word (as PostgreSQL stems it)."""

    total: int
    versions_with: dict[str, int] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """What of one version ranks it. `words`: each with 1 + ln of how often it stands there, half more in the title."""

    version_id: int
    entry_id: int
    title: str
    words: dict[str, float] = field(repr=False)
    vector: np.ndarray | None = field(repr=False)


def versions_without_vector(*, organization: Organization, model_key: str) -> QuerySet[KnowledgeVersion]:
    """Versions that have no vector of this embedding model, live ones first. One SQL query."""
    has_one = Embedding.objects.filter(version=OuterRef("pk"), organization=organization, model_id=model_key)
    return (
        KnowledgeVersion.objects.for_organization(organization)
        .filter(~Exists(has_one))
        .order_by(F("live_to").desc(nulls_first=True), "-id")
    )


def words_of(texts: Sequence[str]) -> list[dict[str, int]]:
    """The words of each text as PostgreSQL stems them, with how often they stand there. One SQL query."""
    counts: list[dict[str, int]] = [{} for _ in texts]
    rows = _rows(
        sql.SQL(
            "SELECT q.n, w.lexeme, cardinality(w.positions) FROM unnest({}::text[]) WITH ORDINALITY q(text, n), "
            "unnest(to_tsvector('english', q.text)) w"
        ).format(sql.Literal(list(texts)))
    )
    for number, word, count in rows:
        counts[number - 1][word] = count
    return counts


def stems_of(words: Sequence[str]) -> dict[str, str]:
    """Each word as PostgreSQL stems it; stop words are left out. One SQL query."""
    rows = _rows(
        sql.SQL("SELECT word, (ts_lexize('english_stem', word))[1] FROM unnest({}::text[]) word").format(
            sql.Literal(list(words))
        )
    )
    return {word: stem for word, stem in rows if stem}


def fingerprint_of(scope: Scope) -> tuple[int, int, int]:
    """Changes whenever the versions of a scope do: their number, the sum of their ids, the newest. One SQL query."""
    rows = _rows(
        sql.SQL(
            "SELECT count(*), coalesce(sum(v.id), 0)::bigint, coalesce(max(v.id), 0) "
            "FROM knowledge_knowledgeversion v WHERE {}"
        ).format(scope.condition("v"))
    )
    return rows[0]


def count_words(scope: Scope, *, total: int) -> WordCounts:
    """Count in how many versions each word stands. One SQL query that reads the scope's search columns."""
    inner = sql.SQL("SELECT v.search FROM knowledge_knowledgeversion v WHERE {}").format(scope.condition("v"))
    rows = _rows(sql.SQL("SELECT word, ndoc FROM ts_stat({})").format(sql.Literal(inner.as_string(_driver()))))
    return WordCounts(total=total, versions_with=dict(rows))


def weight_held(*, words: Collection[str], weights: dict[str, float]) -> float:
    """The weight of these words that a version holds, for its length: what `candidates_by_words` orders by."""
    return round(sum(weight for word, weight in weights.items() if word in words) / math.sqrt(max(1, len(words))), 9)


def candidates_by_words(scope: Scope, *, weights: dict[str, float], limit: int) -> dict[int, float]:
    """Versions that hold most of the weight of these words for their length. One SQL query on the full-text index."""
    if not weights:
        return {}
    quoted = [_quoted_word(word) for word in weights]
    rows = _rows(
        sql.SQL(
            # OFFSET 0 keeps the inner query one of its own, looked up in the index word by word.
            "SELECT held.id, round((sum(w.weight) / sqrt(held.size))::numeric, 9)::float8 "
            "FROM unnest({}::text[], {}::float8[]) w(word, weight), LATERAL ("
            "SELECT v.id, length(v.search) AS size FROM knowledge_knowledgeversion v "
            "WHERE v.search @@ w.word::tsquery AND {} OFFSET 0) held "
            "GROUP BY held.id, held.size ORDER BY 2 DESC, held.id LIMIT {}"
        ).format(
            sql.Literal(quoted),
            sql.Literal(list(weights.values())),
            scope.condition("v"),
            sql.Literal(limit),
        )
    )
    return dict(rows)


def as_cosine(value: float) -> float:
    """A cosine of unit vectors as 0–1, rounded, so that sums of another order compare equal."""
    return round(min(1.0, max(0.0, float(value))), 6)


def candidates_by_vector(
    scope: Scope, *, vector: np.ndarray, model_key: str, limit: int, is_exact: bool
) -> dict[int, float]:
    """Versions whose vectors point most nearly the same way, with the cosine. One SQL query.

    `is_exact` compares with every version of the scope: as fast as the index while they are few, and misses none.
    Without it `prepare_vector_index` must have been called in this transaction.
    """
    distance = sql.SQL("m.vector::vector({0}) <=> {1}::vector({0})").format(
        sql.Literal(len(vector)), sql.Literal(vector_literal(vector))
    )
    source = sql.SQL(
        "FROM knowledge_embedding m JOIN knowledge_knowledgeversion v ON v.id = m.version_id "
        "WHERE m.organization_id = {} AND m.model_id = {} AND {}"
    ).format(
        sql.Literal(scope.organization_id),
        model_literal(model_key),
        scope.condition("v"),
    )
    if is_exact:
        # Vectors are of unit length, so their inner product is the cosine; it takes half the time. OFFSET 0 keeps the
        # index out, which would find nearly all only.
        query = sql.SQL(
            "SELECT id, -product FROM (SELECT m.version_id AS id, m.vector <#> {}::vector AS product {} OFFSET 0) near "
            "ORDER BY product, id LIMIT {}"
        ).format(sql.Literal(vector_literal(vector)), source, sql.Literal(limit))
    else:
        query = sql.SQL("SELECT m.version_id, 1 - ({1}) {0} ORDER BY {1} LIMIT {2}").format(
            source, distance, sql.Literal(limit)
        )
    return {version_id: as_cosine(likeness) for version_id, likeness in _rows(query)}


def vectors_of(scope: Scope, *, model_key: str) -> dict[int, np.ndarray]:
    """The vectors of one model of all versions of a scope that have one. One SQL query."""
    rows = _rows(
        sql.SQL(
            "SELECT m.version_id, vector_send(m.vector) "
            "FROM knowledge_embedding m JOIN knowledge_knowledgeversion v ON v.id = m.version_id "
            "WHERE m.organization_id = {} AND m.model_id = {} AND {} ORDER BY m.version_id"
        ).format(sql.Literal(scope.organization_id), model_literal(model_key), scope.condition("v"))
    )
    return {version_id: read_vector(sent) for version_id, sent in rows}


def prepare_vector_index(*, depth: int = 400) -> None:
    """Make the index look as deep as this for the rest of the transaction. One SQL query.

    Without iterative scans an index over all organizations finds next to nothing of a small one.
    """
    _rows(
        sql.SQL(
            "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), "
            "set_config('hnsw.ef_search', {}, true), set_config('hnsw.max_scan_tuples', '60000', true)"
        ).format(sql.Literal(str(depth)))
    )


def prepare_spelling() -> None:
    """Set how like a word of a title must be, for the rest of the transaction. One SQL query."""
    _rows(
        sql.SQL("SELECT set_config('pg_trgm.word_similarity_threshold', {}, true)").format(
            sql.Literal(str(TITLE_LIKENESS))
        )
    )


def candidates_by_spelling(scope: Scope, *, questions: Sequence[Sequence[str]], limit: int) -> list[dict[int, float]]:
    """For the words of each question the versions with a word in the title that is spelled much like one of these.

    How much, 0–1. One SQL query for all questions. `prepare_spelling` must have been called in this transaction.
    """
    found: list[dict[int, float]] = [{} for _ in questions]
    if not any(questions):
        return found
    rows = _rows(
        sql.SQL(
            "SELECT q.n, near.id, near.likeness FROM unnest({}::text[]) WITH ORDINALITY q(words, n), LATERAL ("
            "SELECT v.id, sum(word_similarity(w.word, v.title)) AS likeness "
            "FROM unnest(string_to_array(q.words, ' ')) w(word) "
            "JOIN knowledge_knowledgeversion v ON v.title %> w.word WHERE {} "
            "GROUP BY v.id ORDER BY 2 DESC, v.id LIMIT {}) near ORDER BY q.n, near.likeness DESC, near.id"
        ).format(sql.Literal([" ".join(words) for words in questions]), scope.condition("v"), sql.Literal(limit))
    )
    for number, version_id, likeness in rows:
        found[number - 1][version_id] = round(float(likeness) / len(questions[number - 1]), 6)
    return found


def spelling_likeness(*, questions: Sequence[Sequence[str]], titles: Sequence[str]) -> list[list[float]]:
    """The same likeness for titles that are not stored: a row for each question. One SQL query."""
    likeness = [[0.0] * len(titles) for _ in questions]
    if not any(questions) or not titles:
        return likeness
    rows = _rows(
        sql.SQL(
            "SELECT q.n, t.n, sum(CASE WHEN s.likeness >= {} THEN s.likeness ELSE 0 END) "
            "FROM unnest({}::text[]) WITH ORDINALITY q(words, n), unnest({}::text[]) WITH ORDINALITY t(title, n), "
            "unnest(string_to_array(q.words, ' ')) w(word), "
            "LATERAL (SELECT word_similarity(w.word, t.title) AS likeness) s GROUP BY q.n, t.n"
        ).format(
            sql.Literal(TITLE_LIKENESS),
            sql.Literal([" ".join(words) for words in questions]),
            sql.Literal(list(titles)),
        )
    )
    for number, place, value in rows:
        likeness[number - 1][place - 1] = round(float(value) / len(questions[number - 1]), 6)
    return likeness


def all_version_ids(scope: Scope) -> list[int]:
    """Every version of a scope. One SQL query."""
    rows = _rows(sql.SQL("SELECT v.id FROM knowledge_knowledgeversion v WHERE {}").format(scope.condition("v")))
    return [row[0] for row in rows]


def documents(*, organization_id: int, version_ids: Iterable[int], model_key: str) -> dict[int, Document]:
    """What ranks each of these versions: words, and the vector of one model. One SQL query."""
    ids = list(version_ids)
    if not ids:
        return {}
    rows = _rows(
        sql.SQL(
            "SELECT v.id, v.entry_id, v.title, v.search::text, vector_send(m.vector) FROM knowledge_knowledgeversion v "
            "LEFT JOIN knowledge_embedding m ON m.version_id = v.id AND m.model_id = {} AND m.organization_id = {} "
            "WHERE v.organization_id = {} AND v.id = ANY({})"
        ).format(
            model_literal(model_key),
            sql.Literal(organization_id),
            sql.Literal(organization_id),
            sql.Literal(ids),
        )
    )
    return {
        version_id: Document(
            version_id=version_id,
            entry_id=entry_id,
            title=title,
            words=_read_words(search),
            vector=None if vector is None else read_vector(vector),
        )
        for version_id, entry_id, title, search, vector in rows
    }


def would_be_documents(
    *,
    texts: Sequence[VersionText],
    vectors: np.ndarray,
    entry_ids: Sequence[int],
) -> list[Document]:
    """The same for texts that are not stored, in their order; their version ids are −1, −2 … One SQL query."""
    rows = _rows(
        sql.SQL(
            "SELECT (setweight(to_tsvector('english', t.title), 'A') || "
            "setweight(to_tsvector('english', t.body), 'B') || "
            "setweight(to_tsvector('english', t.asked_as), 'C'))::text "
            "FROM unnest({}::text[], {}::text[], {}::text[]) WITH ORDINALITY t(title, body, asked_as, n) ORDER BY t.n"
        ).format(
            sql.Literal([text.title for text in texts]),
            sql.Literal([text.body for text in texts]),
            sql.Literal([text.asked_as for text in texts]),
        )
    )
    return [
        Document(
            version_id=-(number + 1),
            entry_id=entry_ids[number],
            title=texts[number].title,
            words=_read_words(search),
            vector=vectors[number],
        )
        for number, (search,) in enumerate(rows)
    ]


def texts_of(*, organization_id: int, version_ids: Iterable[int]) -> dict[int, VersionText]:
    """What each of these versions says. One SQL query."""
    rows = KnowledgeVersion.objects.for_organization(organization_id).filter(pk__in=list(version_ids))
    return {
        pk: VersionText(title=title, body=body, asked_as=asked_as, kind=kind)
        for pk, title, body, asked_as, kind in rows.values_list("pk", "title", "body", "asked_as", "kind")
    }


def live_versions_of(scope: Scope, *, entry_ids: Sequence[int]) -> dict[int, int]:
    """The versions of a scope that belong to these entries, each with its entry. One SQL query."""
    if not entry_ids:
        return {}
    rows = _rows(
        sql.SQL("SELECT v.id, v.entry_id FROM knowledge_knowledgeversion v WHERE {} AND v.entry_id = ANY({})").format(
            scope.condition("v"), sql.Literal(list(entry_ids))
        )
    )
    return dict(rows)


def vector_literal(vector: np.ndarray) -> str:
    """A vector in pgvector's own notation."""
    return "[" + ",".join(map(repr, np.asarray(vector, dtype=np.float32).tolist())) + "]"


def model_literal(model_key: str) -> sql.Composable:
    """The key of an embedding model as a literal, which is what a partial index on that model needs."""
    if not _MODEL_KEY.fullmatch(model_key):
        raise ValueError(f"no key of an embedding model: {model_key!r}")
    return sql.Literal(model_key)


@lru_cache(maxsize=4096)
def _word_weight(places: int, title_places: int) -> float:
    """1 + ln of the count of a word, a place in the title counting half more."""
    return 1 + math.log(places + 0.5 * title_places)


def _read_words(search: str) -> dict[str, float]:
    """Words and their weights out of the notation of a tsvector: 'refund':1A,7B 'day':3B."""
    words: dict[str, float] = {}
    for word, positions in _POSITIONS.findall(search):
        plain = word
        if "'" in word or "\\" in word:
            plain = word.replace("''", "'").replace("\\\\", "\\")
        words[intern(plain)] = _word_weight(positions.count(",") + 1, positions.count("A"))
    return words


def read_vector(sent: bytes | memoryview) -> np.ndarray:
    """A vector out of pgvector's binary notation: two 16-bit words ahead, then 32-bit floats, all big-endian."""
    return np.frombuffer(sent, dtype=">f4", offset=4).astype(np.float32)


def _quoted_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _driver() -> Any:
    connection.ensure_connection()
    return connection.connection


def _rows(query: sql.Composed) -> list[tuple[Any, ...]]:
    """Run a statement whose values are all quoted already, so that the planner sees them."""
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(_driver()))
        return list(cursor.fetchall())
