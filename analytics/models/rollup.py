"""Sums and counts per hour and per day, so that a chart never has to read the conversations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from analytics.querysets.rollup import DailyRollupQuerySet
from training.models import Organization


class DirtyHour(models.Model):
    """One row marks an hour whose conversations changed since it was last summed. Written by database triggers.

    An hour may be marked many times: a mark that waits for an open transaction's sake must not be taken for its own.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "hour_at"], name="analytics_dirtyhour_by_time"),
        ]

    def __str__(self) -> str:
        """The hour."""
        return f"{self.hour_at:%Y-%m-%d %H:00}"


class RollupCounts(models.Model):
    """The counts of one channel over one span of time; names and meanings as in `training.querysets.COUNTS`."""

    channel = models.CharField(max_length=40)
    conversations = models.PositiveIntegerField(default=0)
    ai_involved = models.PositiveIntegerField(default=0)
    ai_ended = models.PositiveIntegerField(default=0)
    contained = models.PositiveIntegerField(default=0)
    handed_off = models.PositiveIntegerField(default=0)
    analysed = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    ai_analysed = models.PositiveIntegerField(default=0)
    auto_resolved = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    converted = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    cost_sum = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    value_sum = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        abstract = True


class HourlyRollup(RollupCounts):
    """One row sums one channel over one hour."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "hour_at", "channel"], name="analytics_hourly_once"),
        ]

    def __str__(self) -> str:
        """The hour and the channel."""
        return f"{self.hour_at:%Y-%m-%d %H:00} {self.channel}"


class DailyRollup(RollupCounts):
    """One row sums one channel over one day on the organization's clock."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    day_on = models.DateField()

    objects = DailyRollupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "day_on", "channel"], name="analytics_daily_once"),
        ]

    def __str__(self) -> str:
        """The day and the channel."""
        return f"{self.day_on} {self.channel}"
