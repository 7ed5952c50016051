"""The agent: what may be set of it, which version serves whom, and how versions come and go."""

from __future__ import annotations

from training.services.agents.serving import (
    TrialRunning,
    active_version,
    hold_no_trial,
    live_deployments,
    running_trial,
    served_by,
    version_for,
)
from training.services.agents.settings import LABELS, AgentSettingsInvalid, clean_changes, real_changes
from training.services.agents.versions import (
    HALF,
    AgentChangedMeanwhile,
    LaterAgentVersion,
    NothingChanges,
    UpdateOwnsVersion,
    activate_version,
    apply_to_agent,
    change_agent,
    ensure_first_version,
    hold_expected,
    lock_agent,
    roll_back_version,
    serve_all,
    take_back_from_agent,
)

__all__ = [
    "HALF",
    "LABELS",
    "AgentChangedMeanwhile",
    "AgentSettingsInvalid",
    "LaterAgentVersion",
    "NothingChanges",
    "TrialRunning",
    "UpdateOwnsVersion",
    "activate_version",
    "active_version",
    "apply_to_agent",
    "change_agent",
    "clean_changes",
    "ensure_first_version",
    "hold_expected",
    "hold_no_trial",
    "live_deployments",
    "lock_agent",
    "real_changes",
    "roll_back_version",
    "running_trial",
    "serve_all",
    "served_by",
    "take_back_from_agent",
    "version_for",
]
