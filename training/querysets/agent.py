"""Reads of agent versions and of what serves whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Max, Min, Q, Sum

if TYPE_CHECKING:
    from training.models import Organization


class AgentVersionQuerySet(models.QuerySet["AgentVersion"]):
    """Versions of the agent."""

    def for_organization(self, organization: Organization | int) -> AgentVersionQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def active(self) -> AgentVersionQuerySet:
        """The one that answers, unless another one serves a share of the customers."""
        return self.filter(status="active")

    def newest_first(self) -> AgentVersionQuerySet:
        """By number, the highest first."""
        return self.order_by("-major", "-minor", "-patch")

    def for_list_page(self) -> AgentVersionQuerySet:
        """Newest first, with what each was made by and the share of customers it serves. One SQL query."""
        return (
            self.select_related("parent", "update", "created_by")
            .annotate(
                served_share=Sum("deployments__share", filter=Q(deployments__ended_at__isnull=True)),
                served_from=Min("deployments__started_at"),
                served_until=Max("deployments__ended_at"),
            )
            .newest_first()
        )


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    """Which share of the customers a version served, and when."""

    def for_organization(self, organization: Organization | int) -> DeploymentQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def live_at(self, moment: datetime | None = None) -> DeploymentQuerySet:
        """Those that served at `moment`, or serve now; the one that takes the first part of the buckets first."""
        if moment is None:
            found = self.filter(ended_at__isnull=True)
        else:
            found = self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), started_at__lte=moment)
        return found.order_by("-started_at", "-id")

    def of_versions(self) -> DeploymentQuerySet:
        """With their versions, the newest first. One SQL query."""
        return self.select_related("agent_version").order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-id")
