"""What customers ask in vain: gaps, and the questions they are made of."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from knowledge.markdown import rough_text
from knowledge.models.entry import KnowledgeEntry
from knowledge.querysets.gap import GapQuestionQuerySet, KnowledgeGapQuerySet
from training.models import Conversation, LearningUpdate, Message, Organization

STATE_OF_UPDATE = {
    "pending": "in_review",
    "approved": "approved",
    "applied": "answered",
    "rejected": "rejected",
    "failed": "failed",
    "expired": "expired",
    "rolled_back": "rolled_back",
}


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange(
            "status", "title", "priority", "learning_update", "reason", "merged_into", "apart_from"
        )
    ),
)
class KnowledgeGap(models.Model):
    """One row is one thing that customers keep asking and the agent keeps failing at."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"
        EXPIRED = "expired", "Expired"
        MERGED = "merged", "Merged"

    class Kind(models.TextChoices):
        MISSING_CONTENT = "missing_content", "Missing content"
        NOT_RETRIEVED = "not_retrieved", "Present but not found"
        STALE = "stale", "Out of date"
        CONTRADICTORY = "contradictory", "Entries disagree"
        DUPLICATE = "duplicate", "Duplicate entries"
        NEEDS_DATA = "needs_data", "Needs data or an action"
        POLICY = "policy", "A person must answer"

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Reason(models.TextChoices):
        NOT_A_GAP = "not_a_gap", "Not a gap"
        OUT_OF_SCOPE = "out_of_scope", "Not for this agent"
        ONE_OFF = "one_off", "A one-off event"
        KNOWN = "known", "Already known"
        OTHER = "other", "Another reason"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=24, choices=Kind, default=Kind.MISSING_CONTENT)
    kind_reason = models.TextField(blank=True, help_text="What the replay showed, in a sentence or two.")
    kind_entry = models.ForeignKey(
        KnowledgeEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="What to mend."
    )
    kind_other_entry = models.ForeignKey(
        KnowledgeEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind_facts = models.JSONField(default=list, blank=True, help_text="The facts that disagree.")
    kind_decided_at = models.DateTimeField(null=True, blank=True)
    kind_question_count = models.PositiveIntegerField(default=0, help_text="Failed questions when it was decided.")
    kind_knowledge_mark = models.CharField(max_length=64, blank=True, help_text="The knowledge it was decided against.")
    is_kind_fixed = models.BooleanField(default=False, help_text="A person chose the kind.")
    named_question_count = models.PositiveIntegerField(default=0, help_text="Failed questions when it got its title.")
    is_title_fixed = models.BooleanField(default=False, help_text="A person gave the title.")
    is_made_by_hand = models.BooleanField(
        default=False, help_text="A person split it off or put it together; the machine keeps it."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged_gaps",
        help_text="Where its questions go now; its centre goes on attracting them.",
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    apart_from = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Gaps that a person parted it from."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    centroid = models.BinaryField(help_text="Mean of its failed questions' vectors: float32, unit length.")
    embedding_model = models.CharField(max_length=80)
    reach = models.FloatField(default=0.75, help_text="Least similarity to the centre that makes a question its own.")
    # Recounted by every cycle from the questions of the organization's window.
    frequency = models.PositiveIntegerField(default=0, help_text="Distinct customers who asked in vain.")
    question_count = models.PositiveIntegerField(default=0, help_text="Failed questions.")
    answered_well_count = models.PositiveIntegerField(default=0, help_text="Questions on its topic that went well.")
    ticket_count = models.PositiveIntegerField(default=0, help_text="All that a customer asks on one day is a ticket.")
    failed_ticket_count = models.PositiveIntegerField(default=0, help_text="Tickets with a failed question.")
    rated_count = models.PositiveIntegerField(default=0, help_text="How many of all these carry a real rating.")
    cohesion = models.FloatField(default=0, help_text="Mean similarity of its failed questions to their centre, 0–1.")
    impact = models.FloatField(default=0)
    score = models.FloatField(default=0, help_text="frequency × impact")
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.LOW)
    # Expected saving in a month, in the organization's currency, with its 95 % interval.
    saving = models.FloatField(default=0)
    saving_low = models.FloatField(default=0)
    saving_high = models.FloatField(default=0)
    is_count_due = models.BooleanField(default=False, help_text="A question of it changed since it was counted.")
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    first_asked_at = models.DateTimeField()
    last_asked_at = models.DateTimeField()
    # The draft, and what it rests on: [{"text", "message_id", "conversation_id", "start", "end"}].
    suggested_title = models.CharField(max_length=300, blank=True)
    suggested_content = models.TextField(blank=True)
    suggestion_sources = models.JSONField(default=list, blank=True)
    suggested_asked_as = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, help_text="Other wordings of the question."
    )
    # What accepting proposes: {"action", "entry_kind", "entry_id", "version_id", "other_entry_id", "other_version_id"}.
    suggested_fix = models.JSONField(default=dict, blank=True)
    suggestion_note = models.CharField(max_length=300, blank=True)
    suggestion_engine = models.CharField(max_length=120, blank=True)
    drafted_question_count = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=14, choices=Reason, blank=True)
    reason = models.TextField(blank=True)
    customers_when_dismissed = models.PositiveIntegerField(
        default=0, help_text="Distinct customers who had ever asked it in vain."
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True, help_text="Why it is open again.")
    expired_at = models.DateTimeField(null=True, blank=True)
    learning_update = models.ForeignKey(
        LearningUpdate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_count = models.PositiveIntegerField(
        default=0, help_text="How many of its questions, asked again after the update, cite the new entry."
    )
    asked_again_count = models.PositiveIntegerField(default=0)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = KnowledgeGapQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "expired", "merged"], decided_at__isnull=True)
                | models.Q(status__in=["accepted", "dismissed"], decided_at__isnull=False),
                name="knowledge_gap_decided_iff_dated",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="dismissed") | ~models.Q(reason_code=""),
                name="knowledge_gap_dismissed_with_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "status", "-saving"], name="knowledge_gap_queue"),
            models.Index(
                fields=["organization", "id"], condition=models.Q(is_count_due=True), name="knowledge_gap_to_count"
            ),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:gap_detail", args=[self.pk])

    @property
    def state(self) -> str:
        """Where it stands, the update made of it included: open, in_review, approved, answered, rejected, …."""
        if self.status != self.Status.ACCEPTED:
            return self.status
        return STATE_OF_UPDATE.get(self.learning_update.status if self.learning_update else "", "accepted")

    @property
    def get_state_display(self) -> str:
        """The state in words."""
        words = self.state.replace("_", " ").capitalize()
        if self.state == "answered" and 2 * self.answered_count < self.asked_again_count:
            return "Partly answered"
        return "Update rejected" if self.state == "rejected" else words

    @property
    def draft_words(self) -> str:
        """The draft without its markup, for a line of a list."""
        return rough_text(self.suggested_content)

    @property
    def asked_count(self) -> int:
        """All questions of its topic in the window, failed or not."""
        return self.question_count + self.answered_well_count

    @property
    def judged_count(self) -> int:
        """How many of them carry no real rating."""
        return self.asked_count - self.rated_count

    @property
    def can_undo(self) -> bool:
        """Whether a manager may open it again: decided, and its update neither approved nor applied."""
        return self.status not in (self.Status.OPEN, self.Status.MERGED) and self.state not in ("approved", "answered")

    @property
    def is_movable(self) -> bool:
        """Whether the machine may merge it into an older one: open, and no person has put anything right about it."""
        return self.status == self.Status.OPEN and not (
            self.is_made_by_hand or self.is_title_fixed or self.is_kind_fixed or self.returned_at
        )


