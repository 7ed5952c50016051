"""Decisions on many rows at once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from training.models.organization import Organization


class BulkDecision(models.Model):
    """One row is one decision on many rows of a queue: what was done, what was refused and why, and its undo."""

    class Queue(models.TextChoices):
        GAPS = "gaps", "Gaps"
        UPDATES = "updates", "Updates"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    queue = models.CharField(max_length=8, choices=Queue)
    action = models.CharField(max_length=20)
    done_ids = ArrayField(models.BigIntegerField(), default=list)
    # [{"id", "title", "reason"}]
    refused = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_ids = ArrayField(models.BigIntegerField(), default=list)
    kept = models.JSONField(default=list, help_text="What the undo could not take back, like `refused`.")

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "queue", "-id"], name="training_bulk_by_queue"),
        ]

    def __str__(self) -> str:
        """What was done to how many."""
        return f"{self.action}: {len(self.done_ids)} of {len(self.done_ids) + len(self.refused)}"
