"""What the agent knows: entries, every version of their text, and the vectors of each version."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from pgvector.django import VectorField

from knowledge.markdown import rough_text
from knowledge.querysets.entry import KnowledgeEntryQuerySet, KnowledgeVersionQuerySet
from knowledge.querysets.performance import CitationQuerySet
from training.models import Conversation, LearningUpdate, Message, Organization


class EmbeddingModel(models.Model):
    """One row is one way to turn text into a vector. Vectors of different models are never compared."""

    key = models.CharField(max_length=80, primary_key=True)
    dimensions = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    def __str__(self) -> str:
        """The key."""
        return self.key


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange("title", "category", "tags", "status", "kind", "current_version", "confirmed_at")
    ),
)
class KnowledgeEntry(models.Model):
    """One row is one thing the agent may tell customers. Its text lives in versions."""

    class Status(models.TextChoices):
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer"
        HANDOFF = "handoff", "Hand-off rule"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_ref = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    category = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.LIVE)
    kind = models.CharField(
        max_length=8,
        choices=Kind,
        default=Kind.ANSWER,
        help_text="A hand-off rule is found like an answer; what it says is why a person answers.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When a person last said that it is right.")
    last_used_at = models.DateTimeField(
        null=True, blank=True, help_text="When a reply or an answer of Ask last cited it."
    )
    drift = models.FloatField(
        null=True, blank=True, help_text="Share of recent human answers on its matter that contradict it, 0–1."
    )
    drift_note = models.CharField(max_length=300, blank=True)
    drift_on = models.DateField(null=True, blank=True, help_text="The day of which its drift is.")
    performance_score = models.FloatField(
        null=True, blank=True, help_text="0.7 × success + 0.3 × rating ÷ 5 over the last 30 days; null: too few."
    )
    scored_on = models.DateField(null=True, blank=True, help_text="The day of which its score is.")
    current_version = models.ForeignKey(
        "KnowledgeVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = KnowledgeEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "knowledge entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="knowledge_entry_ref_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "-updated_at"], name="knowledge_entry_by_status"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:entry_detail", args=[self.pk])


class KnowledgeVersion(models.Model):
    """One row is one text of an entry and when it was live. Never overwritten; only `live_to` is set once."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(KnowledgeEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField()
    asked_as = models.TextField(blank=True, help_text="Other wordings of the question, a line each: found, not shown.")
    kind = models.CharField(
        max_length=8,
        choices=KnowledgeEntry.Kind,
        default=KnowledgeEntry.Kind.ANSWER,
        help_text="The entry's kind while this version was live.",
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("body", weight="B", config="english")
        + SearchVector("asked_as", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    live_from = models.DateTimeField()
    live_to = models.DateTimeField(null=True, blank=True)
    update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="What taught it."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = KnowledgeVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["entry_id", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "entry", "number"], name="knowledge_version_number_once"),
            models.UniqueConstraint(
                fields=["organization", "entry"],
                condition=models.Q(live_to__isnull=True),
                name="knowledge_version_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(live_to__isnull=True) | models.Q(live_to__gte=models.F("live_from")),
                name="knowledge_version_lives_forward",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["organization", "search"], name="knowledge_version_search", fastupdate=False),
            GinIndex(
                fields=["organization", "title"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                name="knowledge_version_title_trgm",
                fastupdate=False,
            ),
            models.Index(
                fields=["organization", "id"], condition=models.Q(live_to__isnull=True), name="knowledge_version_live"
            ),
            models.Index(fields=["organization", "update"], name="knowledge_version_by_update"),
        ]

    def __str__(self) -> str:
        """Title and number."""
        return f"{self.title} (version {self.number})"

    @property
    def opening(self) -> str:
        """How the text begins, without markup."""
        return rough_text(self.body[:400])

    @property
    def asked_lines(self) -> list[str]:
        """The other wordings of the question."""
        return self.asked_as.splitlines()


class Embedding(models.Model):
    """One row is the vector of one version under one embedding model."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(KnowledgeVersion, on_delete=models.CASCADE, related_name="embeddings")
    model = models.ForeignKey(EmbeddingModel, on_delete=models.PROTECT, related_name="+")
    vector = VectorField()

    objects = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "version", "model"], name="knowledge_embedding_once"),
        ]

    def __str__(self) -> str:
        """Which version, which model."""
        return f"{self.version_id} · {self.model_id}"


class Citation(models.Model):
    """One row says: this reply was answered from this version.

    Entry, conversation and its start are filled by the database and kept true by it, so that what an entry did on a day
    is found without reading the rest.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(KnowledgeVersion, on_delete=models.CASCADE, related_name="citations")
    entry = models.ForeignKey(
        KnowledgeEntry, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False, editable=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False, editable=False
    )
    started_at = models.DateTimeField(editable=False, help_text="When the conversation began.")

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "message", "version"], name="knowledge_citation_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "entry", "started_at"], name="knowledge_citation_by_entry"),
            models.Index(fields=["organization", "conversation"], name="knowledge_citation_by_conv"),
        ]

    def __str__(self) -> str:
        """Which message, which version."""
        return f"{self.message_id} cites {self.version_id}"
