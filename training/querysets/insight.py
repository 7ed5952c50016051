"""Reads of insights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from training.models import Organization


class LearningInsightQuerySet(models.QuerySet["LearningInsight"]):
    """Insights."""

    def for_organization(self, organization: Organization | int) -> LearningInsightQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def current(self) -> LearningInsightQuerySet:
        """Found when they were computed last."""
        return self.filter(is_current=True)

    def for_list_page(self) -> LearningInsightQuerySet:
        """Rows of the list, the surest first. One SQL query."""
        return self.select_related("decided_by", "learning_update").order_by("p_adjusted", "-n", "id")
