"""Uploaded files of entries, from the preview to the decision."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse

from training.models import Organization


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("status")), exclude=["rows"]
)
class EntryImport(models.Model):
    """One row is one uploaded file of entries: what it would change, and what became of it.

    `rows` hold scrubbed text only, one object for each entry of the file, and no text any more once it is decided.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Imported"
        DISCARDED = "discarded", "Discarded"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    rows = models.JSONField(default=list)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0, help_text="Of the added and changed, those with red flags.")
    scrubbed = models.PositiveIntegerField(default=0, help_text="Pieces of personal data that were taken out.")
    has_seen_flags = models.BooleanField(default=False, help_text="The person ticked to have seen the red flags.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-created_at"], name="knowledge_import_by_time"),
        ]

    def __str__(self) -> str:
        """The file's name."""
        return self.file_name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("knowledge:import_detail", args=[self.pk])
