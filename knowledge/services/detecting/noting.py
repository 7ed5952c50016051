"""Notes what each analysed conversation was about, and what became of the conversation since.

The database marks the conversations that changed (`ChangedConversation`), so that nothing else is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection
from django.db.models import Case, FloatField, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from knowledge.models import ChangedConversation, GapQuestion, KnowledgeGap
from training.models import Conversation, Message, Organization
from training.querysets.conversation import FAILED
from training.rows import insert_rows, update_rows

NOTED = [
    "organization", "conversation", "message", "gap", "origin", "text", "snapshot", "is_failed", "is_pinned", "is_new",
    "customer_key", "channel", "asked_at", "rating", "is_rating_judged", "vector", "embedding_model",
]  # fmt: skip
FOLLOWED = ["is_failed", "customer_key", "channel", "asked_at", "rating", "is_rating_judged"]

# Conversations of a period that were analysed before anybody wanted to know what they ask.
MARK = """
    INSERT INTO knowledge_changedconversation (organization_id, conversation_id)
    SELECT c.organization_id, c.id FROM training_conversation c
    WHERE c.organization_id = %(organization)s AND c.started_at >= %(first)s AND c.started_at < %(last)s
      AND c.analysed_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM knowledge_gapquestion q
                      WHERE q.organization_id = %(organization)s AND q.conversation_id = c.id)
    ORDER BY c.id
"""


@dataclass(slots=True)
class Asked:
    """What one conversation asks, and what became of it; `pk` is the row that notes it already, if there is one."""

    conversation_id: int
    message_id: int | None
    text: str
    is_failed: bool
    customer_key: str
    channel: str
    asked_at: datetime
    rating: float
    is_rating_judged: bool
    pk: int | None = None
    snapshot: str = ""
    gap_id: int | None = None
    is_pinned: bool = False


@dataclass
class Changes:
    """What some marks lead to: `fresh` rows need a vector, `followed` ones exist and only follow their conversation."""

    organization: Organization
    marks: list[int]
    fresh: list[Asked] = field(default_factory=list)
    followed: list[Asked] = field(default_factory=list)
    reworded: list[int] = field(default_factory=list)  # fresh rows that were noted in other words
    gone: list[int] = field(default_factory=list)  # rows whose conversation asks nothing any more
    gap_ids: set[int] = field(default_factory=set)  # gaps that have to be counted anew

    def __len__(self) -> int:
        """How many rows change."""
        return len(self.fresh) + len(self.followed) + len(self.gone)


def mark_period(*, organization: Organization, first: datetime, last: datetime) -> None:
    """Mark the analysed conversations of a period that were never noted: the window was made wider. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"organization": organization.pk, "first": first, "last": last})


def read_changes(*, organization: Organization, since: datetime, limit: int) -> Changes | None:
    """What the oldest marks lead to, or None when nothing is marked. Four SQL queries at most.

    A conversation from before `since` is not noted, but what was noted of it goes on following it.
    """
    marks = ChangedConversation.objects.filter(organization=organization).order_by("id")
    marked = dict(marks.values_list("id", "conversation_id")[:limit])
    if not marked:
        return None
    changes = Changes(organization=organization, marks=list(marked))
    ids = set(marked.values())
    known = {
        question.conversation_id: question
        for question in GapQuestion.objects.for_organization(organization)
        .filter(conversation__in=ids)
        .values_list("id", "conversation_id", "gap_id", "is_pinned", "text", *FOLLOWED, named=True)
    }
    for now in _asked(organization, ids):
        before = known.get(now.conversation_id)
        if before is None:
            if now.text and now.asked_at >= since:
                changes.fresh.append(now)
            continue
        if not now.text:
            changes.gone.append(before.id)
        elif now.text != before.text:
            if before.is_pinned:  # whatever the words are now, a person said where it belongs
                now.gap_id, now.is_pinned = before.gap_id, True
            changes.fresh.append(now)
            changes.reworded.append(before.id)
        elif any(getattr(now, name) != getattr(before, name) for name in FOLLOWED):
            now.pk = before.id
            changes.followed.append(now)
        else:
            continue
        if before.gap_id:
            changes.gap_ids.add(before.gap_id)
    _take_snapshots(organization, [*changes.fresh, *changes.followed])
    return changes


def write_changes(*, changes: Changes, vectors: np.ndarray, embedding_model: str) -> None:
    """Write what the marks led to and take the marks away; vectors are those of `changes.fresh`, shape (n, d)."""
    fresh = [
        (
            changes.organization.pk, one.conversation_id, one.message_id, one.gap_id, one.gap_id, one.text,
            one.snapshot, one.is_failed, one.is_pinned, not one.is_pinned, one.customer_key, one.channel, one.asked_at,
            one.rating, one.is_rating_judged, vector.tobytes(), embedding_model,
        )
        for one, vector in zip(changes.fresh, np.asarray(vectors, dtype=np.float32), strict=True)
    ]  # fmt: skip
    if changes.gone:
        GapQuestion.objects.filter(pk__in=changes.gone).delete()
    insert_rows(GapQuestion, NOTED, fresh, conflict=["organization", "conversation"])
    if changes.reworded:
        GapQuestion.objects.filter(pk__in=changes.reworded).update(topics=None)
    names = [*FOLLOWED, "snapshot"]
    update_rows(GapQuestion, names, [(one.pk, *(getattr(one, name) for name in names)) for one in changes.followed])
    make_count_due(changes.gap_ids)
    ChangedConversation.objects.filter(pk__in=changes.marks).delete()


def make_count_due(gap_ids: Iterable[int]) -> None:
    """Have these gaps counted anew. They are locked in the order of their ids, as everywhere."""
    wanted = KnowledgeGap.objects.filter(pk__in=set(gap_ids), is_count_due=False).order_by("id")
    due = list(wanted.select_for_update().values_list("id", flat=True))
    KnowledgeGap.objects.filter(pk__in=due).update(is_count_due=True)


def _asked(organization: Organization, conversation_ids: Collection[int]) -> list[Asked]:
    """What analysed conversations ask, in the order of their ids; without a text where nothing was. One SQL query."""
    rows = (
        Conversation.objects.for_organization(organization)
        .filter(pk__in=conversation_ids, analysed_at__isnull=False)
        .order_by("id")
        .values_list(
            "id",
            "analysis__question_message_id",
            Coalesce("analysis__question", Value(""), output_field=TextField()),
            Case(When(FAILED, then=True), default=False),
            "customer_key",
            "channel",
            "started_at",
            Coalesce(Cast("satisfaction", FloatField()), "analysis__judged_rating", Value(0.0)),
            Case(When(satisfaction__isnull=True, then=True), default=False),
        )
    )
    return [Asked(*row) for row in rows]


def _take_snapshots(organization: Organization, questions: list[Asked]) -> None:
    """Copy the message of each failed question, so that the evidence outlives it. One SQL query."""
    wanted = {question.message_id for question in questions if question.is_failed and question.message_id}
    texts = dict(Message.objects.for_organization(organization).filter(pk__in=wanted).values_list("id", "text"))
    for question in questions:
        question.snapshot = texts.get(question.message_id, "") if question.message_id else ""
