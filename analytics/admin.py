"""Rollups in Django's admin, read-only."""

from __future__ import annotations

from django.contrib import admin

from analytics import models
from training.admin import ReadOnlyAdmin


@admin.register(models.DailyRollup)
class DailyRollupAdmin(ReadOnlyAdmin):
    """Daily sums."""

    list_display = ("__str__", "conversations", "succeeded", "handed_off")
