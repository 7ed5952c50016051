"""The agent that answers customers: its versions, and which of them serves whom."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from training.models.learning import LearningUpdate
from training.models.organization import Organization
from training.querysets.agent import AgentVersionQuerySet, DeploymentQuerySet

FIRST_PROMPT = (
    "You are a customer-support agent. Answer the question only from the passages you are given, in plain, short, "
    "friendly sentences. If they do not answer it, say that you cannot tell."
)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("status")))
class AgentVersion(models.Model):
    """One row is one set of settings that the agent answers with. Settings never change; a change is a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CANARY = "canary", "Canary"
        ACTIVE = "active", "Active"
        DEPRECATED = "deprecated", "Deprecated"
        ROLLED_BACK = "rolled_back", "Rolled back"

    SETTINGS: ClassVar[tuple[str, ...]] = (
        "model",
        "system_prompt",
        "temperature",
        "context_size",
        "handoff_confidence",
    )

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    major = models.PositiveIntegerField(default=1)
    minor = models.PositiveIntegerField(default=0)
    patch = models.PositiveIntegerField(default=0)
    model = models.CharField(max_length=80, blank=True, help_text="Of the hosted engine; blank: the server's own.")
    system_prompt = models.TextField("instructions", default=FIRST_PROMPT, max_length=8000)
    temperature = models.FloatField(default=0.2, validators=[MinValueValidator(0), MaxValueValidator(2)])
    context_size = models.PositiveSmallIntegerField(
        "passages given",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="So many passages of knowledge the engine gets to answer from.",
    )
    handoff_confidence = models.FloatField(
        "hand off below confidence",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 to 1. Below it the agent passes the question to a person.",
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="What it was made from."
    )
    update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = AgentVersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "major", "minor", "patch"], name="training_agentversion_number_once"
            ),
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(status="active"), name="training_agentversion_one_active"
            ),
            models.CheckConstraint(
                condition=models.Q(handoff_confidence__range=(0, 1)), name="training_agentversion_confidence_is_a_share"
            ),
            models.CheckConstraint(
                condition=models.Q(temperature__range=(0, 2)), name="training_agentversion_temperature_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(context_size__range=(1, 20)), name="training_agentversion_context_in_range"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active") | models.Q(activated_at__isnull=False, retired_at__isnull=True),
                name="training_agentversion_active_is_dated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organization", "update"],
                condition=models.Q(update__isnull=False),
                name="training_agent_by_update",
            ),
        ]

    def __str__(self) -> str:
        """Its number."""
        return f"Agent {self.label}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:agent_detail", args=[self.pk])

    @property
    def label(self) -> str:
        """Its number: the first grows with another model, the second with other instructions, else the third."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def chosen(self) -> dict[str, object]:
        """What it answers with: each setting by name."""
        return {name: getattr(self, name) for name in self.SETTINGS}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("ended_at")))
class Deployment(models.Model):
    """One row says which share of customers a version served, from when to when.

    Those that are live at one moment share a salt, and their shares add up to 1.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent_version = models.ForeignKey(
        AgentVersion, on_delete=models.CASCADE, related_name="deployments", db_index=False
    )
    share = models.FloatField(default=1.0)
    salt = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "agent_version"],
                condition=models.Q(ended_at__isnull=True),
                name="training_deployment_live_once",
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=1), name="training_deployment_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="training_deployment_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "agent_version", "-started_at"], name="training_deploy_by_version"),
        ]

    def __str__(self) -> str:
        """What it served to how many."""
        return f"{self.agent_version} for {self.share:.0%} of the customers"

    def get_absolute_url(self) -> str:
        """The page of its version."""
        return self.agent_version.get_absolute_url()


class AgentReading(models.Model):
    """One row is one look at how a version does: what was measured of it on a day, and what each rule made of that."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent_version = models.ForeignKey(AgentVersion, on_delete=models.CASCADE, related_name="readings", db_index=False)
    read_on = models.DateField()
    days = models.PositiveSmallIntegerField(help_text="So many days back it looked.")
    conversations = models.PositiveIntegerField()
    figures = models.JSONField(default=list, help_text='[{"name", "shown", "shown_interval", "n"}]')
    conclusions = models.JSONField(default=list, help_text='Of each rule: {"cause", "sentence", "is_called_for"}.')
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "agent_version", "read_on"], name="training_agentreading_once"
            ),
        ]

    def __str__(self) -> str:
        """Which version on which day."""
        return f"{self.agent_version} on {self.read_on}"
