"""What a process keeps between searches: document counts, documents, stems. All of it bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from django.db import connection

from knowledge.querysets import search as reads
from knowledge.querysets.search import Document, Scope
from knowledge.services.searching.weighing import Weighing
from training.keeping import Kept
from training.models import Organization

DOCUMENTS_KEPT = 4000  # of a process: some 30 MB
COUNTS_KEPT = 32
STEMS_KEPT = 50_000

Mark = tuple[str, int, datetime]

_counts_lock = Lock()
_counts_kept: OrderedDict[tuple[Mark, Scope], tuple[tuple[int, int, int], Weighing]] = OrderedDict()


def mark_of(organization: Organization) -> Mark:
    """Whose things are kept: database and organization, and when that was made; an emptied database gives ids again."""
    return str(connection.settings_dict["NAME"]), organization.pk, organization.created_at


def weights_of_words(mark: Mark, scope: Scope) -> Weighing:
    """What words weigh among exactly the versions in scope; counted anew whenever those change."""
    key = (mark, scope)
    fingerprint = reads.fingerprint_of(scope)
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
