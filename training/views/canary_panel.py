"""How the customers fare who have an update first: the panel of its page, and the export of the queue's canaries."""

from __future__ import annotations

from typing import Any

from training.canaries import FEWEST
from training.models import Canary, LearningUpdate

LABELS = {"handoff": "Handed off to a person", "csat": "Rated 4 or 5"}
_PARTS = ("hits_with", "size_with", "hits_without", "size_without", "effect", "low", "high")
HEADER = [
    "update", "kind", "title", "share", "started_at", "planned_size", "read_at",
    *(f"{name}_{part}" for name in LABELS for part in _PARTS),
]  # fmt: skip


def canary_panel(update: LearningUpdate) -> dict[str, Any] | None:
    """What the panel shows of an update's last canary; None where it never was one. One SQL query.

    Rates and intervals are in percent and points.
    """
    canary = update.canaries.select_related("ended_by").order_by("-id").first()
    if canary is None:
        return None
    done = canary.figures.get("handoff", {}).get("size_with", 0)
    return {
        "row": canary,
        "percent": round(100 * canary.share),
        "lines": [_line(label, canary.figures[name]) for name, label in LABELS.items() if name in canary.figures],
        "done": done,
        "fewest": FEWEST,
        "outcome": Canary.Outcome(canary.outcome).label,
    }


def _line(label: str, figures: dict[str, Any]) -> dict[str, Any]:
    def rate(part: str) -> float | None:
        size = figures[f"size_{part}"]
        return 100 * figures[f"hits_{part}"] / size if size else None

    shown = {name: None if figures[name] is None else 100 * figures[name] for name in ("effect", "low", "high")}
    return {"label": label, **figures, "rate_with": rate("with"), "rate_without": rate("without"), **shown}


def csv_line(row: Canary) -> list[object]:
    """One canary of the export, with the last look at its guardrail; rates and intervals are parts of 1."""
    line: list[object] = [
        row.update_id, row.update.kind, row.update.title, row.share, row.started_at.isoformat(), row.planned_size,
        row.read_at.isoformat() if row.read_at else "",
    ]  # fmt: skip
    for name in LABELS:
        figures = row.figures.get(name, {})
        line += [figures.get(part) for part in _PARTS]
    return line
