"""Reads of question patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, FloatField
from django.db.models.functions import Cast, NullIf

if TYPE_CHECKING:
    from training.models import Organization


class QuestionPatternQuerySet(models.QuerySet["QuestionPattern"]):
    """Frequent questions."""

    def for_organization(self, organization: Organization | int) -> QuestionPatternQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def frequent(self, organization: Organization) -> QuestionPatternQuerySet:
        """Those that enough distinct customers asked in the window."""
        return self.filter(frequency__gte=organization.gap_min_customers)

    def for_list_page(self) -> QuestionPatternQuerySet:
        """Rows of the list with entry and update, the most asked first; rates to sort by. One SQL query."""
        rows = self.select_related("answered_by", "learning_update").defer("centroid")
        return rows.annotate(
            success=Cast("succeeded_count", FloatField()) / NullIf(F("analysed_count"), 0),
            growth=Cast("asked_count", FloatField()) / NullIf(F("asked_before_count"), 0),
        ).order_by("-frequency", "-asked_count", "id")
