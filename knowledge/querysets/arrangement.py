"""Reads of what people put right about gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from knowledge.models import KnowledgeGap
    from training.models import Organization


class GapArrangementQuerySet(models.QuerySet["GapArrangement"]):
    """Changes by hand."""

    def for_organization(self, organization: Organization | int) -> GapArrangementQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def standing(self) -> GapArrangementQuerySet:
        """Those nobody has taken back."""
        return self.filter(undone_at__isnull=True)

    def for_gap_page(self, gap: KnowledgeGap) -> GapArrangementQuerySet:
        """What was put right about a gap, newest first, with people. One SQL query."""
        rows = self.filter(gap_ids__contains=[gap.pk]).select_related("done_by", "undone_by")
        return rows.defer("before").order_by("-id")  # how it was before is of use to its undo alone
