"""Replays: what knowledge answers as it is and as it would be, through the code that serves Ask and the API."""

from __future__ import annotations

from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark
from knowledge.services.replaying.guarding import (
    BreakReasonMissing,
    BreaksInBulk,
    ReplayMissing,
    guard_approval,
    replay_notes,
)
from knowledge.services.replaying.requesting import (
    ensure_replay,
    is_fresh,
    latest_run,
    replay_now,
    request_golden_run,
    request_replay,
    resume_left_runs,
    run_golden_set_now,
)
from knowledge.services.replaying.running import NothingToReplay, run_replay

__all__ = [
    "BreakReasonMissing",
    "BreaksInBulk",
    "NothingToReplay",
    "ReplayMissing",
    "ensure_replay",
    "golden_mark",
    "guard_approval",
    "is_fresh",
    "knowledge_mark",
    "latest_run",
    "payload_mark",
    "replay_notes",
    "replay_now",
    "request_golden_run",
    "request_replay",
    "resume_left_runs",
    "run_golden_set_now",
    "run_replay",
]
