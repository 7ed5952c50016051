"""Knowledge's rows in Django's admin, read-only."""

from __future__ import annotations

from django.contrib import admin

from knowledge import models
from training.admin import ReadOnlyAdmin


@admin.register(models.KnowledgeEntry)
class KnowledgeEntryAdmin(ReadOnlyAdmin):
    """Entries; the knowledge pages change them."""

    list_display = ("__str__", "category", "status", "updated_at")


@admin.register(models.KnowledgeVersion)
class KnowledgeVersionAdmin(ReadOnlyAdmin):
    """Versions."""

    list_display = ("__str__", "live_from", "live_to", "author")
    exclude = ("search",)


@admin.register(models.KnowledgeGap)
class KnowledgeGapAdmin(ReadOnlyAdmin):
    """Gaps; the gap pages decide them."""

    list_display = ("__str__", "status", "priority", "frequency", "score")
    exclude = ("centroid",)
