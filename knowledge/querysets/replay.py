"""Reads of golden questions and replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Value, When

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import LearningUpdate, Organization

OUTCOME_ORDER = ("breaks", "fixes", "changes", "same")


class GoldenQuestionQuerySet(models.QuerySet["GoldenQuestion"]):
    """Golden questions."""

    def for_organization(self, organization: Organization | int) -> GoldenQuestionQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def active(self) -> GoldenQuestionQuerySet:
        """Those that a replay asks."""
        return self.filter(is_active=True)

    def for_list_page(self) -> GoldenQuestionQuerySet:
        """Rows of the list with entry, conversation and person, newest first. One SQL query."""
        return self.select_related("entry", "conversation", "confirmed_by").order_by("-created_at", "-id")


class ReplayRunQuerySet(models.QuerySet["ReplayRun"]):
    """Replays."""

    def for_organization(self, organization: Organization | int) -> ReplayRunQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def of_update(self, update: LearningUpdate | int) -> ReplayRunQuerySet:
        """An update's, newest first."""
        return self.filter(update=update).order_by("-id")

    def of_golden_set(self) -> ReplayRunQuerySet:
        """Runs of the golden set against the live knowledge, newest first."""
        return self.filter(update__isnull=True).order_by("-id")

    def for_list_page(self) -> ReplayRunQuerySet:
        """Rows of the history with update and person, newest first. One SQL query."""
        return self.select_related("update", "update__organization", "requested_by").order_by("-id")

    def unfinished(self) -> ReplayRunQuerySet:
        """Waiting or running."""
        return self.filter(status__in=["waiting", "running"])

    def left_behind(self, now: datetime) -> ReplayRunQuerySet:
        """Nobody runs them: never started, or whoever did shows no sign of life any more."""
        return self.unfinished().filter(models.Q(lease_until__isnull=True) | models.Q(lease_until__lt=now))

    def newest_of_each(self, updates: list[int]) -> ReplayRunQuerySet:
        """The newest run of each of these updates. One SQL query."""
        return self.filter(update__in=updates).order_by("update_id", "-id").distinct("update_id")


class ReplayResultQuerySet(models.QuerySet["ReplayResult"]):
    """Questions of replays with both answers."""

    def for_organization(self, organization: Organization | int) -> ReplayResultQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def worst_first(self) -> ReplayResultQuerySet:
        """Breaks, fixes, changes, then what stays the same."""
        places = [When(outcome=outcome, then=Value(place)) for place, outcome in enumerate(OUTCOME_ORDER)]
        return self.order_by(Case(*places, output_field=models.IntegerField()), "position")

    def for_replay_page(self) -> ReplayResultQuerySet:
        """Rows of a replay's page, worst first, with where the question comes from. One SQL query."""
        return self.select_related("conversation", "golden").worst_first()
