"""Conversations with a channel that does badly. Make them inside the organization's scope."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from training.models import Conversation, ConversationAnalysis, LearningInsight, Message

ASKED = "Where is my parcel?"


def conversations(
    organization: Any, *, channel: str, succeeded: int, failed: int, intent: str = "parcel", at: datetime | None = None
) -> list[Conversation]:
    """Analysed conversations of as many customers, in which the AI took part."""
    at = at or timezone.now() - timedelta(days=3)
    count = succeeded + failed
    made = Conversation.objects.bulk_create(
        Conversation(
            organization=organization,
            external_id=f"{channel}-{intent}-{at:%m%d}-{number}",
            channel=channel,
            customer_key=f"{channel}-{intent}-{number}",
            started_at=at - timedelta(minutes=number),
            ended_at=at,
            is_ai_involved=True,
            message_count=2,
            is_success=number < succeeded,
            is_resolved=number < succeeded,
            analysed_at=at,
        )
        for number in range(count)
    )
    asked = Message.objects.bulk_create(
        Message(
            organization=organization,
            conversation=one,
            position=0,
            sender="customer",
            text=ASKED,
            sent_at=one.started_at,
        )
        for one in made
    )
    Message.objects.bulk_create(
        Message(
            organization=organization,
            conversation=one,
            position=1,
            sender="ai",
            text="It is on its way to you.",
            sent_at=one.started_at,
        )
        for one in made
    )
    ConversationAnalysis.objects.bulk_create(
        ConversationAnalysis(
            organization=organization,
            conversation=one,
            question_message=message,
            question=ASKED,
            resolution_probability=0.5,
            judged_rating=3,
            intent=intent,
            sentiment=0,
        )
        for one, message in zip(made, asked, strict=True)
    )
    return made


def a_bad_channel(organization: Any) -> None:
    """E-mail does badly."""
    conversations(organization, channel="chat", succeeded=160, failed=40)
    conversations(organization, channel="email", succeeded=20, failed=40)


def insight_of(organization: Any, **fields: Any) -> LearningInsight:
    """An insight on e-mail, as it was computed just now."""
    now = timezone.now()
    wanted = {
        "kind": "failure_pattern", "dimension": "channel", "value": "email", "label": "E-mail", "metric": "success",
        "rate": 0.33, "rest_rate": 0.8, "effect": -0.47, "low": -0.6, "high": -0.34, "p_adjusted": 1e-6, "n": 60,
        "n_rest": 200, "window_from": now - timedelta(days=90), "window_until": now, "found_at": now,
        "computed_at": now,
    } | fields  # fmt: skip
    made: LearningInsight = LearningInsight.objects.create(organization=organization, **wanted)
    return made
