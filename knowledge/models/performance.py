"""How entries do, and how the vectors are kept fresh."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.performance import EntryPerformanceQuerySet
from training.models import Organization


class DirtyEntryDay(models.Model):
    """One row marks a day of an entry whose citations or their conversations changed. Written by database triggers.

    A day may be marked many times: a mark that waits for an open transaction's sake must not be taken for its own.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(
        KnowledgeEntry, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "day", "entry"], name="knowledge_dirtyday_by_entry"),
        ]

    def __str__(self) -> str:
        """Which entry, which day."""
        return f"{self.entry_id} on {self.day}"


class EntryPerformance(models.Model):
    """One row is one entry on one day of the organization's calendar: sums and counts, never averages."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(KnowledgeEntry, on_delete=models.CASCADE, related_name="performance")
    day = models.DateField()
    retrieved = models.PositiveIntegerField(default=0, help_text="Offered to the answering, by Ask or the API.")
    cited = models.PositiveIntegerField(default=0, help_text="Analysed conversations that were answered from it.")
    helped = models.PositiveIntegerField(default=0, help_text="Of those, successes.")
    hurt = models.PositiveIntegerField(default=0, help_text="Of those, failures that are no success either.")
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)

    objects = EntryPerformanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "entry", "day"], name="knowledge_performance_once"),
        ]

    def __str__(self) -> str:
        """Which entry, which day."""
        return f"{self.entry_id} on {self.day}"


class KnowledgeRefresh(models.Model):
    """One row is one refresh of an organization's vectors: what was embedded, compared and kept."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    model_before = models.CharField(max_length=80)
    model_tried = models.CharField(max_length=80)
    model_after = models.CharField(max_length=80, blank=True)
    embedded = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    golden_count = models.PositiveIntegerField(default=0)
    right_before = models.PositiveIntegerField(default=0)
    right_tried = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-started_at"], name="knowledge_refresh_by_time"),
        ]

    def __str__(self) -> str:
        """When it began."""
        return f"Refresh of {self.started_at:%Y-%m-%d %H:%M}"
