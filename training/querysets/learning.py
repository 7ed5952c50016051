"""Reads of cycles and learning updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

if TYPE_CHECKING:
    from collections.abc import Collection

    from training.models import Organization

ENTRY_KEYS = ("entry_id", "other_entry_id", "replaced_by_id")  # of a payload: what it reads or changes


class LearningCycleQuerySet(models.QuerySet["LearningCycle"]):
    """Learning cycles."""

    def for_organization(self, organization: Organization | int) -> LearningCycleQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def for_list_page(self) -> LearningCycleQuerySet:
        """Newest first, with their steps. Two SQL queries."""
        return self.select_related("started_by").prefetch_related("steps").order_by("-started_at", "-id")


class LearningUpdateQuerySet(models.QuerySet["LearningUpdate"]):
    """Learning updates."""

    def for_organization(self, organization: Organization | int) -> LearningUpdateQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def pending(self) -> LearningUpdateQuerySet:
        """Nobody has decided yet."""
        return self.filter(status="pending")

    def flagged(self, is_flagged: bool = True) -> LearningUpdateQuerySet:
        """Those that carry red flags, or those that carry none."""
        return self.exclude(flags=[]) if is_flagged else self.filter(flags=[])

    def touching(self, entry_ids: Collection[int]) -> LearningUpdateQuerySet:
        """Those that read or change one of these entries."""
        named = Q()
        for key in ENTRY_KEYS:
            named |= Q(**{f"payload__{key}__in": entry_ids})
        return self.filter(named)

    def approved(self) -> LearningUpdateQuerySet:
        """Approved and waiting for the next cycle to apply them, oldest decision first.

        One that serves a share of the customers first waits for what comes of that.
        """
        return self.filter(~Exists(_running_canaries()), status="approved").order_by("decided_at", "id")

    def on_canary(self) -> LearningUpdateQuerySet:
        """Those that serve a share of the customers now."""
        return self.filter(Exists(_running_canaries()))

    def for_review_queue(self) -> LearningUpdateQuerySet:
        """The queue: with people, the numbers of evidence rows and customers, and the share it serves as a canary.

        One SQL query.
        """
        return self.select_related("organization", "proposed_by", "decided_by", "rolled_back_by", "rule").annotate(
            question_count=Count("evidence", filter=Q(evidence__role="question")),
            customer_count=Count("evidence__customer_key", filter=Q(evidence__role="question"), distinct=True),
            canary_share=Subquery(_running_canaries().values("share")[:1]),
        )


def _running_canaries() -> models.QuerySet[Any]:
    """Those of the update of the outer query."""
    return apps.get_model("training", "Canary").objects.filter(update=OuterRef("pk"), outcome="running")
