"""System checks: every listed cycle step, update applier, scheduled task and filter imports and can be called."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

APPLIER_ROOMS = ("validate", "preview", "apply", "revert", "card")


@register()
def check_learning_lists(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name each entry of the lists in config/settings/learning.py that does not import."""
    wanted = list(settings.LEARNING_CYCLE_STEPS)
    wanted += [f"{module}.{room}" for module in settings.UPDATE_APPLIERS.values() for room in APPLIER_ROOMS]
    wanted += [line["task"] for line in settings.SCHEDULE]
    wanted += settings.CONVERSATION_FILTERS.values()
    errors: list[CheckMessage] = []
    for path in wanted:
        try:
            if callable(import_string(path)):
                continue
            problem = "is no function"
        except ImportError as exc:
            problem = f"does not import: {exc}"
        errors.append(
            Error(
                f"“{path}” in config/settings/learning.py {problem}.", id="training.E001", hint="Fix the dotted path."
            )
        )
    return errors
