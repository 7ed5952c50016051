"""Conversations from a file into the database: streamed, scrubbed, idempotent.

A process killed in between leaves whole batches; importing again finishes.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from training.errors import DomainError
from training.models import Conversation, ImportSource
from training.services.customers import derived_key
from training.services.importing.files import ImportFile, RefusedFile
from training.services.importing.reading import LATEST, ReadingRules, Refusal
from training.services.importing.rows import RowRules, Rows
from training.services.importing.times import SpanTooShort, TimeMapping, TimeSpan
from training.services.importing.workers import ReadBatch, Worker, Workers
from training.services.importing.writing import Counts, write_batch
from training.tenancy import organization_scope

Progress = Callable[[int, int], None]
SHOWN_REFUSALS = 3


class ImportNotPossible(DomainError):
    """The import was asked for in a way that cannot be done."""


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What an import did. `bytes` are those of the lines, unpacked; `notes` are sentences for whoever started it."""

    added: int
    unchanged: int
    updated: int
    refused: int
    seconds: float
    bytes: int
    refused_path: Path | None
    first_refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


def import_conversations(
    *,
    organization_id: int,
    path: str | os.PathLike[str],
    source: str | None = None,
    shift_to_now: bool = False,
    span_days: float | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a .jsonl or .jsonl.gz file of conversations into an organization.

    A line that cannot be used goes, without its content, to `PATH.refused.jsonl`; the rest goes in. Of several lines
    with one id the later wins; each that changes something counts as an update. With `shift_to_now` all times are moved
    so that the newest is `now`, with `span_days` also scaled; the mapping is remembered for `source` (by default the
    file's name) and used by every later import of it, asked for or not. A new mapping makes known conversations updated
    ones.

    Args:
        progress: called with the bytes of the file that are done, and all of them.

    Raises:
        ImportNotPossible: the arguments contradict each other or the file.
        ImportFileUnreadable: the file cannot be read; what was read before stays.
        ImportWorkerFailed: a helper process died; what was read before stays.
    """
    started = time.monotonic()
    now = now or timezone.now()
    _check(shift_to_now=shift_to_now, span_days=span_days, now=now)
    file = ImportFile.at(path)
    source = (source or file.source).strip()
    if not source or len(source) > 200 or not source.isprintable():
        raise ImportNotPossible("Name the source with 1 to 200 printable characters.")
    counts = Counts()
    hash_key = derived_key(organization_id=organization_id, purpose="content")
    # Workers are forked before anything else happens, the refusals opened after.
    with Workers(size=file.size * (5 if file.is_gzip else 1)) as workers, RefusedFile(path=file.path) as refused:
        mapping = _remembered_mapping(organization_id, source, counts, is_asked=shift_to_now)
        if mapping is None and shift_to_now:
            reading = ReadingRules(latest=LATEST, hash_key=hash_key)
            span = _measure(file, workers, reading)
            mapping = _new_mapping(organization_id, source, span, now=now, span_days=span_days)
        reading = ReadingRules(
            latest=now + timedelta(days=1) if mapping is None else LATEST,
            hash_key=hash_key,
            hash_salt=mapping.salt() if mapping else "",
        )
        rules = RowRules(
            customer_hash_key=derived_key(organization_id=organization_id, purpose="customer"),
            source=source,
            mapping=mapping,
        )
        for worker in workers.all:
            worker.submit("configure", reading, rules)
        latest = _import_batches(organization_id, file, workers, refused, counts, progress)
        problem = refused.finish()
        if problem:
            counts.notes.append(problem)
        if unknown := counts.of_unknown_versions:
            counts.notes.append(
                f"{unknown} conversation{' names' if unknown == 1 else 's name'} a version of the agent that is not "
                "here; they came in without it."
            )
        if mapping and latest and latest > now:
            counts.notes.append(
                f"Some conversations lie in the future, up to {latest:%Y-%m-%d %H:%M} UTC: they are newer than the "
                "file was when its times were first moved."
            )
        return ImportResult(
            added=counts.added,
            unchanged=counts.unchanged,
            updated=counts.updated,
            refused=refused.count,
            seconds=time.monotonic() - started,
            bytes=counts.bytes,
            refused_path=refused.path if refused.count and not problem else None,
            first_refusals=tuple(counts.first_refusals),
            notes=tuple(counts.notes),
        )


def _check(*, shift_to_now: bool, span_days: float | None, now: datetime) -> None:
    if now.tzinfo is None:
        raise ImportNotPossible("“Now” needs a time zone.")
    if span_days is not None and not shift_to_now:
        raise ImportNotPossible("Scaling to a number of days goes with moving to now: ask for both.")
    if span_days is not None and not 0 < span_days <= 36_500:
        raise ImportNotPossible("The days to scale to must lie between 0 and 36,500.")


def _remembered_mapping(organization_id: int, source: str, counts: Counts, *, is_asked: bool) -> TimeMapping | None:
    with organization_scope(organization_id):
        known = ImportSource.objects.filter(organization_id=organization_id, name=source).first()
    if known is None:
        return None
    if not is_asked:
        counts.notes.append(
            f"Times are moved as on {known.created_at:%Y-%m-%d}, "
            f"when “{source}” was first imported with its times moved."
        )
    return TimeMapping(
        newest_in_file_at=known.newest_in_file_at, newest_mapped_at=known.newest_mapped_at, scale=known.scale
    )


def _measure(file: ImportFile, workers: Workers, reading: ReadingRules) -> TimeSpan:
    span = TimeSpan()
    waiting: deque[Future[TimeSpan]] = deque()
    for number, batch in enumerate(file.batches()):
        waiting.append(workers.for_batch(number).submit("measure", batch.lines, reading))
        if len(waiting) > len(workers.all):
            span.merge(waiting.popleft().result())
    for measured in waiting:
        span.merge(measured.result())
    return span


def _new_mapping(
    organization_id: int, source: str, span: TimeSpan, *, now: datetime, span_days: float | None
) -> TimeMapping | None:
    """Compute and remember the mapping. Of two imports at once the first one's counts for both."""
    if not span.conversations:
        return None
    try:
        made = span.mapping(now=now.replace(microsecond=0), span_days=span_days)
    except SpanTooShort:
        raise ImportNotPossible(
            f"A conversation of the file lasts longer than {span_days:g} days. Ask for more days."
        ) from None
    with organization_scope(organization_id):
        kept, _ = ImportSource.objects.get_or_create(
            organization_id=organization_id,
            name=source,
            defaults={
                "newest_in_file_at": made.newest_in_file_at,
                "newest_mapped_at": made.newest_mapped_at,
                "scale": made.scale,
            },
        )
    return TimeMapping(
        newest_in_file_at=kept.newest_in_file_at, newest_mapped_at=kept.newest_mapped_at, scale=kept.scale
    )


class _Reading(NamedTuple):
    """A batch that a worker is reading."""

    number: int
    position: int
    worker: Worker
    found: Future[ReadBatch]


class _Preparing(NamedTuple):
    """A batch that the same worker is making into rows. `ids` are those that may change something."""

    position: int
    ids: frozenset[str]
    rows: Future[Rows | None]


def _import_batches(
    organization_id: int,
    file: ImportFile,
    workers: Workers,
    refused: RefusedFile,
    counts: Counts,
    progress: Progress | None,
) -> datetime | None:
    """Keep two batches a worker on their way, and write them in the order of the file. Returns when the newest ends."""
    latest: datetime | None = None
    reading: deque[_Reading] = deque()
    preparing: deque[_Preparing] = deque()
    depth = len(workers.all)

    def advance() -> None:
        nonlocal latest
        if reading:
            pending = frozenset[str]().union(*(item.ids for item in preparing))
            preparing.append(_look_up(organization_id, reading.popleft(), pending, refused, counts))
        if len(preparing) > depth or not reading:
            item = preparing.popleft()
            rows = item.rows.result()
            if rows is not None:
                ended_at = write_batch(organization_id, rows, len(item.ids), counts)
                latest = max(filter(None, (latest, ended_at)), default=None)
            if progress is not None:
                progress(item.position, file.size)

    for number, batch in enumerate(file.batches()):
        counts.bytes += batch.size
        worker = workers.for_batch(number)
        reading.append(_Reading(number, batch.position, worker, worker.submit("read", number, batch.lines)))
        if len(reading) > depth:
            advance()
    while reading or preparing:
        advance()
    return latest


def _look_up(
    organization_id: int, item: _Reading, pending: frozenset[str], refused: RefusedFile, counts: Counts
) -> _Preparing:
    """Ask the database which conversations it knows unchanged, and have the others made into rows. One SQL query.

    What the batches before it, `pending`, are about to write is not known yet.
    """
    found = item.found.result()
    refused.add(found.refusals)
    counts.first_refusals += found.refusals[: SHOWN_REFUSALS - len(counts.first_refusals)]
    counts.unchanged += found.repeated_unchanged
    counts.updated += found.repeated_updated
    with organization_scope(organization_id):
        stored = dict(
            Conversation.objects.for_organization(organization_id)
            .filter(external_id__in=[known.external_id for known in found.known])
            .values_list("external_id", "content_hash")
        )
    unchanged = {
        place
        for place, known in enumerate(found.known)
        if known.external_id in stored
        and known.external_id not in pending
        and bytes(stored[known.external_id]) == known.content_hash
    }
    counts.unchanged += len(unchanged)
    ids = frozenset(known.external_id for place, known in enumerate(found.known) if place not in unchanged)
    return _Preparing(item.position, ids, item.worker.submit("prepare", item.number, unchanged))
