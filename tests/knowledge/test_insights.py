"""Insights of an organization: computed, kept beside what people decided, turned into updates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.querysets.insight import by_channel, counted_by
from knowledge.services import insights
from knowledge.services.insights.deciding import TooFewCustomers
from tests.knowledge.factories import entry_with
from tests.knowledge.insight_factories import a_bad_channel, conversations, insight_of
from tests.training.factories import UserFactory
from training.cycle import run_cycle
from training.errors import DomainError
from training.models import InsightUpkeep, LearningInsight
from training.services.updates import reject_update

pytestmark = pytest.mark.django_db


def computed(organization: Any, **later: Any) -> dict[str, LearningInsight]:
    now = timezone.now() + timedelta(**later)
    insights.keep(organization=organization, computed=insights.compute(organization=organization, now=now), now=now)
    return {one.label: one for one in LearningInsight.objects.for_organization(organization)}


def test_a_channel_that_does_badly_is_found_and_counts_what_it_says(organization: Any) -> None:
    a_bad_channel(organization)
    found = computed(organization)["E-mail"]
    assert (found.kind, found.dimension, found.metric) == ("failure_pattern", "channel", "success")
    assert (found.n, found.n_rest) == (60, 200)
    assert (found.rate, found.rest_rate) == (pytest.approx(1 / 3), pytest.approx(0.8))
    assert counted_by(found).count() == found.n
    assert found.low < found.effect < found.high < 0


def test_a_week_is_counted_on_the_organizations_clock(organization: Any) -> None:
    now = timezone.now()
    conversations(organization, channel="chat", succeeded=160, failed=40, at=now - timedelta(days=2))
    conversations(organization, channel="chat", succeeded=10, failed=50, at=now - timedelta(days=30))
    found = next(one for one in computed(organization).values() if one.dimension == "time" and not one.is_good)
    assert counted_by(found).count() == found.n == 60


def test_an_intent_that_does_worse_on_one_channel_is_an_opportunity(organization: Any) -> None:
    for channel, succeeded in (("chat", 80), ("email", 20)):
        conversations(organization, channel=channel, succeeded=succeeded, failed=100 - succeeded, intent="refund")
        conversations(organization, channel=channel, succeeded=400, failed=100, intent="parcel")
    found = next(one for one in computed(organization).values() if one.dimension == "channel_of_intent")
    assert (found.kind, found.label) == ("improvement_opportunity", "refund, by E-mail")
    assert counted_by(found).count() == found.n == 100
    assert [(row["channel"], row["n"], row["succeeded"]) for row in by_channel(found)] == [
        ("chat", 100, 80),
        ("email", 100, 20),
    ]


def test_where_nothing_differs_nothing_is_found(organization: Any) -> None:
    for channel in ("chat", "email"):
        conversations(organization, channel=channel, succeeded=80, failed=20)
    assert computed(organization) == {}
    assert InsightUpkeep.objects.get().compared == 200


def test_what_people_decided_stays_when_it_is_computed_again(organization: Any) -> None:
    a_bad_channel(organization)
    found = computed(organization)["E-mail"]
    insights.dismiss(insight_id=found.pk, manager=UserFactory(), reason="We know.")
    again = computed(organization, hours=21)["E-mail"]
    assert (again.pk, again.status, again.reason, again.is_current) == (found.pk, "dismissed", "We know.", True)


def test_what_is_not_found_again_is_no_longer_current(organization: Any) -> None:
    a_bad_channel(organization)
    computed(organization)
    assert computed(organization, days=100)["E-mail"].is_current is False


def test_a_cycle_computes_them_once_a_day(organization: Any) -> None:
    a_bad_channel(organization)
    first, second = (run_cycle(organization=organization, trigger="command") for _ in range(2))
    step, again = (cycle.steps.get(name="find_insights") for cycle in (first, second))
    assert (step.looked_at, step.made >= 1) == (260, True)
    assert (again.looked_at, "once a day" in again.note) == (0, True)


def test_a_decision_can_be_taken_back_and_nobody_decides_twice(organization: Any) -> None:
    insight, manager = insight_of(organization), UserFactory()
    assert insights.acknowledge(insight_id=insight.pk, manager=manager).decided_by == manager
    with pytest.raises(insights.InsightAlreadyDecided, match="already acknowledged"):
        insights.acknowledge(insight_id=insight.pk, manager=manager)
    insights.dismiss(insight_id=insight.pk, manager=manager)
    with pytest.raises(insights.InsightAlreadyDecided, match="already dismissed"):
        insights.acknowledge(insight_id=insight.pk, manager=manager)
    assert insights.undo_decision(insight_id=insight.pk).status == "open"
    with pytest.raises(insights.InsightAlreadyDecided, match="nothing to undo"):
        insights.undo_decision(insight_id=insight.pk)


def test_turned_into_an_update_it_rests_on_the_failures(organization: Any) -> None:
    a_bad_channel(organization)
    insight, manager = insight_of(organization), UserFactory()
    update = insights.turn_into_update(
        insight_id=insight.pk, manager=manager, title="Where is my parcel?", body="See the tracking page."
    )
    assert (update.status, update.payload["action"], update.proposed_by) == ("pending", "create", manager)
    rested = list(update.evidence.select_related("conversation"))
    assert len({piece.customer_key for piece in rested}) == len(rested) == 12
    assert {(piece.conversation.channel, piece.conversation.is_success) for piece in rested if piece.conversation} == {
        ("email", False)
    }
    insight.refresh_from_db()
    assert (insight.status, insight.learning_update) == ("turned", update)
    with pytest.raises(insights.InsightAlreadyDecided, match="Reject it"):
        insights.undo_decision(insight_id=insight.pk)
    reject_update(update_id=update.pk, reviewer=manager, reason_code="wrong")
    assert insights.undo_decision(insight_id=insight.pk).learning_update is None


def test_an_entry_that_does_badly_is_rewritten(organization: Any) -> None:
    a_bad_channel(organization)
    entry = entry_with(organization)
    insight = insight_of(organization)
    update = insights.turn_into_update(
        insight_id=insight.pk, manager=UserFactory(), title=entry.title, body="Better.", entry_id=entry.pk
    )
    assert (update.payload["action"], update.payload["expected_version_id"]) == ("update", entry.current_version_id)


def test_too_few_customers_propose_nothing(organization: Any) -> None:
    conversations(organization, channel="email", succeeded=0, failed=2)
    with pytest.raises(TooFewCustomers, match="3 customers; these are of 2"):
        insights.turn_into_update(insight_id=insight_of(organization).pk, manager=UserFactory(), title="A", body="B")
    assert LearningInsight.objects.get().status == "open"


def test_an_archived_entry_is_not_rewritten(organization: Any) -> None:
    a_bad_channel(organization)
    with pytest.raises(DomainError, match="archived or gone"):
        insights.turn_into_update(
            insight_id=insight_of(organization).pk, manager=UserFactory(), title="A", body="B", entry_id=10**9
        )
