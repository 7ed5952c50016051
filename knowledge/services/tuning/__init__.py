"""The agent's settings held against what is measured: once a day, with a proposal where the figures call for one."""

from __future__ import annotations

from knowledge.services.tuning.keeping import keep_look
from knowledge.services.tuning.looking import Look, look_at_agent
from knowledge.services.tuning.settling import is_trial_won, settle_trial
from knowledge.services.tuning.trying import try_settings

__all__ = ["Look", "is_trial_won", "keep_look", "look_at_agent", "settle_trial", "try_settings"]
