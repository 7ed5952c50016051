"""An applied update opens the measurement of what it does; rolled back it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.knowledge.factories import entry_with
from tests.knowledge.replays import applied, approved, replayed, update_with
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.appliers import ImpactTarget
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate, UpdateEvidence
from training.querysets.conversation import today_of
from training.services.impact import end_measurement, open_measurement
from training.services.updates import apply_update, roll_back_update, undo_decision

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def test_an_applied_update_is_measured_from_the_day_it_is_applied(organization: Any) -> None:
    update = applied(update_with(organization, "Where do I park?"))
    found = ImpactMeasurement.objects.get(update=update)
    assert (found.design, found.verdict, found.ended_on, found.closed_at) == ("topics", "too_early", None, None)
    assert found.topics == [f"entry:{update.result['entry_id']}"]
    assert found.applied_on == today_of(organization)
    assert (found.before_days, found.after_days, found.fewest) == (28, 28, 20)
    assert found.mixture_variances is None


def test_an_update_that_fails_to_apply_is_not_measured(organization: Any) -> None:
    update = LearningUpdateFactory(
        organization=organization,
        status="approved",
        decided_by=UserFactory(),
        decided_at=LATE,
        payload={"action": "update", "entry_id": 10**9, "title": "x", "body": "y"},
    )
    assert apply_update(update_id=update.pk).status == "failed"
    assert not ImpactMeasurement.objects.exists()


def test_days_are_those_of_the_organizations_calendar(organization: Any) -> None:
    organization.timezone = "Asia/Tokyo"
    organization.save()
    update = update_with(organization)
    found = open_measurement(update=update, target=ImpactTarget(topics=["gap:1"]), now=LATE)
    assert found is not None
    assert found.applied_on == date(2026, 3, 3)


def test_the_days_of_the_evidence_begin_with_the_window_whatever_is_older(organization: Any) -> None:
    update = update_with(organization, "Where do I park?")
    LearningUpdate.objects.filter(pk=update.pk).update(created_at=LATE)
    UpdateEvidence.objects.filter(update=update).update(said_at=LATE - timedelta(days=90))
    update.refresh_from_db()
    found = open_measurement(update=update, target=ImpactTarget(topics=["gap:1"]), now=LATE + timedelta(days=5))
    assert found is not None
    assert found.evidence_from == date(2026, 3, 2) - timedelta(days=organization.gap_window_days)


def test_opened_twice_it_is_one(organization: Any) -> None:
    update = update_with(organization)
    target = ImpactTarget(topics=["gap:1"])
    first = open_measurement(update=update, target=target, now=LATE)
    again = open_measurement(update=update, target=target, now=LATE + timedelta(days=3))
    assert first is not None
    assert again == first
    assert ImpactMeasurement.objects.get().applied_on == date(2026, 3, 2)


def test_without_anything_to_measure_it_on_nothing_is_opened(organization: Any) -> None:
    update = update_with(organization)
    assert open_measurement(update=update, target=None, now=LATE) is None
    assert open_measurement(update=update, target=ImpactTarget(), now=LATE) is None
    assert not ImpactMeasurement.objects.exists()


def test_rolled_back_it_ends_and_is_read_once_more(organization: Any) -> None:
    update = applied(update_with(organization))
    ImpactMeasurement.objects.update(read_on=today_of(organization))
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    found = ImpactMeasurement.objects.get()
    assert (found.ended_on, found.read_on, found.is_open) == (today_of(organization), None, True)


def test_rolled_back_after_its_verdict_it_stays_closed(organization: Any) -> None:
    update = applied(update_with(organization))
    ImpactMeasurement.objects.update(read_on=date(2026, 3, 2), closed_at=LATE, verdict="helped")
    end_measurement(update=update, now=datetime.now(tz=UTC))
    found = ImpactMeasurement.objects.get()
    assert (found.read_on, found.is_open, found.verdict) == (date(2026, 3, 2), False, "helped")
    assert found.ended_on == today_of(organization)


def test_applied_again_it_is_measured_anew_and_its_earlier_life_is_kept(organization: Any) -> None:
    reviewer = UserFactory()
    entry = entry_with(organization)
    payload = {"action": "update", "entry_id": entry.pk, "title": entry.title, "body": "14 days."}
    update = applied(update_with(organization, **payload))
    today = today_of(organization)
    ImpactMeasurement.objects.update(
        verdict="hurt",
        decided_on=today,
        closed_at=LATE,
        mixture_variances={"success": 0.1},
        applied_on=today - timedelta(days=9),
        evidence_from=today - timedelta(days=40),
    )
    roll_back_update(update_id=update.pk, reviewer=reviewer)
    update = undo_decision(update_id=update.pk, reviewer=reviewer)
    apply_update(update_id=approved(update).pk)
    found = ImpactMeasurement.objects.get()
    first = today - timedelta(days=9)
    assert found.earlier == [{"applied_on": first.isoformat(), "ended_on": today.isoformat(), "verdict": "hurt"}]
    assert (found.applied_on, found.ended_on, found.verdict, found.is_open) == (today, None, "too_early", True)
    assert (found.mixture_variances, found.decided_on, found.read_on) == (None, None, None)
    assert found.spans == [(first, today), (today, None)]


def test_the_looks_of_an_earlier_life_are_not_those_of_now(organization: Any) -> None:
    update = applied(update_with(organization))
    found = ImpactMeasurement.objects.get(update=update)
    for age in (10, 0):
        ImpactReading.objects.create(
            organization=organization,
            measurement=found,
            metric="success",
            read_on=found.applied_on - timedelta(days=age),
            verdict="too_early",
        )
    assert [reading.read_on for reading in ImpactReading.objects.of_now()] == [found.applied_on]
    assert [reading.read_on for reading in ImpactReading.objects.last_of([found.pk])] == [found.applied_on]


def test_the_database_refuses_an_interval_that_does_not_hold_its_effect(organization: Any) -> None:
    measurement = ImpactMeasurement.objects.get(update=applied(update_with(organization)))
    with pytest.raises(IntegrityError, match="interval_holds_effect"), transaction.atomic():
        ImpactReading.objects.create(
            organization=organization,
            measurement=measurement,
            metric="success",
            read_on=measurement.applied_on,
            effect=0.3,
            low=0.4,
            high=0.5,
            verdict="helped",
        )


def test_another_organizations_measurements_are_not_seen(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    replayed(update_with(organization))
    applied(update_with(organization))
    assert ImpactMeasurement.objects.count() == 1
    in_organization(other_organization)
    assert not ImpactMeasurement.objects.exists()
