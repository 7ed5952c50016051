"""Reads of canaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from training.models import Organization


class CanaryQuerySet(models.QuerySet["Canary"]):
    """Canaries."""

    def for_organization(self, organization: Organization | int) -> CanaryQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def running(self) -> CanaryQuerySet:
        """Those that serve their share now, oldest first."""
        return self.filter(outcome="running").order_by("id")
