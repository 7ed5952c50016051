"""The composition root as an app, so that its management commands are found; and the admin site for owners."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Commands that start or fill the whole house: up, load_demo, evaluate, bench."""

    name = "config"
    verbose_name = "Romashka"


class OwnerAdminConfig(AdminConfig):
    """Django's admin, opened by an organization's owners only."""

    default_site = "config.admin_site.OwnerAdminSite"
