"""Entries, their versions and search, the gaps between what is asked and what is known."""

from __future__ import annotations

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Entries, their versions and search, the gaps between what is asked and what is known."""

    name = "knowledge"
