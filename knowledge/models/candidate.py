"""Candidate entries: what went well and could be taught."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.candidate import CandidateEntryQuerySet
from training.models import Conversation, LearningUpdate, Message, Organization


class CandidateEntry(models.Model):
    """One row is one question with an answer that worked, found in one or more conversations."""

    class Source(models.TextChoices):
        RATED_WELL = "rated_well", "A well-rated reply"
        HUMAN_ANSWER = "human_answer", "A human answer after a handoff"
        HUMAN_EDIT = "human_edit", "A human edit of a reply"
        PROMOTED = "promoted", "Promoted by a person"

    class Relation(models.TextChoices):
        NEW = "new", "New"
        DUPLICATE = "duplicate", "Known already"
        CONTRADICTION = "contradiction", "Contradicts an entry"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PROPOSED = "proposed", "Proposed"
        DISMISSED = "dismissed", "Dismissed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=300)
    content = models.TextField()
    category = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    source = models.CharField(max_length=12, choices=Source)
    effectiveness = models.FloatField(
        default=0, help_text="Mean of rating ÷ 5 and confidence of what it rests on, 0–1."
    )
    question_key = models.CharField(max_length=64, help_text="sha256 of normalised question and answer: once each.")
    vector = models.BinaryField(help_text="Of the question: float32, unit length.")
    embedding_model = models.CharField(max_length=80)
    # [{"conversation_id", "message_id", "customer_key", "quote", "start", "end", "said_at", "source"}]
    provenance = models.JSONField(default=list)
    customer_count = models.PositiveIntegerField(default=1, help_text="Distinct customers behind it.")
    conversation = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    relation = models.CharField(max_length=14, choices=Relation, default=Relation.NEW)
    relation_note = models.CharField(max_length=300, blank=True)
    related_entry = models.ForeignKey(
        KnowledgeEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    flags = models.JSONField(default=list, blank=True, help_text="Red flags, as in LearningUpdate.")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    learning_update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    said_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CandidateEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "candidate entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "question_key"], name="knowledge_candidate_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "-customer_count"], name="knowledge_candidate_queue"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:candidate_detail", args=[self.pk])
