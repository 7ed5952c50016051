"""Conversations from a file into the database: streamed, scrubbed, idempotent.

Each batch is one transaction: COPY into temporary tables, then INSERT … ON CONFLICT. A process killed in between leaves
whole batches; importing again finishes. Two imports of one file at once add nothing twice: rows are locked in the order
of their ids, and a conversation whose content hash is already there is left alone.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from training.errors import DomainError
from training.models import Conversation, Feedback, ImportSource, Message
from training.services.customers import derived_key
from training.services.importing.files import ImportFile, RefusedFile
from training.services.importing.reading import LATEST, ReadingRules, Refusal
from training.services.importing.rows import CONVERSATION_COLUMNS, MESSAGE_COLUMNS, RowRules, Rows
from training.services.importing.times import SpanTooShort, TimeMapping, TimeSpan
from training.services.importing.workers import ReadBatch, Worker, Workers
from training.tenancy import organization_scope

Progress = Callable[[int, int], None]
SHOWN_REFUSALS = 3
_ATTEMPTS = 5


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


@dataclass
class _Counts:
    added: int = 0
    unchanged: int = 0
    updated: int = 0
    bytes: int = 0
    of_unknown_versions: int = 0
    first_refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    counts = _Counts()
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


def _remembered_mapping(organization_id: int, source: str, counts: _Counts, *, is_asked: bool) -> TimeMapping | None:
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


class _Written(NamedTuple):
    """What writing a batch did."""

    added: int
    updated: int
    latest: datetime | None
    of_unknown_versions: int


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
    counts: _Counts,
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
                ended_at = _write(organization_id, rows, len(item.ids), counts)
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
    organization_id: int, item: _Reading, pending: frozenset[str], refused: RefusedFile, counts: _Counts
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


def _write(organization_id: int, rows: Rows, size: int, counts: _Counts) -> datetime | None:
    """Write one batch in one transaction, again where it met another one head-on. Returns when its newest one ends."""
    attempt = 1
    while True:
        try:
            written = _write_once(organization_id, rows)
            break
        except OperationalError as exc:
            is_collision = isinstance(exc.__cause__, psycopg.errors.DeadlockDetected)
            if not is_collision or connection.in_atomic_block or attempt == _ATTEMPTS:
                raise
            time.sleep(0.05 * 2**attempt)
            attempt += 1
    counts.added += written.added
    counts.updated += written.updated
    counts.unchanged += size - written.added - written.updated
    counts.of_unknown_versions += written.of_unknown_versions
    return written.latest


def _write_once(organization_id: int, rows: Rows) -> _Written:
    with organization_scope(organization_id), connection.cursor() as cursor:
        cursor.execute(_CREATE)
        for table, columns, data in (
            ("import_conversation", CONVERSATION_COLUMNS, rows.conversations),
            ("import_message", MESSAGE_COLUMNS, rows.messages),
        ):
            statement = f"COPY pg_temp.{table} ({', '.join(columns)}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                copy.write(data)
        cursor.execute(_TELL_VERSIONS, [organization_id])
        cursor.execute(_UPSERT_CONVERSATIONS, [organization_id])
        cursor.execute(_COUNT)
        added, updated, latest, unknown = cursor.fetchone()
        if added:
            cursor.execute(_INSERT_MESSAGES, [organization_id])
        if updated:
            cursor.execute(_UPSERT_MESSAGES, [organization_id])
            _delete_vanished_messages(organization_id, cursor)
            _withdraw_ratings(organization_id, cursor)
        cursor.execute(_UPSERT_FEEDBACK, [organization_id])
    return _Written(added, updated, latest, unknown)


def _delete_vanished_messages(organization_id: int, cursor: CursorWrapper) -> None:
    """Delete messages that the file no longer has. Through the ORM, which knows what points at them."""
    cursor.execute(_VANISHED_MESSAGES, [organization_id])
    vanished = [pk for (pk,) in cursor.fetchall()]
    if vanished:
        Message.objects.for_organization(organization_id).filter(pk__in=vanished).delete()


def _withdraw_ratings(organization_id: int, cursor: CursorWrapper) -> None:
    """Take back ratings that the file no longer has, and have what else was said about it ingested anew."""
    cursor.execute(_WITHDRAWN_RATINGS, [organization_id])
    withdrawn = cursor.fetchall()
    if not withdrawn:
        return
    conversations = [conversation for _, conversation, _ in withdrawn]
    of_organization = Feedback.objects.filter(organization_id=organization_id)
    of_organization.filter(pk__in=[pk for pk, _, is_empty in withdrawn if is_empty]).delete()
    of_organization.filter(conversation_id__in=conversations).update(processed_at=None)
    Conversation.objects.for_organization(organization_id).filter(pk__in=conversations).update(satisfaction=None)


# COPY cannot write to a table under row-level security, so it fills tables of this transaction alone. They have no
# organization and hold scrubbed text only.
_CREATE = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_conversation (
    key integer, external_id text, source text, channel text, status text, customer_key text, started_at timestamptz,
    ended_at timestamptz, message_count integer, is_resolved_told boolean, is_handed_off boolean, handoff_reason text,
    given_intent text, ai_confidence float8, is_converted boolean, value numeric, cost numeric, is_ai_involved boolean,
    has_human_reply boolean, first_response_seconds float8, resolution_seconds float8, content_hash bytea,
    rating smallint, comment text, agent_label text, agent_version_id bigint, conversation_id bigint, is_new boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS import_message (
    key integer, position integer, sender text, text text, sent_at timestamptz, has_profanity boolean,
    is_scrubbed boolean, model text, confidence float8, tokens integer, cost numeric, latency_seconds float8,
    cited_refs text[], edited_text text, edited_by text, edit_reason text
) ON COMMIT DROP;
TRUNCATE pg_temp.import_conversation, pg_temp.import_message
"""

