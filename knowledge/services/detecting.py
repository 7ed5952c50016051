"""Finds gaps: notes what each analysed conversation was about, and groups the questions that failed by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, Q

from knowledge import agreement, clustering
from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.querysets.gap import GapQuestionQuerySet
from training.ai import embedding
from training.ai.local.substance import core_texts
from training.metrics import gap_impact, gap_priority
from training.models import Conversation, Message, Organization

BACKGROUND = 5000  # successful questions shown to the clustering, newest first
ASSIGN_CHUNK = 20000
LEAST_REACH = 0.45  # however wide a gap is, a question this far away from its centre is another matter
REACH = 0.25  # a new question must be nearer to a gap's centre than the outer quarter of the gap's first questions

COUNTED = [
    "frequency",
    "question_count",
    "answered_well_count",
    "rated_count",
    "impact",
    "score",
    "priority",
    "first_asked_at",
    "last_asked_at",
    "channels",
]
NOBODY_ASKED = {"frequency": 0, "question_count": 0, "answered_well_count": 0, "rated_count": 0, "mean_rating": None}

# A rating that came in later, or another analysis, changes what a question counts for.
SYNC = """
    UPDATE knowledge_gapquestion AS question
    SET is_failed = now.is_failed, rating = now.rating, is_rating_judged = now.is_judged
    FROM (
        SELECT c.id,
               (COALESCE(c.satisfaction < 3, false) OR NOT c.is_resolved OR c.is_handed_off) AS is_failed,
               COALESCE(c.satisfaction, a.judged_rating) AS rating,
               c.satisfaction IS NULL AS is_judged
        FROM training_conversation c JOIN training_conversationanalysis a ON a.conversation_id = c.id
        WHERE c.organization_id = %(organization)s AND a.organization_id = %(organization)s
          AND c.analysed_at IS NOT NULL AND c.started_at >= %(since)s
    ) AS now
    WHERE question.organization_id = %(organization)s AND question.asked_at >= %(since)s
      AND now.id = question.conversation_id
      AND (question.is_failed, question.rating, question.is_rating_judged)
          IS DISTINCT FROM (now.is_failed, now.rating::float8, now.is_judged)
"""

# A conversation that was imported anew may be about something else, or somebody else's.
FORGET = """
    DELETE FROM knowledge_gapquestion AS question
    USING training_conversation c JOIN training_conversationanalysis a ON a.conversation_id = c.id
    WHERE question.organization_id = %(organization)s AND question.asked_at >= %(since)s
      AND c.id = question.conversation_id AND c.analysed_at IS NOT NULL
      AND (question.text, question.customer_key, question.channel, question.asked_at)
          IS DISTINCT FROM (a.question, c.customer_key, c.channel, c.started_at)
"""


def window_start(*, organization: Organization, now: datetime) -> datetime:
    """From when on failed questions count."""
    return now - timedelta(days=organization.gap_window_days)


def questions_to_note(*, organization: Organization, since: datetime, after_id: int, limit: int) -> list[GapQuestion]:
    """Unsaved rows for analysed conversations of the window that have none yet, by conversation. One SQL query."""
    noted = GapQuestion.objects.for_organization(organization).filter(conversation=OuterRef("pk"))
    fresh = (
        Conversation.objects.for_organization(organization)
        .filter(
            ~Exists(noted),
            pk__gt=after_id,
            started_at__gte=since,
            analysed_at__isnull=False,
        )
        .exclude(analysis__question="")
        .select_related("analysis")
        .order_by("pk")[:limit]
    )
    return [
        GapQuestion(
            organization=organization,
            conversation=conversation,
            message_id=conversation.analysis.question_message_id,
            text=conversation.analysis.question,
            is_failed=conversation.is_failed,
            customer_key=conversation.customer_key,
            channel=conversation.channel,
            asked_at=conversation.started_at,
            rating=conversation.satisfaction or conversation.analysis.judged_rating,
            is_rating_judged=conversation.satisfaction is None,
        )
        for conversation in fresh
    ]


def forget_changed(*, organization: Organization, since: datetime) -> int:
    """Delete the window's rows whose conversation now asks something else, so that they are noted anew. One query."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"organization": organization.pk, "since": since})
        return cursor.rowcount


