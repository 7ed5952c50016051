"""Raises alerts and lets them rest: what is wrong has one alert, what is right again has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.cards import rows_url
from analytics.models import Alert, DailyRollup
from analytics.querysets.rollup import Period
from knowledge.models import KnowledgeGap
from training.errors import DomainError
from training.impact import Verdict
from training.metrics import RATES, rate
from training.models import Canary, ImpactMeasurement, LearningUpdate, Organization, User
from training.querysets.conversation import today_of

DAYS = 7  # of which a number is held against its bound
DAYS_TAKEN_BACK = 14  # so long an alert says that an update was taken back by itself
FEWEST = 20  # conversations below which a number raises nothing
MOST_GAPS = 20  # alerts of gaps at one time, what costs most first
Status, Severity = Alert.Status, Alert.Severity


class AlertResolved(DomainError):
    """There is nothing to acknowledge any more."""


class AlertNotAcknowledged(DomainError):
    """Nobody has acknowledged it."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A number that must not go beyond a bound (DESIGN, section 5)."""

    key: str
    label: str
    is_floor: bool
    bound: float
    value: Callable[[dict[str, Any], int], float | None]
    counted: str  # what its address lists
    unit: str = "%"

    def is_broken(self, value: float) -> bool:
        """Whether a value is beyond it."""
        return value < self.bound if self.is_floor else value > self.bound

    def shown(self, value: float) -> str:
        """A value as it is read."""
        return f"{100 * value:.1f} %" if self.unit == "%" else f"{value:.2f}"


def _rate(key: str, bound: float, *, is_floor: bool = True) -> Bound:
    metric = RATES[key]
    return Bound(
        key=key,
        label=metric.label,
        is_floor=is_floor,
        bound=bound,
        value=lambda totals, fewest: rate(
            numerator=totals[metric.numerator], denominator=totals[metric.denominator], minimum_n=fewest
        ),
        counted=metric.denominator,
    )


BOUNDS = (
    _rate("success", 0.60),
    _rate("containment", 0.80),
    _rate("handoff", 0.40, is_floor=False),
    Bound(
        key="satisfaction",
        label="Mean rating",
        is_floor=True,
        bound=3.5,
        value=lambda totals, fewest: totals["rating_sum"] / totals["rated"] if totals["rated"] >= fewest else None,
        counted="rated",
        unit="",
    ),
)


def raise_alerts(*, organization: Organization, now: datetime) -> tuple[int, int]:
    """Hold everything against what is wrong now: raise what is new, resolve what is right again.

    Returns how many causes were looked at and how many alerts were raised. Needs a transaction; seven SQL queries and
    one for each alert that changes its state.
    """
    wanted = [
        *_hurting(organization, now),
        *_taken_back(organization, now),
        *_gaps(organization, now),
        *_out_of_bounds(organization, now),
    ]
    known = {
        alert.key: alert
        for alert in Alert.objects.for_organization(organization).unresolved().order_by("id").select_for_update()
    }
    made = [alert for alert in wanted if alert.key not in known]
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    for alert in wanted:
        before = known.get(alert.key)
        if before and (before.title, before.text) != (alert.title, alert.text):
            before.title, before.text, before.address = alert.title, alert.text, alert.address
            before.save(update_fields=["title", "text", "address", "updated_at"])
    gone = known.keys() - {alert.key for alert in wanted}
    for key in sorted(gone):
        alert = known[key]
        alert.status, alert.resolved_at = Status.RESOLVED, now
        alert.save(update_fields=["status", "resolved_at", "updated_at"])
    return len(wanted) + len(BOUNDS), len(made)


def _hurting(organization: Organization, now: datetime) -> list[Alert]:
    """Applied updates whose verdict is that they hurt."""
    found = (
        ImpactMeasurement.objects.for_organization(organization)
        .filter(verdict=Verdict.HURT.value, ended_on__isnull=True, update__status=LearningUpdate.Status.APPLIED)
        .select_related("update")
        .order_by("id")
    )
    return [
        Alert(
            organization=organization,
            kind=Alert.Kind.HURT_UPDATE,
            severity=Severity.HIGH,
            key=f"hurt:{one.pk}:{one.applied_on.isoformat()}",
            title=f"“{one.update}” hurts"[:300],
            text=f"Applied on {one.applied_on:%-d %B %Y}. {_worse(one)} Rolling it back serves what was served before.",
            address=one.get_absolute_url(),
            update=one.update,
            raised_at=now,
        )
        for one in found
    ]