_CONVERSATION = (
    *(name for name in CONVERSATION_COLUMNS if name not in ("key", "rating", "comment", "agent_label")),
    "agent_version_id",
)
_MESSAGE = tuple(name for name in MESSAGE_COLUMNS if name not in ("key", "position"))


def _assignments(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = EXCLUDED.{name}" for name in columns)


_TELL_VERSIONS = """
UPDATE pg_temp.import_conversation AS staged SET agent_version_id = version.id
FROM training_agentversion AS version
WHERE version.organization_id = %s AND staged.agent_label <> ''
    AND (version.major, version.minor, version.patch) = (
        split_part(staged.agent_label, '.', 1)::integer,
        split_part(staged.agent_label, '.', 2)::integer,
        split_part(staged.agent_label, '.', 3)::integer
    )
"""

# xmax is 0 in a row just inserted, not in one just updated. Ordered, so that two imports never wait for each other.
_UPSERT_CONVERSATIONS = f"""
WITH written AS (
    INSERT INTO training_conversation AS known (organization_id, {", ".join(_CONVERSATION)}, created_at, updated_at)
    SELECT %s, {", ".join(_CONVERSATION)}, now(), now() FROM pg_temp.import_conversation ORDER BY external_id
    ON CONFLICT (organization_id, external_id) DO UPDATE
    SET {_assignments(_CONVERSATION[1:])}, updated_at = now(), analysed_at = NULL, is_success = NULL, is_resolved = NULL
    WHERE known.content_hash IS DISTINCT FROM EXCLUDED.content_hash
    RETURNING id, external_id, xmax = 0 AS is_new
)
UPDATE pg_temp.import_conversation AS staged SET conversation_id = written.id, is_new = written.is_new
FROM written WHERE written.external_id = staged.external_id
"""  # noqa: S608 - made of our own column names

_COUNT = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new), max(ended_at),
    count(*) FILTER (WHERE conversation_id IS NOT NULL AND agent_label <> '' AND agent_version_id IS NULL)
FROM pg_temp.import_conversation
"""

_INSERT_MESSAGES = f"""
INSERT INTO training_message (organization_id, conversation_id, position, {", ".join(_MESSAGE)})
SELECT %s, conversation.conversation_id, message.position, {", ".join(f"message.{name}" for name in _MESSAGE)}
FROM pg_temp.import_message AS message JOIN pg_temp.import_conversation AS conversation USING (key)
WHERE conversation.is_new
"""  # noqa: S608 - made of our own column names

_UPSERT_MESSAGES = f"""
INSERT INTO training_message AS known (organization_id, conversation_id, position, {", ".join(_MESSAGE)})
SELECT %s, conversation.conversation_id, message.position, {", ".join(f"message.{name}" for name in _MESSAGE)}
FROM pg_temp.import_message AS message JOIN pg_temp.import_conversation AS conversation USING (key)
WHERE NOT conversation.is_new
ON CONFLICT (organization_id, conversation_id, position) DO UPDATE SET {_assignments(_MESSAGE)}
WHERE ({", ".join(f"known.{name}" for name in _MESSAGE)})
    IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _MESSAGE)})
"""  # noqa: S608 - made of our own column names

_VANISHED_MESSAGES = """
SELECT message.id
FROM training_message AS message JOIN pg_temp.import_conversation AS conversation USING (conversation_id)
WHERE NOT conversation.is_new AND message.organization_id = %s AND message.position >= conversation.message_count
"""

_WITHDRAWN_RATINGS = """
SELECT feedback.id, feedback.conversation_id, conversation.comment = ''
FROM training_feedback AS feedback JOIN pg_temp.import_conversation AS conversation USING (conversation_id)
WHERE NOT conversation.is_new AND feedback.organization_id = %s AND conversation.rating IS NULL
    AND feedback.key = 'import:' || conversation.external_id
    AND (feedback.rating IS NOT NULL OR conversation.comment = '')
"""

_UPSERT_FEEDBACK = """
INSERT INTO training_feedback AS known
    (organization_id, conversation_id, key, source, rating, comment, categories, given_at)
SELECT %s, conversation_id, 'import:' || external_id, 'customer', rating, comment, '{}', ended_at
FROM pg_temp.import_conversation
WHERE conversation_id IS NOT NULL AND (rating IS NOT NULL OR comment <> '')
ON CONFLICT (organization_id, key) DO UPDATE
SET rating = EXCLUDED.rating, comment = EXCLUDED.comment, given_at = EXCLUDED.given_at, processed_at = NULL
WHERE (known.rating, known.comment) IS DISTINCT FROM (EXCLUDED.rating, EXCLUDED.comment)
"""
