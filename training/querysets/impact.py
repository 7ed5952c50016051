"""Reads of what applied updates did."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from training.models import Organization


class ImpactMeasurementQuerySet(models.QuerySet["ImpactMeasurement"]):
    """Measurements of applied updates."""

    def for_organization(self, organization: Organization | int) -> ImpactMeasurementQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def still_read(self) -> ImpactMeasurementQuerySet:
        """Those that are not closed. Served by a partial index."""
        return self.filter(closed_at__isnull=True)

    def to_read(self, today: date) -> ImpactMeasurementQuerySet:
        """Those that were not looked at today, oldest first."""
        return self.still_read().exclude(read_on__gte=today).order_by("id")

    def for_list_page(self) -> ImpactMeasurementQuerySet:
        """Rows of the ledger with their updates, the newest first. One SQL query."""
        return self.select_related("update", "update__decided_by").order_by("-applied_on", "-id")


class ImpactReadingQuerySet(models.QuerySet["ImpactReading"]):
    """Looks at measurements."""

    def for_organization(self, organization: Organization | int) -> ImpactReadingQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def of_now(self) -> ImpactReadingQuerySet:
        """Those of the update's life of now: it may have been rolled back and applied again."""
        return self.filter(read_on__gte=F("measurement__applied_on"))

    def last_of(self, measurement_ids: list[int]) -> ImpactReadingQuerySet:
        """The last look at each metric of these measurements. One SQL query."""
        return (
            self.of_now()
            .filter(measurement__in=measurement_ids)
            .order_by("measurement_id", "metric", "-read_on")
            .distinct("measurement_id", "metric")
        )
