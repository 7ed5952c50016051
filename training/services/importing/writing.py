"""A batch of conversations into the database, in one transaction: COPY into temporary tables, INSERT … ON CONFLICT.

Two imports of one file at once add nothing twice: rows are locked in the order of their ids, and a conversation whose
content hash is already there is left alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import psycopg
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from training.models import Conversation, Feedback, Message
from training.services.importing.reading import Refusal
from training.services.importing.rows import CONVERSATION_COLUMNS, MESSAGE_COLUMNS, Rows
from training.tenancy import organization_scope

_ATTEMPTS = 5


@dataclass
class Counts:
    """What an import did so far."""

    added: int = 0
    unchanged: int = 0
    updated: int = 0
    bytes: int = 0
    of_unknown_versions: int = 0
    first_refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Written(NamedTuple):
    """What writing a batch did."""

    added: int
    updated: int
    latest: datetime | None
    of_unknown_versions: int


def write_batch(organization_id: int, rows: Rows, size: int, counts: Counts) -> datetime | None:
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
