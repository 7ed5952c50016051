"""Alerts: raised once for a cause, resolved when it is right again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from analytics.models import Alert, DailyRollup
from analytics.services.alerts import (
    AlertNotAcknowledged,
    AlertResolved,
    acknowledge_alert,
    raise_alerts,
    undo_acknowledgement,
)
from tests.knowledge.factories import KnowledgeGapFactory
from tests.knowledge.impacts import gap_on, measured
from tests.training.factories import UserFactory
from training.appliers import ImpactTarget
from training.models import ImpactMeasurement
from training.services.impact import end_measurement

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def hurt(organization: Any) -> Any:
    found = measured(organization, ImpactTarget(topics=[f"gap:{gap_on(organization, 1).pk}"]), title="Wrapping")
    ImpactMeasurement.objects.filter(pk=found.pk).update(verdict="hurt")
    return found


def rollup(organization: Any, **counts: int) -> None:
    DailyRollup.objects.create(
        organization=organization, day_on=NOW.date() - timedelta(days=1), channel="chat", **counts
    )


def titles(status: str = "open") -> list[str]:
    return list(Alert.objects.filter(status=status).order_by("key").values_list("title", flat=True))


def test_an_update_that_hurts_raises_one_alert_however_often_it_is_looked_at(organization: Any) -> None:
    found = hurt(organization)
    assert raise_alerts(organization=organization, now=NOW)[1] == 1
    assert raise_alerts(organization=organization, now=NOW)[1] == 0
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity, alert.update) == ("hurt_update", "high", found.update)
    assert alert.address == found.get_absolute_url()
    assert titles() == ["“Wrapping” hurts"]
    assert "beyond what happened to others" in alert.text


def test_what_a_part_of_the_customers_is_served_with_is_said_to_do_worse_than_the_other_part(organization: Any) -> None:
    hurt(organization)
    ImpactMeasurement.objects.update(design="split", share=0.5)
    raise_alerts(organization=organization, now=NOW)
    assert "served with it fare worse than the others" in Alert.objects.get().text


def test_rolled_back_its_alert_is_resolved_and_hurting_again_there_is_a_new_one(organization: Any) -> None:
    found = hurt(organization)
    raise_alerts(organization=organization, now=NOW)
    end_measurement(update=found.update, now=NOW)
    raise_alerts(organization=organization, now=NOW)
    assert (titles("open"), titles("resolved")) == ([], ["“Wrapping” hurts"])
    assert Alert.objects.get().resolved_at == NOW
    ImpactMeasurement.objects.update(ended_on=None)
    raise_alerts(organization=organization, now=NOW)
    assert (titles("open"), titles("resolved")) == (["“Wrapping” hurts"], ["“Wrapping” hurts"])


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"analysed": 100, "succeeded": 59}, "Success is below 60.0 %"),
        ({"ai_ended": 100, "contained": 79, "handed_off": 21}, "Containment is below 80.0 %"),
        ({"rated": 100, "rating_sum": 349}, "Mean rating is below 3.50"),
    ],
)
def test_a_number_beyond_its_bound_raises_an_alert(organization: Any, counts: dict[str, int], title: str) -> None:
    rollup(organization, **counts)
    raise_alerts(organization=organization, now=NOW)
    assert titles() == [title]


def test_handoff_above_its_bound_and_containment_below(organization: Any) -> None:
    rollup(organization, ai_ended=100, contained=59, handed_off=41)
    raise_alerts(organization=organization, now=NOW)
    assert titles() == ["Containment is below 80.0 %", "Handoff is above 40.0 %"]


@pytest.mark.parametrize(
    "counts",
    [
        {"analysed": 100, "succeeded": 60},
        {"ai_ended": 100, "contained": 80, "handed_off": 20},
        {"rated": 100, "rating_sum": 350},
        {"analysed": 19, "succeeded": 0},
        {},
    ],
)
def test_a_number_within_its_bound_or_of_too_few_raises_none(organization: Any, counts: dict[str, int]) -> None:
    rollup(organization, **counts)
    assert raise_alerts(organization=organization, now=NOW) == (4, 0)


def test_a_number_says_how_it_stands_now_in_the_same_alert(organization: Any) -> None:
    rollup(organization, analysed=100, succeeded=50)
    raise_alerts(organization=organization, now=NOW)
    alert = acknowledge_alert(alert_id=Alert.objects.get().pk, person=UserFactory())
    DailyRollup.objects.update(succeeded=40)
    assert raise_alerts(organization=organization, now=NOW)[1] == 0
    alert.refresh_from_db()
    assert (alert.status, alert.text) == ("acknowledged", "40.0 % over the last 7 days.")
    DailyRollup.objects.update(succeeded=90)
    raise_alerts(organization=organization, now=NOW)
    alert.refresh_from_db()
    assert alert.status == "resolved"


def test_a_gap_of_high_priority_raises_one_until_it_is_decided(organization: Any) -> None:
    gap = KnowledgeGapFactory(organization=organization, priority="high", frequency=9)
    KnowledgeGapFactory(organization=organization, title="Other", priority="medium", frequency=9)
    KnowledgeGapFactory(organization=organization, title="Rare", priority="high", frequency=1)
    raise_alerts(organization=organization, now=NOW)
    assert titles() == [f"Customers ask in vain: {gap}"]
    type(gap).objects.filter(pk=gap.pk).update(status="expired")
    raise_alerts(organization=organization, now=NOW)
    assert titles() == []


def test_acknowledged_twice_it_stays_the_first_ones(organization: Any) -> None:
    hurt(organization)
    raise_alerts(organization=organization, now=NOW)
    first, second = UserFactory(), UserFactory()
    acknowledge_alert(alert_id=Alert.objects.get().pk, person=first)
    assert acknowledge_alert(alert_id=Alert.objects.get().pk, person=second).acknowledged_by == first
    assert undo_acknowledgement(alert_id=Alert.objects.get().pk).acknowledged_by is None
    with pytest.raises(AlertNotAcknowledged, match="is open"):
        undo_acknowledgement(alert_id=Alert.objects.get().pk)


def test_what_is_resolved_cannot_be_acknowledged(organization: Any) -> None:
    found = hurt(organization)
    raise_alerts(organization=organization, now=NOW)
    end_measurement(update=found.update, now=NOW)
    raise_alerts(organization=organization, now=NOW)
    with pytest.raises(AlertResolved):
        acknowledge_alert(alert_id=Alert.objects.get().pk, person=UserFactory())


def test_the_database_keeps_one_alert_of_a_cause(organization: Any) -> None:
    hurt(organization)
    raise_alerts(organization=organization, now=NOW)
    alert = Alert.objects.get()
    alert.pk = None
    with pytest.raises(IntegrityError, match="one_of_a_cause"), transaction.atomic():
        alert.save(force_insert=True)


def test_another_organizations_updates_raise_nothing_here(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    hurt(other_organization)
    in_organization(organization)
    assert raise_alerts(organization=organization, now=NOW)[1] == 0
