"""Golden questions, and replays: what knowledge answers as it is and as it would be."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse

from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.replay import GoldenQuestionQuerySet, ReplayResultQuerySet, ReplayRunQuerySet
from training.models import Conversation, LearningUpdate, Message, Organization


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GoldenQuestion(models.Model):
    """One row is a question whose right answer a person confirmed. A change of knowledge must not break it."""

    class Source(models.TextChoices):
        CONVERSATION = "conversation", "A conversation"
        ASK = "ask", "Ask"
        CSV = "csv", "A file"
        HAND = "hand", "By hand"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    question = models.TextField()
    question_key = models.CharField(max_length=64, help_text="sha256 of the normalised question.")
    expected_answer = models.TextField(blank=True, help_text="What the person confirmed; its facts must be answered.")
    expects_handoff = models.BooleanField(default=False, help_text="Right is: a person answers.")
    entry = models.ForeignKey(
        KnowledgeEntry,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The entry that answers it; null: whichever.",
    )
    source = models.CharField(max_length=12, choices=Source)
    conversation = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GoldenQuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "question_key"], name="knowledge_golden_once"),
            models.CheckConstraint(
                condition=models.Q(expects_handoff=True)
                | ~models.Q(expected_answer="")
                | models.Q(entry__isnull=False)
                | models.Q(is_active=False),
                name="knowledge_golden_expects_something",
            ),
        ]

    def __str__(self) -> str:
        """The question."""
        return self.question


class ReplayRun(models.Model):
    """One row is one replay: of an update, or (update null) of the whole golden set against the live knowledge."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="replay_runs"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    knowledge_mark = models.CharField(max_length=64, blank=True, help_text="The live knowledge it was run against.")
    payload_mark = models.CharField(max_length=64, blank=True, help_text="sha256 of what the update would change.")
    golden_mark = models.CharField(max_length=64, blank=True, help_text="The golden set it was run with.")
    question_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    fixes = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)
    breaks = models.PositiveIntegerField(default=0)
    golden_breaks = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    engine = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whoever runs it writes only under the epoch it knows; who takes a dead one over raises it.
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="Until then whoever runs it is thought alive.")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReplayRunQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "update", "-id"], name="knowledge_replay_by_update"),
        ]

    def __str__(self) -> str:
        """What it found."""
        if self.update_id is None:
            return f"right {self.question_count - self.breaks} · wrong {self.breaks}"
        return f"fixes {self.fixes} · changes {self.changes} · breaks {self.breaks}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:replay_detail", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or runs."""
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def share_done(self) -> int:
        """How far it is, in percent."""
        return 100 * self.done_count // self.question_count if self.question_count else 0


class ReplayResult(models.Model):
    """One row is one question of a replay with both answers.

    Each is `{"text", "is_handoff", "confidence", "reason", "unsent_text", "citations": [{"entry_id", "version_id",
    "title"}]}`. Of a run of the golden set `before` is what was expected.
    """

    class Source(models.TextChoices):
        EVIDENCE = "evidence", "Evidence"
        GOLDEN = "golden", "Golden question"
        NEIGHBOUR = "neighbour", "Neighbour"

    class Outcome(models.TextChoices):
        FIXES = "fixes", "Fixes"
        CHANGES = "changes", "Changes"
        BREAKS = "breaks", "Breaks"
        SAME = "same", "Same"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(ReplayRun, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    question = models.TextField()
    golden = models.ForeignKey(GoldenQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    conversation = models.ForeignKey(Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it counts as that.")

    objects = ReplayResultQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["run_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "run", "position"], name="knowledge_replayresult_once"),
        ]

    def __str__(self) -> str:
        """The question and what became of it."""
        return f"{self.question} · {self.outcome}"
