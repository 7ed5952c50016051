"""Updates of knowledge that serve a part of the customers first."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models

from training.bucketing import bucket
from training.models.learning import LearningUpdate
from training.models.organization import Organization
from training.querysets.canary import CanaryQuerySet


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("outcome")),
    fields=["organization", "update", "share", "outcome"],
    model_name="CanaryEvent",
)
class Canary(models.Model):
    """One row is one time that an approved update served a share of the customers, before anything live changed.

    `figures` is the last look at its guardrail, by metric: see `training.canaries.Guard`.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        SERVED = "served", "Given to everyone"
        WORSE = "worse", "Went worse, taken back by itself"
        TAKEN_BACK = "taken_back", "Taken back by a person"
        WITHDRAWN = "withdrawn", "The approval was undone"
        BROKEN = "broken", "Could not be served any more"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    update = models.ForeignKey(LearningUpdate, on_delete=models.CASCADE, related_name="canaries")
    share = models.FloatField(help_text="Part of the customers that it serves, 0–1.")
    salt = models.CharField(max_length=80)
    planned_size = models.PositiveIntegerField(help_text="So many conversations with it, without harm, are enough.")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    figures = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CanaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "canaries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "update"],
                condition=models.Q(outcome="running"),
                name="training_canary_one_of_an_update",
            ),
            models.UniqueConstraint(fields=["organization", "salt"], name="training_canary_salt_once"),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lt=1), name="training_canary_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="running", ended_at__isnull=True)
                | (~models.Q(outcome="running") & models.Q(ended_at__isnull=False)),
                name="training_canary_ended_iff_dated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organization"], condition=models.Q(outcome="running"), name="training_canary_running"
            ),
        ]

    def __str__(self) -> str:
        """The update's title and the share."""
        return f"{self.update} · {self.share:.0%} of the customers"

    def get_absolute_url(self) -> str:
        """The page of its update, at the panel."""
        return f"{self.update.get_absolute_url()}#canary"

    @property
    def is_running(self) -> bool:
        """Whether it still serves its share."""
        return self.outcome == self.Outcome.RUNNING

    def serves(self, customer_key: str) -> bool:
        """Whether this customer is among those whom it serves (or served)."""
        return bucket(customer_key, salt=self.salt) < self.share
