"""The loop, as lists you can read.

A learning cycle runs these steps in this order, for one organization at a time. Each is a function
`step(context: training.cycle.StepContext) -> training.cycle.StepResult`. `manage.py check` holds that all of them
import.
"""

from __future__ import annotations

from typing import Any

LEARNING_CYCLE_STEPS = [
    "training.steps.analyse_conversations",
    "training.steps.tell_intents",
    "training.steps.ingest_ratings",
    "knowledge.steps.link_citations",
    "knowledge.steps.measure_entries",
    "knowledge.steps.check_entries",
    "knowledge.steps.detect_gaps",
    "knowledge.steps.merge_gaps",
    "knowledge.steps.decide_gap_kinds",
    "knowledge.steps.draft_gap_content",
    "knowledge.steps.extract_candidates",
    "knowledge.steps.tune_agent",
    "knowledge.steps.mine_patterns",
    "knowledge.steps.improve_content",
    "knowledge.steps.watch_canaries",
    "training.steps.approve_by_rule",
    "training.steps.apply_approved_updates",
    "knowledge.steps.embed_missing_versions",
    "knowledge.steps.measure_impact",
    "knowledge.steps.find_insights",
    "analytics.steps.refresh_rollups",
    "analytics.steps.raise_alerts",
]

# How an approved learning update of each kind becomes real. The named module has validate, preview, apply, revert and
# card.
UPDATE_APPLIERS = {
    "knowledge_update": "knowledge.appliers.knowledge_update",
    "model_optimization": "knowledge.appliers.model_optimization",
    "content_improvement": "knowledge.appliers.content_improvement",
    "pattern_recognition": "knowledge.appliers.pattern_recognition",
}

# What beat starts: `task` every `every_seconds`, or at the times of a `crontab` line (minute hour day month weekday in
# UTC).
SCHEDULE: list[dict[str, Any]] = [
    {"name": "Start learning cycles that are due", "task": "training.tasks.run_due_cycles_task", "every_seconds": 10},
    {
        "name": "Take up replays that were left behind",
        "task": "knowledge.tasks.resume_left_replays_task",
        "every_seconds": 60,
    },
    {"name": "Refresh the vectors", "task": "knowledge.tasks.refresh_all_task", "crontab": "10 3 * * 0"},
]

# How the list of conversations is narrowed to what another app counts: parameter of its address, and a function
# `narrow(*, rows, organization, value) -> (rows, the rest of the sentence “The 12 conversations …”)`.
CONVERSATION_FILTERS = {
    "entry": "knowledge.filters.answered_from_entry",
    "contradicts": "knowledge.filters.contradicting_entry",
    "pattern": "knowledge.filters.of_pattern",
    "impact": "knowledge.filters.of_impact",
    "insight": "knowledge.filters.of_insight",
    "asks": "knowledge.filters.asking_frequently",
}