@pghistory.track(
    pghistory.UpdateEvent(
        # What a person moved; where the machine puts its questions is no history.
        condition=pgtrigger.Q(old__is_pinned__df=pgtrigger.F("new__is_pinned"))
        | pgtrigger.Q(new__is_pinned=True, old__gap__df=pgtrigger.F("new__gap")),
    ),
    fields=["organization", "gap", "text", "is_pinned"],
    model_name="GapQuestionEvent",
)
class GapQuestion(models.Model):
    """One row is what one analysed conversation was about, and whether it failed.

    `gap` says which gap it is near; null while it is near none. The failed ones are a gap's evidence; the others tell
    how often the topic goes well. The row outlives its conversation.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    gap = models.ForeignKey(KnowledgeGap, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions")
    origin = models.ForeignKey(
        KnowledgeGap,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="The gap that drew it; it may have been merged into `gap` since.",
    )
    text = models.TextField()
    snapshot = models.TextField(blank=True, help_text="The whole message of a failed question, scrubbed, as it was.")
    is_new = models.BooleanField(default=True, help_text="No gap was sought for it yet.")
    is_failed = models.BooleanField()
    is_pinned = models.BooleanField(default=False, help_text="A person said where it belongs; the machine keeps it.")
    customer_key = models.CharField(max_length=32)
    channel = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    rating = models.FloatField(help_text="Given, or judged by the engine where none was given.")
    is_rating_judged = models.BooleanField(default=True)
    vector = models.BinaryField(help_text="float32, unit length")
    embedding_model = models.CharField(max_length=80)
    topics = ArrayField(
        models.CharField(max_length=80),
        null=True,
        blank=True,
        help_text="Keys of the centres that reach it, where effects are measured; whether it failed is no matter. "
        "Null: nobody has looked yet.",
    )
    pattern = models.ForeignKey(
        "QuestionPattern", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions", db_index=False
    )
    is_pattern_sought = models.BooleanField(
        default=False, db_default=False, help_text="A pattern was sought for it, found or not."
    )

    objects = GapQuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "conversation"], name="knowledge_gapquestion_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "gap", "-asked_at"], name="knowledge_gapquestion_by_gap"),
            models.Index(fields=["organization", "-asked_at"], name="knowledge_gapquestion_by_time"),
            models.Index(
                fields=["organization", "asked_at"],
                condition=models.Q(gap__isnull=True, is_pinned=False),
                name="knowledge_gapquestion_loose",
            ),
            models.Index(
                fields=["organization", "id"], condition=models.Q(is_new=True), name="knowledge_gapquestion_new"
            ),
            models.Index(
                fields=["organization", "pattern", "-asked_at"],
                condition=models.Q(pattern__isnull=False),
                name="knowledge_question_by_pattern",
            ),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(is_pattern_sought=False),
                name="knowledge_question_to_place",
            ),
        ]

    def __str__(self) -> str:
        """The question."""
        return self.text


class ChangedConversation(models.Model):
    """One row says that a conversation was analysed, or changed since: what it asks is to be noted (anew).

    The database writes it, whoever changes the conversation; the cycle takes it away with what it notes.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    conversation_id = models.BigIntegerField(help_text="It may be gone by now.")

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "id"], name="knowledge_changed_in_order"),
        ]

    def __str__(self) -> str:
        """Which conversation."""
        return f"Conversation {self.conversation_id} changed"


class GapUpkeep(models.Model):
    """One row remembers, for one organization, over what its gaps were counted and when they were last merged."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="+")
    counted_since = models.DateTimeField(null=True, blank=True)
    counted_days = models.PositiveIntegerField(default=0)
    counted_cost = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    merged_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    def __str__(self) -> str:
        """When the last merge was."""
        return f"Last merged: {self.merged_at or 'never'}"
