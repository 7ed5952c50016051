"""Conversations, their messages, and what was said about them afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from training.models.organization import Organization
from training.querysets.conversation import ConversationQuerySet, MessageQuerySet


class ImportSource(models.Model):
    """One row remembers how a file's times were moved, so that the same file later is found unchanged."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    newest_in_file_at = models.DateTimeField()
    newest_mapped_at = models.DateTimeField()
    scale = models.FloatField(default=1.0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "name"], name="training_importsource_once"),
        ]

    def __str__(self) -> str:
        """The source's name."""
        return self.name


class Conversation(models.Model):
    """One row is one conversation between a customer and the support desk, text scrubbed of personal data."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=Status, default=Status.CLOSED)
    customer_key = models.CharField(max_length=32, help_text="A keyed hash; the customer's own id is never stored.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    message_count = models.PositiveIntegerField(default=0)
    # What the file or the desk told us.
    is_resolved_told = models.BooleanField(null=True, blank=True)
    is_handed_off = models.BooleanField(default=False)
    handoff_reason = models.CharField(max_length=200, blank=True)
    given_intent = models.CharField(max_length=120, blank=True)
    ai_confidence = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    is_converted = models.BooleanField(null=True, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    agent_version = models.ForeignKey(
        "training.AgentVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # Derived from the messages when they are written.
    is_ai_involved = models.BooleanField(default=False)
    has_human_reply = models.BooleanField(default=False)
    first_response_seconds = models.FloatField(null=True, blank=True)
    resolution_seconds = models.FloatField(null=True, blank=True)
    content_hash = models.BinaryField(max_length=16, default=b"")
    # Derived by the analysis; null until the conversation was analysed.
    is_resolved = models.BooleanField(null=True, blank=True)
    is_success = models.BooleanField(null=True, blank=True)
    analysed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "external_id"], name="training_conversation_once"),
            models.CheckConstraint(
                condition=models.Q(satisfaction__isnull=True) | models.Q(satisfaction__range=(1, 5)),
                name="training_conversation_satisfaction_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(ai_confidence__isnull=True) | models.Q(ai_confidence__range=(0, 1)),
                name="training_conversation_confidence_is_a_share",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-started_at", "-id"], name="training_conv_by_time"),
            models.Index(fields=["organization", "channel", "-started_at"], name="training_conv_by_channel"),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(analysed_at__isnull=True, status="closed"),
                name="training_conv_to_analyse",
            ),
            models.Index(fields=["organization", "customer_key"], name="training_conv_by_customer"),
            models.Index(
                fields=["organization", "id"],
                condition=~models.Q(given_intent="") & models.Q(analysed_at__isnull=False),
                name="training_conv_labelled",
            ),
            models.Index(
                fields=["organization", "agent_version", "-started_at"],
                condition=models.Q(agent_version__isnull=False),
                name="training_conv_by_agent",
            ),
        ]

    def __str__(self) -> str:
        """Its id in the system it came from."""
        return self.external_id

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("training:conversation_detail", args=[self.pk])

    @property
    def is_failed(self) -> bool:
        """Whether it went wrong, as `ConversationQuerySet.failed` says; False while it is not analysed."""
        if self.analysed_at is None:
            return False
        is_rated_low = self.satisfaction is not None and self.satisfaction < 3
        return is_rated_low or self.is_resolved is False or self.is_handed_off


class Message(models.Model):
    """One row is one message, scrubbed before it was first written."""

    class Sender(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        AI = "ai", "AI agent"
        AGENT = "agent", "Human agent"
        SYSTEM = "system", "System"

    # No foreign key in the database: its conversation's holds the same, and imports are a quarter faster.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    position = models.PositiveIntegerField()
    sender = models.CharField(max_length=8, choices=Sender)
    text = models.TextField()
    sent_at = models.DateTimeField()
    model = models.CharField(max_length=80, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    tokens = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    latency_seconds = models.FloatField(null=True, blank=True)
    cited_refs = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    is_citation_linked = models.BooleanField(default=False, db_default=False)
    edited_text = models.TextField(blank=True, help_text="What a human made of the AI's reply: gold data.")
    edited_by = models.CharField(max_length=120, blank=True)
    edit_reason = models.CharField(max_length=300, blank=True)
    has_profanity = models.BooleanField(default=False)
    is_scrubbed = models.BooleanField(default=False, help_text="Personal data was found and taken out.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["conversation_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "conversation", "position"], name="training_message_position_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(is_citation_linked=False) & ~models.Q(cited_refs=[]),
                name="training_message_to_link",
            ),
        ]

    def __str__(self) -> str:
        """Who said it, and how it begins."""
        return f"{self.get_sender_display()}: {self.text[:60]}"


class Feedback(models.Model):
    """One row is what somebody said about a conversation afterwards."""

    class Source(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        AGENT = "agent", "Human agent"
        SYSTEM = "system", "System"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="feedback")
    key = models.CharField(max_length=260, help_text="Given by whoever sent it, so that sending twice counts once.")
    source = models.CharField(max_length=8, choices=Source, default=Source.CUSTOMER)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    is_thumb_up = models.BooleanField(null=True, blank=True)
    comment = models.TextField(blank=True)
    categories = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    given_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "key"], name="training_feedback_once"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="training_feedback_rating_1_to_5",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(processed_at__isnull=True),
                name="training_feedback_to_ingest",
            ),
            models.Index(fields=["organization", "conversation"], name="training_feedback_by_conv"),
        ]

    def __str__(self) -> str:
        """The rating or the thumb."""
        return f"{self.get_source_display()} feedback on {self.conversation_id}"


class ConversationAnalysis(models.Model):
    """One row is what an engine made of one closed conversation."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="analysis")
    question_message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    question = models.TextField(blank=True)
    resolution_probability = models.FloatField()
    judged_rating = models.FloatField()
    is_question_repeated = models.BooleanField(default=False)
    topics = ArrayField(models.CharField(max_length=80), size=5, default=list)
    intent = models.CharField(max_length=120, blank=True)
    intent_confidence = models.FloatField(
        null=True, blank=True, help_text="How sure the intent is that was learned from labelled conversations."
    )
    is_intent_tried = models.BooleanField(default=False, db_default=False)
    is_mined = models.BooleanField(
        default=False, db_default=False, help_text="Looked through for what it could teach since it last changed."
    )
    sentiment = models.FloatField()
    learning_points = ArrayField(models.TextField(), size=5, default=list)
    engine = models.CharField(max_length=20)
    engine_version = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(resolution_probability__range=(0, 1)), name="training_analysis_probability"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "intent"], name="training_analysis_by_intent"),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(is_intent_tried=False),
                name="training_analysis_to_tell",
            ),
            models.Index(
                fields=["organization", "id"], condition=models.Q(is_mined=False), name="training_analysis_to_mine"
            ),
        ]

    def __str__(self) -> str:
        """The question."""
        return self.question or f"Analysis of {self.conversation_id}"
