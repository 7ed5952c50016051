"""Reads of conversations and messages, and what each metric counts.

`COUNTS` is the one place that says which conversations a number counts: the rollups sum these conditions, the cards
show them, and a click on a card lists exactly the rows they select.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connections, models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from training.models import Organization

_ENDED_WITH_AI = Q(status="closed", is_ai_involved=True)
_ANALYSED = Q(analysed_at__isnull=False)

COUNTS: dict[str, Q] = {
    "conversations": Q(),
    "ai_involved": Q(is_ai_involved=True),
    "ai_ended": _ENDED_WITH_AI,
    "contained": _ENDED_WITH_AI & Q(is_handed_off=False),
    "handed_off": _ENDED_WITH_AI & Q(is_handed_off=True),
    "analysed": _ANALYSED,
    "succeeded": _ANALYSED & Q(is_success=True),
    "ai_analysed": _ANALYSED & Q(is_ai_involved=True),
    "auto_resolved": _ANALYSED & Q(is_ai_involved=True, has_human_reply=False, is_handed_off=False, is_resolved=True),
    "rated": Q(satisfaction__isnull=False),
    "satisfied": Q(satisfaction__gte=4),
    "converted": Q(is_converted=True),
}

FAILED = _ANALYSED & (Q(satisfaction__lt=3) | Q(is_resolved=False) | Q(is_handed_off=True))
FAILED_OUTRIGHT = FAILED & (Q(is_success=False) | Q(is_success__isnull=True))


def today_of(organization: Organization, now: datetime | None = None) -> date:
    """The day it is on the organization's clock."""
    return (now or timezone.now()).astimezone(ZoneInfo(organization.timezone)).date()


def day_bounds(organization: Organization, first: date, last: date) -> tuple[datetime, datetime]:
    """The instants at which the days `first` … `last` begin and end on the organization's clock (end exclusive)."""
    zone = ZoneInfo(organization.timezone)
    start = datetime.combine(first, time.min, tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    return start, end


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations."""

    def for_organization(self, organization: Organization | int) -> ConversationQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def channels(self, organization: Organization) -> list[str]:
        """The channels there are. One SQL query that skips along the index, however many conversations there are."""
        skip = """
            WITH RECURSIVE found AS (
                (SELECT channel FROM training_conversation WHERE organization_id = %s ORDER BY channel LIMIT 1)
                UNION ALL
                SELECT (SELECT channel FROM training_conversation
                        WHERE organization_id = %s AND channel > found.channel ORDER BY channel LIMIT 1)
                FROM found WHERE found.channel IS NOT NULL
            )
            SELECT channel FROM found WHERE channel IS NOT NULL
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(skip, [organization.pk, organization.pk])
            return [channel for (channel,) in cursor.fetchall()]

    def counted_as(self, count: str) -> ConversationQuerySet:
        """The conversations that the count of this name counts (`COUNTS`). An unknown name raises KeyError."""
        return self.filter(COUNTS[count])

    def between_days(self, organization: Organization, first: date | None, last: date | None) -> ConversationQuerySet:
        """Those begun on the days `first` … `last`, both included, on the organization's clock."""
        found = self
        if first:
            found = found.filter(started_at__gte=day_bounds(organization, first, first)[0])
        if last:
            found = found.filter(started_at__lt=day_bounds(organization, last, last)[1])
        return found

    def to_analyse(self) -> ConversationQuerySet:
        """Closed and not analysed since they last changed, oldest first. Served by a partial index."""
        return self.filter(analysed_at__isnull=True, status="closed").order_by("id")

    def failed(self) -> ConversationQuerySet:
        """Analysed ones that went wrong: rated below 3, not resolved, or handed off."""
        return self.filter(FAILED)

    def failed_outright(self) -> ConversationQuerySet:
        """Failed ones that are no success either (one rated well may still be judged unresolved)."""
        return self.filter(FAILED_OUTRIGHT)

    def neither(self) -> ConversationQuerySet:
        """Analysed ones that are no success and did not fail: slow ones, repeated questions, middling ratings."""
        return self.filter(_ANALYSED).exclude(COUNTS["succeeded"]).exclude(FAILED_OUTRIGHT)

    def for_list_page(self) -> ConversationQuerySet:
        """Rows of the list, newest first, with their analysis. One SQL query."""
        return self.select_related("analysis").order_by("-started_at", "-id")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages."""

    def for_organization(self, organization: Organization | int) -> MessageQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)
