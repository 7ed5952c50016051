"""The ground floor: organizations, conversations, engines, the learning cycle and its updates."""

from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Imports no other app of the house."""

    name = "training"

    def ready(self) -> None:
        """Register the system checks."""
        from training import checks  # noqa: F401 - registering is the import's purpose
