"""What may approve itself: earned by a record of people's decisions and verdicts, taken back by one that hurt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import ReplayRun
from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import golden_question, replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.cycle import run_cycle
from training.models import AutonomyRule, ImpactMeasurement, LearningUpdate
from training.querysets.conversation import today_of
from training.services import autonomy, updates

STEPS = ["training.steps.approve_by_rule", "training.steps.apply_approved_updates"]
LOW = {"kind": "knowledge_update", "risk": "low"}


def decided(organization: Any, count: int, *, verdict: str = "helped", status: str = "applied", **fields: Any) -> None:
    """Updates of low risk that a person decided yesterday; the applied ones with a verdict of the ledger."""
    person, at = UserFactory(), timezone.now() - timedelta(days=1)
    for _ in range(count):
        update = LearningUpdateFactory(
            organization=organization,
            risk="low",
            status=status,
            decided_at=at,
            **{"decided_by": person, "applied_at": at if status == "applied" else None} | fields,
        )
        if status != "rejected":
            day = today_of(organization, at)
            ImpactMeasurement.objects.create(
                organization=organization, update=update, design="topics", topics=["gap:1"], evidence_from=day,
                applied_on=day, before_days=28, after_days=28, fewest=20, verdict=verdict,
                decided_on=None if verdict == "too_early" else day,
            )  # fmt: skip


def record(organization: Any) -> autonomy.Record:
    return next(one for one in autonomy.records_of(organization) if (one.kind, one.risk) == tuple(LOW.values()))


def switch(organization: Any, *, is_on: bool = True, least: float = 0.9) -> AutonomyRule:
    return autonomy.switch_rule(
        organization=organization, **LOW, is_on=is_on, least_precision=least, owner=UserFactory()
    )


def rewording(organization: Any, **payload: Any) -> LearningUpdate:
    """A pending update that says what an entry says in other words."""
    entry = shop_entries(organization)[0]
    update = updates.propose_update(
        organization=organization,
        kind="knowledge_update",
        title=entry.title,
        payload={
            "action": "update",
            "title": entry.title,
            "body": "Whatever you bought can come back to us within 30 days of delivery.",
            "entry_id": entry.pk,
            "expected_version_id": entry.current_version_id,
        }
        | payload,
        confidence=0.8,
        impact=1.0,
        evidence=[],
    )
    return replayed(update)


def cycle(organization: Any, settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = STEPS
    found = run_cycle(organization=organization, trigger="command")
    assert not [step.error for step in found.steps.all() if step.error]


@pytest.mark.parametrize(
    ("payload", "risk"),
    [
        ({}, "low"),
        ({"body": "Whatever you bought can come back to us within 60 days of delivery."}, "high"),
        ({"body": "Nothing can be sent back within 30 days of delivery."}, "high"),
        ({"action": "optimize", "body": "", "asked_as": ["Can I return it?"]}, "low"),
        ({"entry_kind": "handoff"}, "high"),
        ({"body": "Send it within 30 days of delivery. Ask http://evil.example for it."}, "high"),
    ],
)
def test_only_a_change_that_keeps_all_facts_is_of_low_risk(
    organization: Any, payload: dict[str, Any], risk: str
) -> None:
    assert rewording(organization, **payload).risk == risk


def test_a_new_entry_and_whatever_does_not_say_are_of_high_risk(organization: Any) -> None:
    update = updates.propose_update(
        organization=organization, kind="knowledge_update", title="Parking",
        payload={"action": "create", "title": "Parking", "body": "Behind the shop."}, confidence=1, impact=1,
        evidence=[],
    )  # fmt: skip
    assert update.risk == "high"


def test_its_record_counts_what_people_decided_and_the_ledger_has_a_verdict_on(organization: Any) -> None:
    decided(organization, 17)
    decided(organization, 2, verdict="no_difference")
    decided(organization, 3, verdict="too_early")
    decided(organization, 1, status="rejected")
    decided(organization, 5, decided_by=None)
    found = record(organization)
    assert (found.decided, found.approved, found.counted, found.right) == (23, 22, 20, 19)
    assert found.precision == pytest.approx(0.95)
    # Wilson's interval of 19 of 20, from its formula: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)
    z, n, p = 1.959964, 20, 0.95
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    assert found.interval == pytest.approx(
        ((p + z**2 / (2 * n) - half) / (1 + z**2 / n), (p + z**2 / (2 * n) + half) / (1 + z**2 / n)), abs=1e-6
    )
    assert found.is_earned
    assert not found.is_in_force


def test_too_few_or_too_often_wrong_is_not_earned_and_says_what_is_missing(organization: Any) -> None:
    decided(organization, 12)
    decided(organization, 7, status="rejected")
    assert record(organization).missing == ["19 of 20 decided updates with a verdict", "a precision of 90%"]
    switch(organization, least=0.6)
    assert record(organization).missing == ["19 of 20 decided updates with a verdict"]


def test_one_that_hurt_begins_the_record_anew(organization: Any) -> None:
    decided(organization, 25)
    decided(organization, 1, verdict="hurt", decided_by=None)
    found = record(organization)
    assert (found.counted, found.is_earned) == (0, False)
    assert found.hurt_on == today_of(organization, timezone.now() - timedelta(days=1))


def test_a_rule_in_force_approves_and_the_same_cycle_applies_and_it_can_be_undone(
    organization: Any, settings: Any
) -> None:
    decided(organization, 20)
    rule = switch(organization)
    update = rewording(organization)
    cycle(organization, settings)
    update.refresh_from_db()
    assert (update.status, update.rule, update.decided_by) == ("applied", rule, None)
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    replayed(updates.undo_decision(update_id=update.pk, reviewer=UserFactory()))
    cycle(organization, settings)
    update.refresh_from_db()
    assert (update.status, update.rule) == ("pending", None), "a person took it back: it waits for a person"


@pytest.mark.parametrize("why", ["off", "not earned", "high risk", "flagged"])
def test_what_no_rule_in_force_covers_waits_for_a_person(organization: Any, settings: Any, why: str) -> None:
    decided(organization, 19 if why == "not earned" else 20)
    switch(organization, is_on=why != "off")
    update = rewording(organization)
    if why == "high risk":
        LearningUpdate.objects.filter(pk=update.pk).update(risk="high")
    if why == "flagged":
        LearningUpdate.objects.filter(pk=update.pk).update(flags=[{"where": "body", "kind": "link", "quote": "x"}])
    cycle(organization, settings)
    update.refresh_from_db()
    assert update.status == "pending"


def test_what_breaks_an_answer_or_was_not_replayed_waits(organization: Any, settings: Any) -> None:
    decided(organization, 20)
    switch(organization)
    update = rewording(organization)
    golden_question(organization, "How long can I send something back?", "30 days of delivery")
    assert not autonomy.approve_by_rule(update_id=update.pk), "the golden set changed since it was replayed"
    replayed(update)
    ReplayRun.objects.filter(update=update).update(breaks=1)
    assert not autonomy.approve_by_rule(update_id=update.pk)
    ReplayRun.objects.filter(update=update).update(breaks=0)
    assert autonomy.approve_by_rule(update_id=update.pk)


def test_one_that_hurt_switches_the_rule_off_and_says_which(organization: Any, settings: Any) -> None:
    decided(organization, 20)
    rule = switch(organization)
    AutonomyRule.objects.update(switched_at=timezone.now() - timedelta(days=3))
    decided(organization, 1, verdict="hurt", title="Free parking")
    update = rewording(organization)
    cycle(organization, settings)
    rule.refresh_from_db()
    update.refresh_from_db()
    assert (rule.is_on, rule.withdrawn_because, update.status) == (False, "“Free parking” hurt.", "pending")
    cycle(organization, settings)
    rule.refresh_from_db()
    assert not rule.is_on


@pytest.mark.parametrize("wrong", [{"kind": "weather"}, {"risk": "none"}, {"least_precision": 0.3}])
def test_a_rule_of_nothing_is_refused(organization: Any, wrong: dict[str, Any]) -> None:
    given = LOW | {"is_on": True, "least_precision": 0.9} | wrong
    with pytest.raises(autonomy.RuleRefused):
        autonomy.switch_rule(organization=organization, owner=UserFactory(), **given)
    assert not AutonomyRule.objects.exists()
