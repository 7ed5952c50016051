"""What goes with success and failure."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from training.models.learning import LearningUpdate
from training.models.organization import Organization
from training.querysets.insight import LearningInsightQuerySet


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("status", "reason")),
    exclude=["also", "conversation_ids", "figures"],
)
class LearningInsight(models.Model):
    """One row is one group of conversations that does better or worse than the rest, as it was computed last."""

    class Kind(models.TextChoices):
        SUCCESS_PATTERN = "success_pattern", "Success pattern"
        FAILURE_PATTERN = "failure_pattern", "Failure pattern"
        IMPROVEMENT_OPPORTUNITY = "improvement_opportunity", "Improvement opportunity"

    class Dimension(models.TextChoices):
        TIME = "time", "Week"
        CHANNEL = "channel", "Channel"
        INTENT = "intent", "Intent"
        KNOWLEDGE = "knowledge", "Entry used"
        REPLY = "reply", "Wording of the reply"
        CHANNEL_OF_INTENT = "channel_of_intent", "Channel within an intent"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        DISMISSED = "dismissed", "Dismissed"
        TURNED = "turned", "Turned into an update"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, choices=Kind)
    dimension = models.CharField(max_length=20, choices=Dimension)
    value = models.CharField(
        max_length=300, help_text="Of the dimension: a Monday, a channel, an intent, an entry’s id …"
    )
    label = models.CharField(max_length=300, help_text="The value for reading.")
    metric = models.CharField(max_length=12, help_text="By which the group differs most surely.")
    rate = models.FloatField()
    rest_rate = models.FloatField()
    effect = models.FloatField(help_text="Difference to the rest within what else was found, in shares of 1.")
    low = models.FloatField()
    high = models.FloatField()
    p_adjusted = models.FloatField(help_text="Chance of anything like it among all that was compared.")
    n = models.PositiveIntegerField()
    n_rest = models.PositiveIntegerField()
    figures = models.JSONField(default=list, blank=True, help_text="What the other metrics say of the group.")
    also = models.JSONField(
        default=list,
        blank=True,
        help_text='Other names of mostly the same conversations: [{"dimension", "value", "label"}].',
    )
    conversation_ids = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Of groups that no column tells apart."
    )
    window_from = models.DateTimeField()
    window_until = models.DateTimeField()
    is_current = models.BooleanField(default=True, help_text="It was found when insights were computed last.")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    learning_update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    found_at = models.DateTimeField(help_text="First.")
    computed_at = models.DateTimeField()

    objects = LearningInsightQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "dimension", "value"], name="training_insight_once"),
            models.CheckConstraint(
                condition=models.Q(status="open", decided_at__isnull=True)
                | (~models.Q(status="open") & models.Q(decided_at__isnull=False)),
                name="training_insight_decided_iff_dated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "p_adjusted"], name="training_insight_queue"),
        ]

    def __str__(self) -> str:
        """The group."""
        return self.label

    @property
    def is_good(self) -> bool:
        """Whether the group does better than the rest."""
        return self.kind == self.Kind.SUCCESS_PATTERN


class InsightUpkeep(models.Model):
    """One row is when an organization's insights were computed last."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="+")
    computed_at = models.DateTimeField()
    compared = models.PositiveIntegerField(default=0, help_text="Conversations that were compared.")

    objects = models.Manager()

    def __str__(self) -> str:
        """When."""
        return f"Insights of {self.computed_at:%Y-%m-%d %H:%M}"
