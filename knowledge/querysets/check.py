"""Reads of people's answers held against entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from training.models import Organization

DRIFT_DAYS = 30


class EntryCheckQuerySet(models.QuerySet["EntryCheck"]):
    """Answers held against entries."""

    def for_organization(self, organization: Organization | int) -> EntryCheckQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def counting(self, now: datetime | None = None) -> EntryCheckQuerySet:
        """Those that count: of the last 30 days, held against what is live, given after a person last confirmed it."""
        since = (now or timezone.now()) - timedelta(days=DRIFT_DAYS)
        confirmed = Q(entry__confirmed_at__isnull=True) | Q(said_at__gt=F("entry__confirmed_at"))
        return self.filter(confirmed, said_at__gte=since, version=F("entry__current_version"))
