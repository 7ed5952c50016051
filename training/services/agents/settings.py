"""What may be set of the agent, and how a version with other settings is numbered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from training.errors import DomainError
from training.models import AgentVersion

_FIELDS: dict[str, Any] = {name: AgentVersion._meta.get_field(name) for name in AgentVersion.SETTINGS}
LABELS: dict[str, str] = {name: field.verbose_name for name, field in _FIELDS.items()}
_LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "context_size": (1, 20),
    "handoff_confidence": (0, 1),
}
_LONGEST: dict[str, int] = {name: field.max_length for name, field in _FIELDS.items() if field.max_length}


class AgentSettingsInvalid(DomainError):
    """A setting cannot be used."""


def clean_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept.

    Raises:
        AgentSettingsInvalid: one is not known, of the wrong kind or out of its range.
    """
    cleaned: dict[str, Any] = {}
    for name, value in changes.items():
        if name in _LONGEST:
            text = value.strip() if isinstance(value, str) else None
            if text is None or len(text) > _LONGEST[name] or (name == "system_prompt" and not text):
                raise AgentSettingsInvalid(f"The {LABELS[name]} must be text of at most {_LONGEST[name]:,} characters.")
            cleaned[name] = text
        elif name in _LIMITS:
            low, high = _LIMITS[name]
            is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            if not is_number or not low <= value <= high or (name == "context_size" and value != int(value)):
                raise AgentSettingsInvalid(f"“{LABELS[name]}” must be a number from {low:g} to {high:g}.")
            cleaned[name] = int(value) if name == "context_size" else round(float(value), 4)
        else:
            raise AgentSettingsInvalid(f"The agent has no setting “{name}”.")
    return cleaned


def real_changes(version: AgentVersion, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of the wanted settings those that `version` has otherwise."""
    return {name: value for name, value in wanted.items() if version.chosen[name] != value}


def next_number(highest: tuple[int, int, int], changed: Iterable[str]) -> tuple[int, int, int]:
    """The number of a version that changes these settings: another model is major, other instructions minor."""
    major, minor, patch = highest
    if "model" in changed:
        return major + 1, 0, 0
    if "system_prompt" in changed:
        return major, minor + 1, 0
    return major, minor, patch + 1


def listed(names: Iterable[str]) -> str:
    """The names of some settings in a sentence."""
    return " and ".join(f"“{LABELS[name]}”" for name in names)