def _worse(measurement: ImpactMeasurement) -> str:
    """What the verdict rests on, in a sentence."""
    if measurement.design == ImpactMeasurement.Design.SPLIT:
        return "Customers who are served with it fare worse than the others over the same days."
    return "Its questions go worse since, beyond what happened to others."


def _taken_back(organization: Organization, now: datetime) -> list[Alert]:
    """Updates that were taken back by themselves of late, and that nobody has put back into the queue since."""
    found = (
        Canary.objects.for_organization(organization)
        .filter(
            outcome=Canary.Outcome.WORSE,
            ended_at__gte=now - timedelta(days=DAYS_TAKEN_BACK),
            update__status=LearningUpdate.Status.ROLLED_BACK,
        )
        .select_related("update")
        .order_by("id")
    )
    return [
        Alert(
            organization=organization,
            kind=Alert.Kind.HURT_UPDATE,
            severity=Severity.MEDIUM,
            key=f"canary:{one.pk}",
            title=f"“{one.update}” was taken back"[:300],
            text=one.update.error,
            address=one.get_absolute_url(),
            update=one.update,
            raised_at=now,
        )
        for one in found
    ]


def _gaps(organization: Organization, now: datetime) -> list[Alert]:
    """Open gaps of high priority."""
    gaps = (
        KnowledgeGap.objects.for_organization(organization)
        .worth_showing(organization)
        .undecided()
        .filter(priority=KnowledgeGap.Priority.HIGH)
        .order_by("-saving", "-score", "id")[:MOST_GAPS]
    )
    return [
        Alert(
            organization=organization,
            kind=Alert.Kind.GAP,
            severity=Severity.MEDIUM,
            key=f"gap:{gap.pk}",
            title=f"Customers ask in vain: {gap}"[:300],
            text="A gap of high priority waits for a decision.",
            address=gap.get_absolute_url(),
            raised_at=now,
        )
        for gap in gaps
    ]


def _out_of_bounds(organization: Organization, now: datetime) -> list[Alert]:
    """Numbers of the last days that are beyond their bounds."""
    period = Period.ending(today_of(organization, now), days=DAYS)
    totals = DailyRollup.objects.for_organization(organization).within(period).totals_with_ratings()
    found = []
    for bound in BOUNDS:
        value = bound.value(totals, max(organization.min_rate_n, FEWEST))
        if value is None or not bound.is_broken(value):
            continue
        side = "below" if bound.is_floor else "above"
        found.append(
            Alert(
                organization=organization,
                kind=Alert.Kind.THRESHOLD,
                severity=Severity.MEDIUM,
                key=f"threshold:{bound.key}",
                title=f"{bound.label} is {side} {bound.shown(bound.bound)}",
                text=f"{bound.shown(value)} over the last {DAYS} days.",
                address=rows_url(count=bound.counted, first=period.first, last=period.last),
                raised_at=now,
            )
        )
    return found


@transaction.atomic
def acknowledge_alert(*, alert_id: int, person: User) -> Alert:
    """Say that somebody looks after it; it stays until what it is about is right again.

    Raises:
        AlertResolved: it is right again already.
    """
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
    if alert.status == Status.RESOLVED:
        raise AlertResolved(f"“{alert}” is resolved already.")
    if alert.status == Status.OPEN:
        alert.status, alert.acknowledged_by, alert.acknowledged_at = Status.ACKNOWLEDGED, person, timezone.now()
        alert.save()
    return alert


@transaction.atomic
def undo_acknowledgement(*, alert_id: int) -> Alert:
    """Open an acknowledged alert again.

    Raises:
        AlertNotAcknowledged: it is open, or resolved.
    """
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
    if alert.status != Status.ACKNOWLEDGED:
        raise AlertNotAcknowledged(f"“{alert}” is {alert.get_status_display().lower()}; there is nothing to undo.")
    alert.status, alert.acknowledged_by, alert.acknowledged_at = Status.OPEN, None, None
    alert.save()
    return alert
