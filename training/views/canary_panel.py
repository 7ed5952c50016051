"""The panel of an update's page that says how the customers fare who have it first."""

from __future__ import annotations

from typing import Any

from training.canaries import FEWEST
from training.models import Canary, LearningUpdate

LABELS = {"handoff": "Handed off to a person", "csat": "Rated 4 or 5"}


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