def note_questions(*, questions: Sequence[GapQuestion], vectors: np.ndarray, embedding_model: str) -> None:
    """Write the rows with their vectors, shape (len(questions), dimensions); a row that exists already stays."""
    for question, vector in zip(questions, np.asarray(vectors, dtype=np.float32), strict=True):
        question.vector, question.embedding_model = vector.tobytes(), embedding_model
    GapQuestion.objects.bulk_create(questions, ignore_conflicts=True)


def regroup(*, organization: Organization, since: datetime) -> int:
    """Bring all gaps up to date with the questions of the window; returns how many gaps are new.

    New questions first go to the gap they are nearest to; failed ones that are near none are grouped among themselves,
    and a group of enough distinct customers becomes a gap. The order of rows in the database does not matter.
    Vectors of different models are not compared: where the hosted model failed in between, each kind is grouped by
    itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(SYNC, {"organization": organization.pk, "since": since})
    loose = GapQuestion.objects.for_organization(organization).asked_since(since).loose()
    models = loose.order_by("embedding_model").values_list("embedding_model", flat=True).distinct()
    made = sum(
        _regroup(organization=organization, loose=loose.filter(embedding_model=model), model=model)
        for model in list(models)
    )
    recount(organization=organization, since=since)
    return made


def _regroup(*, organization: Organization, loose: GapQuestionQuerySet, model: str) -> int:
    """Find a gap for the loose questions whose vectors are of one model; returns how many gaps are new."""
    gaps = list(KnowledgeGap.objects.for_organization(organization).filter(embedding_model=model).order_by("id"))
    failed = _ordered(loose.failed())
    if gaps:
        failed = _assign(questions=failed, gaps=gaps)
    new_gaps = _cluster(organization=organization, failed=failed, loose=loose, model=model)
    if gaps or new_gaps:
        _assign(questions=_ordered(loose.filter(is_failed=False)), gaps=[*gaps, *new_gaps])
    return len(new_gaps)


def recount(*, organization: Organization, since: datetime) -> None:
    """Count every gap anew over the window: frequency, impact, score, priority (DESIGN § 5). Two SQL queries."""
    failed = Q(is_failed=True)
    counted = (
        GapQuestion.objects.for_organization(organization)
        .asked_since(since)
        .filter(gap__isnull=False)
        .order_by()
        .values("gap_id")
        .annotate(
            frequency=Count("customer_key", filter=failed, distinct=True),
            question_count=Count("pk", filter=failed),
            answered_well_count=Count("pk", filter=~failed),
            rated_count=Count("pk", filter=Q(is_rating_judged=False)),
            mean_rating=Avg("rating"),
            first_asked_at=Min("asked_at", filter=failed),
            last_asked_at=Max("asked_at", filter=failed),
            channels=ArrayAgg("channel", filter=failed, distinct=True, default=[]),
        )
    )
    by_gap: dict[int, dict[str, Any]] = {row["gap_id"]: dict(row) for row in counted}
    changed = []
    for gap in KnowledgeGap.objects.for_organization(organization):
        now = by_gap.get(gap.pk, {**NOBODY_ASKED, "first_asked_at": None, "last_asked_at": None, "channels": []})
        now["impact"] = gap_impact(ratings=[now["mean_rating"]]) if now["mean_rating"] else 0.0
        now["score"] = now["frequency"] * now["impact"]
        now["priority"] = gap_priority(score=now["score"])
        now["first_asked_at"] = min(gap.first_asked_at, now["first_asked_at"] or gap.first_asked_at)
        now["last_asked_at"] = max(gap.last_asked_at, now["last_asked_at"] or gap.last_asked_at)
        now["channels"] = sorted(now["channels"])
        if any(getattr(gap, name) != now[name] for name in COUNTED):
            for name in COUNTED:
                setattr(gap, name, now[name])
            changed.append(gap)
    KnowledgeGap.objects.bulk_update(changed, COUNTED)


def _ordered(questions: GapQuestionQuerySet) -> list[GapQuestion]:
    """Rows in an order that does not depend on when or in which batch they were written."""
    return list(questions.select_related("conversation").order_by("asked_at", "conversation__external_id"))


def _vectors(questions: Sequence[GapQuestion]) -> np.ndarray:
    if not questions:
        return np.zeros((0, 1), dtype=np.float32)
    return np.vstack([np.frombuffer(bytes(question.vector), dtype=np.float32) for question in questions])


def _assign(*, questions: list[GapQuestion], gaps: list[KnowledgeGap]) -> list[GapQuestion]:
    """Give each question the gap whose centre it is near enough to; returns those near none."""
    if not questions:
        return []
    centres = np.vstack([np.frombuffer(bytes(gap.centroid), dtype=np.float32) for gap in gaps])
    reach = np.array([gap.reach for gap in gaps], dtype=np.float32)
    near, far = [], []
    for start in range(0, len(questions), ASSIGN_CHUNK):
        chunk = questions[start : start + ASSIGN_CHUNK]
        labels = clustering.assign_to_clusters(vectors=_vectors(chunk), centroids=centres, threshold=reach)
        for question, label in zip(chunk, labels, strict=True):
            if label >= 0:
                question.gap = gaps[label]
                near.append(question)
            else:
                far.append(question)
    GapQuestion.objects.bulk_update(near, ["gap"], batch_size=2000)
    return far


def _cluster(
    *,
    organization: Organization,
    failed: list[GapQuestion],
    loose: GapQuestionQuerySet,
    model: str,
) -> list[KnowledgeGap]:
    """Group failed questions that belong to no gap; each group of enough distinct customers becomes a gap."""
    if len(failed) < organization.gap_min_customers:
        return []
    fine = list(loose.filter(is_failed=False).order_by("-asked_at", "conversation__external_id")[:BACKGROUND])
    vectors = _vectors(failed)
    found = clustering.cluster_questions(
        texts=[question.text for question in failed],
        vectors=vectors,
        min_size=organization.gap_min_customers,
        background_texts=[question.text for question in fine],
        background_vectors=_vectors(fine) if fine else None,
    )
    everything = [question.text for question in failed] + [question.text for question in fine]
    labels = _regrouped_by_answers(organization=organization, failed=failed, vectors=vectors, labels=found.labels)
    gaps, members = [], []
    for label in range(labels.max(initial=-1) + 1):
        indexes = np.flatnonzero(labels == label)
        questions = [failed[index] for index in indexes]
        if len({question.customer_key for question in questions}) < organization.gap_min_customers:
            continue
        texts = [question.text for question in questions]
        centre = vectors[indexes].mean(axis=0)
        centre /= max(float(np.linalg.norm(centre)), 1e-9)
        near = vectors[indexes] @ centre
        gaps.append(
            KnowledgeGap(
                organization=organization,
                title=clustering.name_cluster(texts)[:300],
                keywords=[word[:60] for word in clustering.keywords(texts, everything)],
                centroid=centre.astype(np.float32).tobytes(),
                embedding_model=model,
                cohesion=min(max(float(near.mean()), 0.0), 1.0),
                reach=min(max(float(np.quantile(near, REACH)), LEAST_REACH), clustering.ASSIGN_THRESHOLD),
                first_asked_at=questions[0].asked_at,
                last_asked_at=questions[-1].asked_at,
            )
        )
        members.append(questions)
    KnowledgeGap.objects.bulk_create(gaps)
    for gap, questions in zip(gaps, members, strict=True):
        for question in questions:
            question.gap = gap
    GapQuestion.objects.bulk_update([q for questions in members for q in questions], ["gap"], batch_size=2000)
    return gaps


def _regrouped_by_answers(
    *, organization: Organization, failed: list[GapQuestion], vectors: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """Part and join groups by what human agents answered: an entry can hold one answer. One SQL query."""
    said: dict[int | None, list[str]] = {question.conversation_id: [] for question in failed}
    replies = Message.objects.for_organization(organization).filter(conversation__in=list(said))
    by_people = replies.filter(Q(sender=Message.Sender.AGENT) | ~Q(edited_text=""))
    for conversation_id, text, edited in by_people.order_by("conversation_id", "position").values_list(
        "conversation_id", "text", "edited_text"
    ):
        said[conversation_id].append(edited or text)
    answers = core_texts(["\n".join(said[question.conversation_id]) for question in failed])
    return agreement.regroup_by_answers(
        labels=labels, vectors=vectors, answers=answers, answer_vectors=embedding.embed(answers)
    )
