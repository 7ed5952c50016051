"""What a look at an entry that is used often and helps seldom came to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from knowledge.models.entry import KnowledgeEntry, KnowledgeVersion
from training.models import LearningUpdate, Organization


class ContentOptimization(models.Model):
    """One row is one version of an entry that was looked at because it helps too seldom, and what came of it.

    It is looked at again when it was used a quarter more; one update is proposed for a version, whatever becomes of it.
    """

    class Problem(models.TextChoices):
        OUT_OF_DATE = "out_of_date", "Out of date"
        TOO_BROAD = "too_broad", "Too broad"
        UNCLEAR = "unclear", "Unclear"
        FAILS = "fails", "Says too little"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(KnowledgeEntry, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(KnowledgeVersion, on_delete=models.CASCADE, related_name="+")
    cited = models.PositiveIntegerField(help_text="Analysed conversations that were answered from it when it was seen.")
    helped = models.PositiveIntegerField(help_text="Of those, successes.")
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What was found, or why nothing is proposed.")
    learning_update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    looked_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "version"], name="knowledge_optimization_once"),
        ]

    def __str__(self) -> str:
        """Which entry."""
        return str(self.entry)
