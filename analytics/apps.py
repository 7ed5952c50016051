"""Rollups, cards and charts: reads of everything, writes only its own rows."""

from __future__ import annotations

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Rollups, cards and charts: reads of everything, writes only its own rows."""

    name = "analytics"
