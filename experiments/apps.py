"""Experiments; its tables come with the work that first writes them."""

from __future__ import annotations

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Experiments; its tables come with the work that first writes them."""

    name = "experiments"
