"""Which questions an applied update is for: told by nearness alone, whatever became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from training.models import Organization


class TopicCentre(models.Model):
    """One row is a matter whose questions are counted where effects are measured: a centre that reaches them.

    It never moves: a question asked before an update is told by the same rule as one asked after it, and one that
    failed by the same as one that went well. `key` is "gap:7" or "entry:12".
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    centroid = models.BinaryField(help_text="float32, unit length")
    embedding_model = models.CharField(max_length=80)
    reach = models.FloatField(help_text="Least cosine to the centre that makes a question its own.")
    is_spread = models.BooleanField(default=False, help_text="The questions known when it was made are told by it.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "key", "embedding_model"], name="knowledge_centre_once"),
        ]

    def __str__(self) -> str:
        """The key."""
        return self.key
