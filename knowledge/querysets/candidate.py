"""Reads of candidate entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

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
