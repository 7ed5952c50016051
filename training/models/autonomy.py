"""Which updates may apply themselves."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from training.models.organization import Organization


class Risk(models.TextChoices):
    """How much an update could do wrong; told when it is proposed, and again when it is edited."""

    LOW = "low", "Low"
    HIGH = "high", "High"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("is_on", "least_precision")),
    exclude=["read_at"],
)
class AutonomyRule(models.Model):
    """One row says whether the owner lets updates of one kind and risk approve themselves once that is earned."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    risk = models.CharField(max_length=4, choices=Risk)
    is_on = models.BooleanField("applies itself once earned", default=False)
    least_precision = models.FloatField(
        default=0.9, validators=[MinValueValidator(0.5), MaxValueValidator(1)], help_text="0.5 to 1."
    )
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    switched_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a cycle last held it against its record.")

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "kind", "risk"], name="training_autonomyrule_once"),
            models.CheckConstraint(
                condition=models.Q(least_precision__range=(0.5, 1)), name="training_autonomyrule_precision_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.kind.replace('_', ' ').capitalize()}, {self.get_risk_display().lower()} risk"
