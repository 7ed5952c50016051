"""Opens and ends the measurement of what an update does. It is read by a step of the learning cycle."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from training.appliers import ImpactTarget
from training.impact import Plan, Verdict
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate
from training.querysets.conversation import today_of


@transaction.atomic
def open_measurement(
    *, update: LearningUpdate, target: ImpactTarget | None, now: datetime, plan: Plan | None = None
) -> ImpactMeasurement | None:
    """Open the measurement of an update that was just applied; None where there is nothing to measure it on.

    An update that was rolled back and is applied again is measured anew: the life it had before is kept in `earlier`,
    with what was said of it, and goes on counting as a change of its topics for the others.
    """
    if target is None or (target.design == ImpactMeasurement.Design.TOPICS and not target.topics):
        return None
    plan = plan or Plan()
    before = ImpactMeasurement.objects.select_for_update(of=("self",)).filter(update=update).first()
    applied_on = today_of(update.organization, now)
    if before is not None and before.ended_on is None:
        return before
    measurement = before or ImpactMeasurement(organization=update.organization, update=update)
    if before is not None and before.ended_on is not None:
        measurement.earlier = [
            *before.earlier,
            {
                "applied_on": before.applied_on.isoformat(),
                "ended_on": before.ended_on.isoformat(),
                "verdict": before.verdict,
            },
        ]
    measurement.design, measurement.share, measurement.salt = target.design, target.share, target.salt
    measurement.metrics = list(target.metrics or ImpactReading.Metric.values)
    measurement.topics, measurement.forecast = sorted(set(target.topics)), target.forecast
    measurement.evidence_from = min(_evidence_from(update), applied_on)
    measurement.applied_on, measurement.ended_on, measurement.closed_at = applied_on, None, None
    measurement.before_days, measurement.after_days = plan.before_days, plan.after_days
    measurement.fewest, measurement.mixture_variances = plan.fewest, None
    measurement.verdict, measurement.reason = Verdict.TOO_EARLY.value, "It was applied today."
    measurement.decided_on = measurement.read_on = None
    measurement.save()
    return measurement


@transaction.atomic
def end_measurement(*, update: LearningUpdate, now: datetime) -> None:
    """Say that an update is not live any more; the days it was live are read once more, then the measurement closes."""
    open_ones = ImpactMeasurement.objects.select_for_update(of=("self",)).filter(update=update, ended_on__isnull=True)
    for measurement in open_ones:
        measurement.ended_on = max(today_of(update.organization, now), measurement.applied_on)
        measurement.read_on = None if measurement.is_open else measurement.read_on
        measurement.save(update_fields=["ended_on", "read_on", "updated_at"])


def _evidence_from(update: LearningUpdate) -> date:
    """The first day of the window whose failures led to the update: the organization's, up to its proposal.

    Older pieces of evidence are no matter: it was picked for what failed in the window.
    """
    organization = update.organization
    return today_of(organization, update.created_at - timedelta(days=organization.gap_window_days))
