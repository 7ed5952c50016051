"""Reads of golden questions and replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from training.models import LearningUpdate, Organization


class GoldenQuestionQuerySet(models.QuerySet["GoldenQuestion"]):
    """Golden questions."""

    def for_organization(self, organization: Organization | int) -> GoldenQuestionQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def active(self) -> GoldenQuestionQuerySet:
        """Those that a replay asks."""
        return self.filter(is_active=True)


class ReplayRunQuerySet(models.QuerySet["ReplayRun"]):
    """Replays."""

    def for_organization(self, organization: Organization | int) -> ReplayRunQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def of_update(self, update: LearningUpdate | int) -> ReplayRunQuerySet:
        """An update's, newest first."""
        return self.filter(update=update).order_by("-id")
