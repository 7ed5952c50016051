"""People's answers held against entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from knowledge.models.entry import KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.check import EntryCheckQuerySet
from training.models import Conversation, Organization


class ConversationToCheck(models.Model):
    """One row marks a conversation that was analysed since people's answers in it were held against entries.

    Written by a database trigger. A conversation may be marked many times: a mark that waits for an open transaction's
    sake must not be taken for its own.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    objects = models.Manager()

    class Meta:
        verbose_name_plural = "conversations to check"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "id"], name="knowledge_tocheck_by_org"),
        ]

    def __str__(self) -> str:
        """Which conversation."""
        return f"{self.conversation_id}"


class EntryCheck(models.Model):
    """One row is what people answered in one conversation on an entry's matter, held against the text live then."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(KnowledgeEntry, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(KnowledgeVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    customer_key = models.CharField(max_length=32)
    said_at = models.DateTimeField()
    has_conflict = models.BooleanField()
    # [{"entry_value", "said_value", "entry_key", "said_key", "quote", "start", "end"}]; offsets in the quote
    conflicts = models.JSONField(default=list)

    objects = EntryCheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "entry", "conversation"], name="knowledge_check_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "version", "-said_at"], name="knowledge_check_by_version"),
        ]

    def __str__(self) -> str:
        """Which entry, which conversation."""
        return f"{self.entry_id} against {self.conversation_id}"
