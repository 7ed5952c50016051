"""The learning cycle, and the updates a person decides on."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from training.models.autonomy import AutonomyRule, Risk
from training.models.conversation import Conversation, Message
from training.models.organization import Organization
from training.querysets.learning import ENTRY_KEYS, LearningCycleQuerySet, LearningUpdateQuerySet


class LearningCycle(models.Model):
    """One row is one run of the listed steps for one organization."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", "Schedule"
        COMMAND = "command", "Command"
        BUTTON = "button", "Button"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    trigger = models.CharField(max_length=8, choices=Trigger)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    epoch = models.PositiveIntegerField(default=1, help_text="Grows each time another process takes the cycle over.")
    lease_until = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LearningCycleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(status="running"), name="training_cycle_one_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-started_at"], name="training_cycle_by_time"),
        ]

    def __str__(self) -> str:
        """When it began."""
        return f"Cycle of {self.started_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("training:cycle_detail", args=[self.pk])

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None


class CycleStep(models.Model):
    """One row is one step of one cycle: what it looked at, what it made, how long it took, and on which engine."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    cycle = models.ForeignKey(LearningCycle, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    looked_at = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    engine = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    error = models.TextField(blank=True)

    objects = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["cycle_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "cycle", "name"], name="training_cyclestep_once"),
        ]

    def __str__(self) -> str:
        """The step's name."""
        return self.name

    @property
    def label(self) -> str:
        """The step's name for reading."""
        return self.name.replace("_", " ").capitalize()


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange("status", "payload", "reason_code", "reason", "break_reason", "flags_seen_at")
    ),
)
class LearningUpdate(models.Model):
    """One row is one thing the agent could learn, from proposal to decision to its effect on what is served."""

    class Kind(models.TextChoices):
        KNOWLEDGE_UPDATE = "knowledge_update", "Knowledge update"
        PATTERN_RECOGNITION = "pattern_recognition", "Pattern recognition"
        MODEL_OPTIMIZATION = "model_optimization", "Model optimization"
        CONTENT_IMPROVEMENT = "content_improvement", "Content improvement"
        TEMPLATE_IMPROVEMENT = "template_improvement", "Template improvement"

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        APPROVED = "approved", "Approved"
        APPLIED = "applied", "Applied"
        REJECTED = "rejected", "Rejected"
        EXPIRED = "expired", "Expired"
        FAILED = "failed", "Failed"
        ROLLED_BACK = "rolled_back", "Rolled back"

    class Reason(models.TextChoices):
        WRONG = "wrong", "The content is wrong"
        DUPLICATE = "duplicate", "Already known"
        NOT_OURS = "not_ours", "Not for this agent"
        POLICY = "policy", "A person must answer this"
        UNCLEAR = "unclear", "Not clear enough"
        OTHER = "other", "Another reason"

    OF_KNOWLEDGE: ClassVar[tuple[str, ...]] = ("knowledge_update", "pattern_recognition", "content_improvement")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, choices=Kind)
    title = models.CharField(max_length=300)
    payload = models.JSONField(default=dict)
    confidence = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])
    impact = models.FloatField(default=0, help_text="What the problem behind it costs: frequency × gap impact.")
    flags = models.JSONField(
        default=list,
        blank=True,
        help_text='Red flags: [{"where": payload field or "evidence", "kind", "quote", "start", "end", "text"}].',
    )
    risk = models.CharField(
        max_length=4, choices=Risk, default=Risk.HIGH, help_text="Told when it is proposed, and when it is edited."
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    rule = models.ForeignKey(
        AutonomyRule,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="The rule that approved it in a person's place.",
    )
    needs_person = models.BooleanField(default=False, help_text="A decision was taken back: no rule approves it.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=12, choices=Reason, blank=True)
    reason = models.TextField(blank=True)
    break_reason = models.TextField(blank=True, help_text="Why it was approved although golden questions break.")
    flags_seen_at = models.DateTimeField(null=True, blank=True, help_text="When the reviewer said they saw the flags.")
    applied_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True, help_text="What applying changed: all that its reverse needs.")
    error = models.TextField(blank=True)
    rolled_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rolled_back_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LearningUpdateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "expired"], decided_at__isnull=True)
                | models.Q(
                    status__in=["approved", "applied", "rejected", "failed", "rolled_back"], decided_at__isnull=False
                ),
                name="training_update_decided_iff_dated",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="applied") | models.Q(applied_at__isnull=False),
                name="training_update_applied_is_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__range=(0, 1)), name="training_update_confidence_is_a_share"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "-impact"], name="training_update_queue"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("training:update_detail", args=[self.pk])

    @property
    def entry_ids(self) -> list[int]:
        """The entries that it reads or changes."""
        return [self.payload[key] for key in ENTRY_KEYS if isinstance(self.payload.get(key), int)]

    @property
    def can_be_canary(self) -> bool:
        """Whether its kind can serve a share of the customers before anything live changes."""
        return self.kind in self.OF_KNOWLEDGE


class UpdateEvidence(models.Model):
    """One row ties an update to the words it rests on. The snapshot is kept whatever happens to the message."""

    class Role(models.TextChoices):
        QUESTION = "question", "Asked"
        ANSWER = "answer", "Answered"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    update = models.ForeignKey(LearningUpdate, on_delete=models.CASCADE, related_name="evidence")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=8, choices=Role)
    customer_key = models.CharField(max_length=32)
    quote = models.TextField()
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-said_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "update"], name="training_evidence_by_update"),
        ]

    def __str__(self) -> str:
        """How the quote begins."""
        return self.quote[:80]


class InferenceLog(models.Model):
    """One row is one call of an engine: what it cost, how long it took, whether it worked. Never the text."""

    class Status(models.TextChoices):
        OK = "ok", "Worked"
        UNAVAILABLE = "unavailable", "Not reached"
        REJECTED = "rejected", "Unusable answer"
        OVER_BUDGET = "over_budget", "Budget spent"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    cycle = models.ForeignKey(LearningCycle, null=True, on_delete=models.SET_NULL, related_name="+")
    task = models.CharField(max_length=20)
    engine = models.CharField(max_length=20)
    engine_version = models.CharField(max_length=80)
    status = models.CharField(max_length=12, choices=Status)
    items = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    latency_seconds = models.FloatField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-created_at"], name="training_inference_by_time"),
        ]

    def __str__(self) -> str:
        """Which task on which engine."""
        return f"{self.task} on {self.engine}: {self.get_status_display().lower()}"
