"""What customers ask often, whether it goes well or not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.pattern import QuestionPatternQuerySet
from training.models import LearningUpdate, Organization


class QuestionPattern(models.Model):
    """One row is one question that enough customers asked, in whatever words; its askings are `GapQuestion` rows."""

    class State(models.TextChoices):
        NEW = "new", "Not looked at"
        ANSWERED = "answered", "An entry answers it"
        IN_GAP = "in_gap", "A gap is about it"
        NO_ANSWER = "no_answer", "No common answer"
        PROPOSED = "proposed", "An entry is proposed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=300)
    centroid = models.BinaryField(help_text="Mean of the vectors of its first questions: float32, unit length.")
    embedding_model = models.CharField(max_length=80)
    reach = models.FloatField(default=0.75, help_text="Least similarity to the centre that makes a question its own.")
    cohesion = models.FloatField(default=0)
    # Recounted from the questions of the organization's window when one of them changed, and once a day.
    frequency = models.PositiveIntegerField(default=0, help_text="Distinct customers who asked it.")
    asked_count = models.PositiveIntegerField(default=0)
    asked_before_count = models.PositiveIntegerField(default=0, help_text="Askings in as many days before the window.")
    succeeded_count = models.PositiveIntegerField(default=0, help_text="Of the askings, successes.")
    analysed_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0, help_text="Of the askings, those that a person answered.")
    first_asked_at = models.DateTimeField()
    last_asked_at = models.DateTimeField()
    is_count_due = models.BooleanField(default=True)
    counted_on = models.DateField(null=True, blank=True)
    # The look at whether anything answers it.
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    note = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(KnowledgeEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    learning_update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_count = models.PositiveIntegerField(default=0, help_text="Its askings when it was looked at.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionPatternQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-frequency"], name="knowledge_pattern_by_volume"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:pattern_detail", args=[self.pk])

    @property
    def success_rate(self) -> float | None:
        """Share of the analysed askings that were successes; None without any."""
        return self.succeeded_count / self.analysed_count if self.analysed_count else None

    @property
    def trend(self) -> float | None:
        """How much more was asked than in as many days before, as a share of that; None where nothing was."""
        return self.asked_count / self.asked_before_count - 1 if self.asked_before_count else None
