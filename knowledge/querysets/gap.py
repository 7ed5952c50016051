"""Reads of gaps and failed questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import TruncWeek

if TYPE_CHECKING:
    from knowledge.models import KnowledgeGap
    from training.models import Organization


class KnowledgeGapQuerySet(models.QuerySet["KnowledgeGap"]):
    """Knowledge gaps."""

    def for_organization(self, organization: Organization | int) -> KnowledgeGapQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def undecided(self) -> KnowledgeGapQuerySet:
        """Nobody has accepted or dismissed them yet."""
        return self.filter(status="open")

    def being_answered(self) -> KnowledgeGapQuerySet:
        """Accepted, and the update made of each, which comes along, is on its way or applied."""
        on_its_way = self.filter(status="accepted", learning_update__status__in=["pending", "approved", "applied"])
        return on_its_way.select_related("learning_update")

    def worth_showing(self, organization: Organization) -> KnowledgeGapQuerySet:
        """Asked in vain by enough distinct customers, made by a person, or already decided."""
        return self.filter(
            models.Q(frequency__gte=organization.gap_min_customers)
            | models.Q(is_made_by_hand=True)
            | ~models.Q(status="open")
        )

    def in_state(self, state: str) -> KnowledgeGapQuerySet:
        """Those in one state of `KnowledgeGap.state`; “all” filters nothing."""
        if state == "all":
            return self
        if state in ("open", "dismissed", "accepted", "expired", "merged"):
            return self.filter(status=state)
        of_update = {"in_review": "pending", "answered": "applied"}.get(state, state)
        return self.filter(status="accepted", learning_update__status=of_update)

    def for_list_page(self) -> KnowledgeGapQuerySet:
        """Rows of the list with people and the update made of each, what saves most first. One SQL query."""
        rows = self.select_related("decided_by", "learning_update", "merged_into")
        return rows.order_by("-saving", "-score", "-frequency", "id")


class GapQuestionQuerySet(models.QuerySet["GapQuestion"]):
    """Questions and whether they failed."""

    def for_organization(self, organization: Organization | int) -> GapQuestionQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def asked_since(self, moment: datetime) -> GapQuestionQuerySet:
        """Asked at or after `moment`."""
        return self.filter(asked_at__gte=moment)

    def failed(self) -> GapQuestionQuerySet:
        """Those that went wrong: a gap's evidence."""
        return self.filter(is_failed=True)

    def loose(self) -> GapQuestionQuerySet:
        """Those that are near no gap and that no person took out of one. Served by a partial index."""
        return self.filter(gap__isnull=True, is_pinned=False)

    def for_gap_page(self, gap: KnowledgeGap) -> GapQuestionQuerySet:
        """A gap's evidence, newest first, with its conversations. One SQL query."""
        return self.failed().filter(gap=gap).select_related("conversation").order_by("-asked_at", "-id")

    def weekly(self, *, since: datetime, zone: ZoneInfo) -> list[tuple[date, int, int]]:
        """The weeks since a moment: (Monday on the organization's clock, asked, failed). One SQL query."""
        rows = (
            self.filter(asked_at__gte=since)
            .order_by()
            .values(week=TruncWeek("asked_at", tzinfo=zone))
            .annotate(asked=models.Count("pk"), failed=models.Count("pk", filter=models.Q(is_failed=True)))
            .order_by("week")
        )
        return [(row["week"].date(), row["asked"], row["failed"]) for row in rows]
