"""Reads of alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, IntegerField, Value, When

if TYPE_CHECKING:
    from training.models import Organization


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts."""

    def for_organization(self, organization: Organization | int) -> AlertQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def unresolved(self) -> AlertQuerySet:
        """Open or acknowledged."""
        return self.filter(status__in=["open", "acknowledged"])

    def for_list_page(self) -> AlertQuerySet:
        """Rows of the list with people and updates: open ones first, the worst and newest on top. One SQL query."""
        order = {"open": 0, "acknowledged": 1, "resolved": 2}
        weight = {"high": 0, "medium": 1, "low": 2}
        return (
            self.select_related("acknowledged_by", "update")
            .annotate(
                by_status=_ranked("status", order),
                by_severity=_ranked("severity", weight),
            )
            .order_by("by_status", "by_severity", "-raised_at", "-id")
        )


def _ranked(field: str, ranks: dict[str, int]) -> Case:
    return Case(
        *[When(**{field: name}, then=Value(rank)) for name, rank in ranks.items()],
        default=Value(9),
        output_field=IntegerField(),
    )
