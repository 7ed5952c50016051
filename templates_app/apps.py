"""Response templates; its tables come with the work that first writes them."""

from __future__ import annotations

from django.apps import AppConfig


class TemplatesAppConfig(AppConfig):
    """Response templates; its tables come with the work that first writes them."""

    name = "templates_app"
