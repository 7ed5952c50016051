"""Candidate entries: what went well and could be taught."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from knowledge.highlighting import cut
from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.candidate import CandidateEntryQuerySet
from training.models import Conversation, LearningUpdate, Message, Organization


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("status", "reason", "learning_update")),
    fields=["id", "organization", "title", "status", "reason", "learning_update", "decided_by"],
    model_name="CandidateEntryEvent",
)
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
    question_vector = models.BinaryField(help_text="By the bundled embedding: float32, unit length.")
    answer_vector = models.BinaryField(help_text="The same of the content.")
    customer_count = models.PositiveIntegerField(default=1, help_text="Distinct customers behind it.")
    relation = models.CharField(max_length=14, choices=Relation, default=Relation.NEW)
    relation_note = models.CharField(max_length=300, blank=True)
    related_entry = models.ForeignKey(
        KnowledgeEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    compared_mark = models.CharField(
        max_length=64, blank=True, help_text="The state of knowledge it was last compared with."
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
            models.Index(fields=["organization", "-said_at", "-id"], name="knowledge_candidate_recent"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:candidate_detail", args=[self.pk])

    @property
    def is_compared(self) -> bool:
        """Whether it was compared with the knowledge at all."""
        return bool(self.compared_mark)


class CandidateSource(models.Model):
    """One row is one message that a candidate rests on: a copy of its words, kept whatever happens to it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    candidate = models.ForeignKey(CandidateEntry, on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(max_length=12, choices=CandidateEntry.Source)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    customer_key = models.CharField(max_length=64, blank=True)
    question = models.TextField()
    quote = models.TextField(help_text="The whole message; an edited reply as it was edited.")
    spans = models.JSONField(default=list, help_text="[[start, end], …]: what of the quote was taken over.")
    effectiveness = models.FloatField()
    said_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "message", "source"], name="knowledge_candidate_source_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "conversation"], name="knowledge_candidate_by_conv"),
        ]

    def __str__(self) -> str:
        """How the quote begins."""
        return self.quote[:60]

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The quote in pieces, each with whether it was taken over."""
        return cut(self.quote, self.spans)
