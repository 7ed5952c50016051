"""The composition root as an app, so that its management commands are found; and the admin site for owners."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Commands that start or fill the whole house: up, load_demo, evaluate, bench."""

    name = "config"
    verbose_name = "Romashka"

    def ready(self) -> None:
        """Make the Celery app the current one, so that commands and views send tasks to the broker of the settings."""
        from config import celery  # noqa: F401 - the import is the purpose


class OwnerAdminConfig(AdminConfig):
    """Django's admin, opened by an organization's owners only."""

    default_site = "config.admin_site.OwnerAdminSite"
