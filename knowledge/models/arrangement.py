"""What people put right about gaps."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from knowledge.models.gap import KnowledgeGap
from knowledge.querysets.arrangement import GapArrangementQuerySet
from training.models import Organization


class GapArrangement(models.Model):
    """One row is one thing that a person put right about gaps by hand, and how it was before."""

    class Kind(models.TextChoices):
        RENAME = "rename", "Renamed"
        MERGE = "merge", "Merged"
        PART = "part", "Parted again"
        SPLIT = "split", "Split"
        MOVE = "move", "Moved"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    gap = models.ForeignKey(
        KnowledgeGap, null=True, on_delete=models.SET_NULL, related_name="+", help_text="On whose page it was done."
    )
    gap_ids = ArrayField(models.BigIntegerField(), help_text="All gaps it changed.")
    sentence = models.TextField(help_text="What was done, in words.")
    # {"gaps": {id: {field: value}}, "questions": [[id, gap, origin, pinned], …]}
    before = models.JSONField(encoder=DjangoJSONEncoder)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = GapArrangementQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-id"], name="knowledge_arranged_by_org"),
        ]

    def __str__(self) -> str:
        """What was done."""
        return self.sentence
