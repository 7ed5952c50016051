"""What insights compare, and the conversations that one of them counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from knowledge.models import Citation
from training.models import Conversation, LearningInsight, Message, Organization

if TYPE_CHECKING:
    from training.querysets.conversation import ConversationQuerySet

PARTED = "\u001f"  # between the two values of a group of two columns
Dimension = LearningInsight.Dimension


def compared(organization: Organization, *, since: datetime, until: datetime) -> ConversationQuerySet:
    """The conversations of a window that insights compare: closed, the AI took part, analysed."""
    rows: ConversationQuerySet = Conversation.objects.for_organization(organization).filter(
        is_ai_involved=True, status="closed", analysed_at__isnull=False, started_at__gte=since, started_at__lt=until
    )
    return rows.annotate(intent=Coalesce(NullIf(F("given_intent"), Value("")), F("analysis__intent")))


def facts(rows: ConversationQuerySet) -> list[tuple[Any, ...]]:
    """Id, start, channel, intent, success, handoff and rating of each, oldest first. One SQL query."""
    return list(
        rows.order_by("started_at", "id").values_list(
            "pk", "started_at", "channel", "intent", "is_success", "is_handed_off", "satisfaction"
        )
    )


def entries_used(organization: Organization, *, since: datetime, until: datetime) -> list[tuple[int, int, str]]:
    """Conversation, entry and its title, each pair once. One SQL query."""
    cited = Citation.objects.for_organization(organization).filter(started_at__gte=since, started_at__lt=until)
    return list(cited.values_list("conversation_id", "entry_id", "entry__title").distinct())


def first_replies(organization: Organization, *, conversation_ids: list[int]) -> dict[int, str]:
    """What the AI said first in each of these conversations. One SQL query."""
    said = (
        Message.objects.for_organization(organization)
        .filter(conversation__in=conversation_ids, sender=Message.Sender.AI)
        .order_by("conversation", "position")
        .distinct("conversation")
    )
    return dict(said.values_list("conversation_id", "text"))


def counted_by(insight: LearningInsight, *, channel: str = "") -> ConversationQuerySet:
    """The conversations that an insight counts; of one channel of an intent those of `channel`."""
    rows = compared(insight.organization, since=insight.window_from, until=insight.window_until)
    if insight.dimension == Dimension.CHANNEL:
        return rows.filter(channel=insight.value)
    if insight.dimension == Dimension.INTENT:
        return rows.filter(intent=insight.value)
    if insight.dimension == Dimension.TIME:
        monday = date.fromisoformat(insight.value)
        return rows.between_days(insight.organization, monday, monday + timedelta(days=6))
    if insight.dimension == Dimension.KNOWLEDGE:
        cited = Citation.objects.for_organization(insight.organization).of_entry(int(insight.value))
        return rows.filter(pk__in=cited.values("conversation"))
    if insight.dimension == Dimension.CHANNEL_OF_INTENT:
        own, _, intent = insight.value.partition(PARTED)
        return rows.filter(intent=intent, channel=channel or own)
    return rows.filter(pk__in=insight.conversation_ids)


def failures_first(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Those that went wrong first, the newest of them first."""
    return rows.order_by(F("is_success").asc(nulls_last=True), "-started_at", "-id")


def by_channel(insight: LearningInsight) -> list[dict[str, Any]]:
    """How the conversations on an insight's intent go on each channel, the most frequent first. One SQL query."""
    rows = compared(insight.organization, since=insight.window_from, until=insight.window_until)
    return list(
        rows.filter(intent=insight.value.rpartition(PARTED)[2], is_success__isnull=False)
        .values("channel")
        .annotate(n=Count("pk"), succeeded=Count("pk", filter=Q(is_success=True)))
        .order_by("-n", "channel")
    )
