"""What somebody should look at now."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models

from analytics.querysets.alert import AlertQuerySet
from training.models import LearningUpdate, Organization


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("status")),
    fields=["organization", "kind", "title", "status"],
    model_name="AlertEvent",
)
class Alert(models.Model):
    """One row is one thing that went wrong, from the cycle that noticed it until it is right again.

    `key` names the cause: while an alert of it is open or acknowledged there is no second one.
    """

    class Kind(models.TextChoices):
        HURT_UPDATE = "hurt_update", "An update hurts"
        THRESHOLD = "threshold", "A number is out of bounds"
        GAP = "gap", "A gap of high priority"

    class Severity(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESOLVED = "resolved", "Resolved"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    severity = models.CharField(max_length=6, choices=Severity)
    key = models.CharField(max_length=120, help_text="Names the cause.")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True, help_text="Where it can be seen, on this site.")
    update = models.ForeignKey(LearningUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    raised_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "key"],
                condition=models.Q(status__in=["open", "acknowledged"]),
                name="analytics_alert_one_of_a_cause",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="resolved") | models.Q(resolved_at__isnull=False),
                name="analytics_alert_resolved_is_dated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "-raised_at"], name="analytics_alert_by_status"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Where it can be seen."""
        return self.address

    @property
    def row_target(self) -> str:
        """Where its row of the list stands, for htmx."""
        return f"#alert-{self.pk}"
