"""Reads of entries and versions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, Func, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

if TYPE_CHECKING:
    from training.models import Organization


# Counted for the rows of a page only, not for all entries before the page is cut.
_VERSION_COUNT = RawSQL(
    "(SELECT count(*) FROM knowledge_knowledgeversion v WHERE v.entry_id = knowledge_knowledgeentry.id)",
    (),
    output_field=models.IntegerField(),
)

GOOD_SCORE, POOR_SCORE = 0.8, 0.63  # 0.7 × 80 % + 0.3 × 4 ÷ 5; 0.7 × 60 % + 0.3 × 3.5 ÷ 5
_LIVE = Count("pk", filter=Q(status="live"))
_ARCHIVED = Count("pk", filter=Q(status="archived"))


def _stale(organization: Organization) -> Q:
    since = timezone.now() - timedelta(days=organization.entry_stale_days)
    return (
        Q(status="live", current_version__live_from__lt=since)
        & (Q(last_used_at__isnull=True) | Q(last_used_at__lt=since))
        & (Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=since))
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


class KnowledgeEntryQuerySet(models.QuerySet["KnowledgeEntry"]):
    """Knowledge entries."""

    def for_organization(self, organization: Organization | int) -> KnowledgeEntryQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def live(self) -> KnowledgeEntryQuerySet:
        """What the agent may answer from."""
        return self.filter(status="live")

    def for_list_page(self, organization: Organization) -> KnowledgeEntryQuerySet:
        """Rows of the list with their current version, number of versions and whether stale. One SQL query."""
        return (
            self.select_related("current_version", "current_version__update")
            .annotate(version_count=_VERSION_COUNT, is_stale=_whether(_stale(organization)))
            .order_by("-updated_at", "-id")
        )

    def stale(self, organization: Organization) -> KnowledgeEntryQuerySet:
        """Live ones that for the organization's number of days were neither used nor confirmed nor written."""
        return self.filter(_stale(organization))

    def drifting(self) -> KnowledgeEntryQuerySet:
        """Live ones that people's recent answers contradict."""
        return self.filter(status="live").exclude(drift_note="")

    def performing(self, how: str) -> KnowledgeEntryQuerySet:
        """Those whose score is "good", "fair", "poor", or "few": too few conversations to say.

        Good is what the targets of success (80 %) and satisfaction (4.0) make together, poor what is below their
        alerts (60 %, 3.5).
        """
        match how:
            case "good":
                return self.filter(performance_score__gte=GOOD_SCORE)
            case "poor":
                return self.filter(performance_score__lt=POOR_SCORE)
            case "fair":
                return self.filter(performance_score__gte=POOR_SCORE, performance_score__lt=GOOD_SCORE)
            case "few":
                return self.filter(performance_score__isnull=True)
            case _:
                raise ValueError(f"An entry performs good, fair, poor or few, not “{how}”.")

    def changed_within(self, days: int) -> KnowledgeEntryQuerySet:
        """Those whose text is younger than so many days."""
        return self.filter(current_version__live_from__gte=timezone.now() - timedelta(days=days))

    def unchanged_for(self, days: int) -> KnowledgeEntryQuerySet:
        """Those whose text is at least so many days old."""
        return self.filter(current_version__live_from__lt=timezone.now() - timedelta(days=days))

    def categories(self) -> list[tuple[str, int, int]]:
        """Each category with its entries, live and archived. One SQL query."""
        rows = self.exclude(category="").order_by("category").values_list("category")
        return list(rows.annotate(live=_LIVE, archived=_ARCHIVED))

    def tags_used(self) -> list[tuple[str, int, int]]:
        """Each tag with its entries, live and archived. One SQL query."""
        rows = self.annotate(tag=Func(F("tags"), function="unnest")).order_by("tag").values_list("tag")
        return list(rows.annotate(live=_LIVE, archived=_ARCHIVED))


class KnowledgeVersionQuerySet(models.QuerySet["KnowledgeVersion"]):
    """Versions of entries."""

    def for_organization(self, organization: Organization | int) -> KnowledgeVersionQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def live_at(self, moment: datetime | None) -> KnowledgeVersionQuerySet:
        """Those live at `moment` (None: now)."""
        if moment is None:
            return self.filter(live_to__isnull=True)
        return self.filter(Q(live_to__isnull=True) | Q(live_to__gt=moment), live_from__lte=moment)
