"""What a process keeps between searches: document counts, vectors, documents, stems. All of it bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import numpy as np
from django.db import connection

from knowledge.querysets import search as reads
from knowledge.querysets.search import Document, Scope
from knowledge.services.searching.weighing import Weighing
from training.keeping import Kept
from training.models import Organization

DOCUMENTS_KEPT = 4000  # of a process: some 30 MB
COUNTS_KEPT = 32
VECTORS_KEPT = 16_000_000  # numbers of a process: 64 MB
MOST_VECTORS = 8_000_000  # numbers of one scope; of more the database compares
STEMS_KEPT = 50_000

Mark = tuple[str, int, datetime]

Fingerprint = tuple[int, int, int]

_counts_lock = Lock()
_counts_kept: OrderedDict[tuple[Mark, Scope], tuple[Fingerprint, Weighing]] = OrderedDict()


def mark_of(organization: Organization) -> Mark:
    """Whose things are kept: database and organization, and when that was made; an emptied database gives ids again."""
    return str(connection.settings_dict["NAME"]), organization.pk, organization.created_at


def weights_of_words(mark: Mark, scope: Scope, fingerprint: Fingerprint) -> Weighing:
    """What words weigh among exactly the versions in scope; counted anew whenever those change."""
    key = (mark, scope)
    with _counts_lock:
        kept = _counts_kept.get(key)
        if kept and kept[0] == fingerprint:
            _counts_kept.move_to_end(key)
            return kept[1]
    weighing = Weighing(reads.count_words(scope, total=fingerprint[0]))
    with _counts_lock:
        _counts_kept[key] = (fingerprint, weighing)
        _counts_kept.move_to_end(key)
        while len(_counts_kept) > COUNTS_KEPT:
            _counts_kept.popitem(last=False)
    return weighing


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """The vectors of all versions of a scope: a row of `matrix` for each of `ids`, which ascend."""

    fingerprint: Fingerprint
    ids: np.ndarray = field(repr=False)
    matrix: np.ndarray = field(repr=False)

    def nearest(self, vector: np.ndarray, *, limit: int) -> dict[int, float]:
        """The versions whose vectors point most nearly the same way, with the cosine, best first."""
        # Row by row, so that a version's likeness does not depend on its neighbours in the matrix.
        likeness = np.einsum("ij,j->i", self.matrix, vector)
        order = np.lexsort((self.ids, -likeness))[:limit]
        return {int(self.ids[place]): reads.as_cosine(likeness[place]) for place in order}


_vectors_lock = Lock()
_vectors_kept: OrderedDict[tuple[Mark, Scope, str], Vectors] = OrderedDict()


def vectors_of_scope(
    mark: Mark, scope: Scope, fingerprint: Fingerprint, *, model_key: str, dimensions: int
) -> Vectors | None:
    """The vectors of a scope, read anew whenever its versions change.

    None where they are not kept: too many, or of versions of some moment or of some entries only, or when they were
    read last, some were still to be made.
    """
    if scope.as_of is not None or scope.among is not None or fingerprint[0] * dimensions > MOST_VECTORS:
        return None
    key = (mark, scope, model_key)
    with _vectors_lock:
        kept = _vectors_kept.get(key)
        if kept and kept.fingerprint == fingerprint:
            _vectors_kept.move_to_end(key)
            return kept if kept.ids.size else None
    found = reads.vectors_of(scope, model_key=model_key)
    if len(found) != fingerprint[0]:
        found = {}
    vectors = Vectors(
        fingerprint=fingerprint,
        ids=np.fromiter(found, dtype=np.int64),
        matrix=np.array(list(found.values()), dtype=np.float32),
    )
    with _vectors_lock:
        _vectors_kept[key] = vectors
        _vectors_kept.move_to_end(key)
        while sum(one.matrix.size for one in _vectors_kept.values()) > VECTORS_KEPT or len(_vectors_kept) > COUNTS_KEPT:
            _vectors_kept.popitem(last=False)
    return vectors if found else None


documents_kept = Kept[tuple[Mark, str, int], Document](size=DOCUMENTS_KEPT)

_stems_kept: dict[str, str] = {}


def stems_of(words: Iterable[str]) -> dict[str, str]:
    """Each word as PostgreSQL stems it; asked once for each word of a process."""
    wanted = set(words)
    unknown = wanted - _stems_kept.keys()
    if unknown:
        if len(_stems_kept) + len(unknown) > STEMS_KEPT:
            _stems_kept.clear()
            unknown = wanted
        found = reads.stems_of(sorted(unknown))
        _stems_kept.update({word: found.get(word, "") for word in unknown})
    return {word: stem for word in wanted if (stem := _stems_kept.get(word))}
