"""Reads of candidate entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from training.models import Organization


class CandidateEntryQuerySet(models.QuerySet["CandidateEntry"]):
    """Candidate entries."""

    def for_organization(self, organization: Organization | int) -> CandidateEntryQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def open(self) -> CandidateEntryQuerySet:
        """Nobody has proposed or dismissed them yet."""
        return self.filter(status="open")

    def ready(self, organization: Organization) -> CandidateEntryQuerySet:
        """Open ones that enough customers stand behind to be proposed, and that no entry says already."""
        enough = self.open().filter(customer_count__gte=organization.gap_min_customers)
        return enough.exclude(relation="duplicate")

    def for_list_page(self) -> CandidateEntryQuerySet:
        """Rows of the list, those of most customers first, with what they stand beside. One SQL query."""
        rows = self.select_related("related_entry", "learning_update", "decided_by").defer(
            "question_vector", "answer_vector"
        )
        return rows.order_by("-customer_count", "-effectiveness", "-pk")

    def with_source_count(self) -> CandidateEntryQuerySet:
        """With how many messages each rests on. In the same query."""
        return self.annotate(source_count=Count("sources"))
