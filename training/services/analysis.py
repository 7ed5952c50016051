"""Writes what an engine made of closed conversations, and what ratings say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from training.ai.base import ConversationInput, ConversationJudgement, EngineStamp, Turn
from training.metrics import is_success
from training.models import Conversation, ConversationAnalysis, Feedback, Message, Organization
from training.rows import insert_rows, update_rows

RESOLVED_FROM = 0.5  # judged resolved at or above this probability
ANALYSIS_FIELDS = [
    "organization",
    "conversation",
    "question_message",
    "question",
    "resolution_probability",
    "judged_rating",
    "is_question_repeated",
    "topics",
    "intent",
    "intent_confidence",
    "is_intent_tried",
    "is_mined",
    "sentiment",
    "learning_points",
    "engine",
    "engine_version",
    "created_at",
]
_TO_JUDGE = (
    "satisfaction", "is_resolved_told", "is_handed_off", "given_intent", "resolution_seconds", "content_hash"
)  # fmt: skip
_RATED = (
    "satisfaction", "is_success", "is_resolved", "is_handed_off", "resolution_seconds", "analysis__is_question_repeated"
)  # fmt: skip


@dataclass(frozen=True)
class ToJudge:
    """One conversation, its latest rating, and what the engine is given."""

    conversation: Conversation
    rating: int | None
    question: ConversationInput


def conversations_to_judge(*, organization: Organization, after_id: int, limit: int) -> list[ToJudge]:
    """The next closed conversations without an analysis, oldest first. Three SQL queries."""
    waiting = Conversation.objects.for_organization(organization).filter(pk__gt=after_id).to_analyse()
    found = list(waiting.only(*_TO_JUDGE)[:limit])
    turns: dict[int, list[Turn]] = {conversation.pk: [] for conversation in found}
    rows = Message.objects.for_organization(organization).filter(conversation__in=list(turns))
    for conversation_id, pk, sender, text in (
        rows.order_by("conversation_id", "position").values_list("conversation_id", "id", "sender", "text").iterator()
    ):
        turns[conversation_id].append(Turn.model_construct(message_id=pk, sender=sender, text=text))
    ratings = latest_ratings(organization=organization, conversation_ids=list(turns))
    wanted = []
    for conversation in found:
        rating = ratings.get(conversation.pk, conversation.satisfaction)
        question = ConversationInput(
            conversation_id=conversation.pk,
            turns=tuple(turns[conversation.pk]),
            rating=rating,
            resolved=conversation.is_resolved_told,
            handed_off=conversation.is_handed_off,
            given_intent=conversation.given_intent,
        )
        wanted.append(ToJudge(conversation=conversation, rating=rating, question=question))
    return wanted


def latest_ratings(*, organization: Organization, conversation_ids: Sequence[int]) -> dict[int, int]:
    """The latest rating a customer gave each conversation. One SQL query."""
    rows = Feedback.objects.filter(
        organization=organization,
        conversation__in=conversation_ids,
        source=Feedback.Source.CUSTOMER,
        rating__isnull=False,
    )
    pairs = rows.order_by("given_at", "id").values_list("conversation_id", "rating")
    return {conversation_id: rating for conversation_id, rating in pairs if rating is not None}


def store_judgements(
    *,
    organization: Organization,
    judged: Sequence[ToJudge],
    judgements: Sequence[ConversationJudgement],
    stamp: EngineStamp,
) -> int:
    """Write the analyses of conversations that did not change since they were read; returns how many.

    One that an import changed meanwhile, or that another process holds, is left for the next cycle.
    """
    hashes = dict(
        Conversation.objects.for_organization(organization)
        .filter(pk__in=[item.conversation.pk for item in judged], analysed_at__isnull=True)
        .select_for_update(skip_locked=True)
        .values_list("id", "content_hash")
    )
    analyses, changed, now = [], [], timezone.now()
    for item, judgement in zip(judged, judgements, strict=True):
        conversation = item.conversation
        if bytes(hashes.get(conversation.pk, b"\x00gone")) != bytes(conversation.content_hash):
            continue
        told = conversation.is_resolved_told
        is_resolved = told if told is not None else judgement.resolution_probability >= RESOLVED_FROM
        succeeded = is_success(
            rating=item.rating,
            is_resolved=is_resolved,
            is_handed_off=conversation.is_handed_off,
            is_question_repeated=judgement.is_question_repeated,
            resolution_seconds=conversation.resolution_seconds,
            threshold_seconds=organization.success_resolution_seconds,
        )
        changed.append((conversation.pk, is_resolved, succeeded, now))
        values = {
            "organization": organization.pk,
            "conversation": conversation.pk,
            "question_message": judgement.question_message_id,
            "question": judgement.question,
            "resolution_probability": judgement.resolution_probability,
            "judged_rating": judgement.judged_rating,
            "is_question_repeated": judgement.is_question_repeated,
            "topics": judgement.topics,
            "intent": judgement.intent[:120],
            "intent_confidence": None,
            "is_intent_tried": bool(conversation.given_intent),
            "is_mined": False,
            "sentiment": judgement.sentiment,
            "learning_points": judgement.learning_points,
            "engine": stamp.name,
            "engine_version": stamp.version,
            "created_at": now,
        }
        analyses.append([values[name] for name in ANALYSIS_FIELDS])
    insert_rows(ConversationAnalysis, ANALYSIS_FIELDS, analyses, conflict=["conversation"])
    update_rows(Conversation, ["is_resolved", "is_success", "analysed_at"], changed)
    return len(changed)


def ingest_ratings(*, organization: Organization, limit: int) -> tuple[int, int]:
    """Carry unprocessed feedback over to its conversations; returns (feedback rows seen, conversations changed).

    The latest rating of a customer is the conversation's satisfaction, and decides its success anew.
    """
    feedback = list(
        Feedback.objects.filter(organization=organization, processed_at__isnull=True)
        .order_by("id")
        .only("conversation_id")
        .select_for_update(skip_locked=True)[:limit]
    )
    ids = {row.conversation_id for row in feedback}
    ratings = latest_ratings(organization=organization, conversation_ids=list(ids))
    changed = []
    conversations = Conversation.objects.for_organization(organization).filter(pk__in=list(ratings))
    rated = conversations.select_related("analysis").only(*_RATED)
    for conversation in rated.select_for_update(of=("self",)).order_by("id"):
        rating = ratings[conversation.pk]
        analysis = getattr(conversation, "analysis", None)
        success = conversation.is_success
        if analysis and conversation.is_resolved is not None:
            success = is_success(
                rating=rating,
                is_resolved=conversation.is_resolved,
                is_handed_off=conversation.is_handed_off,
                is_question_repeated=analysis.is_question_repeated,
                resolution_seconds=conversation.resolution_seconds,
                threshold_seconds=organization.success_resolution_seconds,
            )
        if (conversation.satisfaction, conversation.is_success) != (rating, success):
            conversation.satisfaction, conversation.is_success = rating, success
            changed.append(conversation)
    update_rows(
        Conversation, ["satisfaction", "is_success"], [(row.pk, row.satisfaction, row.is_success) for row in changed]
    )
    # A rating decides what a conversation can teach.
    ConversationAnalysis.objects.filter(organization=organization, conversation__in=changed).update(is_mined=False)
    Feedback.objects.filter(pk__in=[row.pk for row in feedback]).update(processed_at=timezone.now())
    return len(feedback), len(changed)
