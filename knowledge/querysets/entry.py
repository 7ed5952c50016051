"""Reads of entries and versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from training.models import Organization


# Counted for the rows of a page only, not for all entries before the page is cut.
_VERSION_COUNT = RawSQL(
    "(SELECT count(*) FROM knowledge_knowledgeversion v WHERE v.entry_id = knowledge_knowledgeentry.id)",
    (),
    output_field=models.IntegerField(),
)


class KnowledgeEntryQuerySet(models.QuerySet["KnowledgeEntry"]):
    """Knowledge entries."""

    def for_organization(self, organization: Organization | int) -> KnowledgeEntryQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def live(self) -> KnowledgeEntryQuerySet:
        """What the agent may answer from."""
        return self.filter(status="live")

    def for_list_page(self) -> KnowledgeEntryQuerySet:
        """Rows of the list with their current version and number of versions. One SQL query."""
        return (
            self.select_related("current_version", "current_version__update")
            .annotate(version_count=_VERSION_COUNT)
            .order_by("-updated_at", "-id")
        )


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
