"""Analytics' step of the learning cycle."""

from __future__ import annotations

from analytics.services import alerts
from analytics.services.rollups import refresh_rollups as refresh
from training.cycle import StepContext, StepResult


def refresh_rollups(context: StepContext) -> StepResult:
    """Sum the hours and days again whose conversations changed."""
    while True:
        with context.transaction() as tally:
            tally.looked_at = tally.made = refresh(organization=context.organization)
        if not tally.looked_at:
            return StepResult()


def raise_alerts(context: StepContext) -> StepResult:
    """Raise an alert of what is wrong now, and resolve those of what is right again."""
    with context.transaction() as tally:
        tally.looked_at, tally.made = alerts.raise_alerts(organization=context.organization, now=context.started_at)
    return StepResult()
