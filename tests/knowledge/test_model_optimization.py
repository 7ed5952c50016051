"""An optimization of the agent: shown, replayed, served to a half, taken back exactly."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.appliers import model_optimization as applier
from knowledge.services.answering import AgentSettings, answer_many
from knowledge.services.replaying import replay_now
from knowledge.services.replaying.guarding import BreakReasonMissing
from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import applied, golden_question, outcomes, replayed
from tests.training.factories import UserFactory
from training.bucketing import bucket
from training.errors import DomainError
from training.models import AgentVersion, Deployment, ImpactMeasurement, ImpactReading, LearningUpdate
from training.services import agents, updates
from training.services.updates import Evidence, propose_update

SURE = "How long can I send something back?"
QUESTIONS = (SURE, "When will my refund get to my account?", "What is the capital of France?")
KEYS = [f"customer-{number}" for number in range(100)]


def proposed(organization: Any, title: str = "Hand off earlier", **changes: Any) -> LearningUpdate:
    now = agents.ensure_first_version(organization)
    return propose_update(
        organization=organization,
        kind="model_optimization",
        title=title,
        payload={"changes": changes, "because": {"sentence": "It fails."}, "expected_version_id": now.pk},
        confidence=0.8,
        impact=3.0,
        evidence=[Evidence(role="question", quote=QUESTIONS[1], said_at=now.created_at, customer_key="a")],
    )


def approved_by(update: LearningUpdate, **how: Any) -> LearningUpdate:
    return updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory(name="Ada"), **how)


def served(organization: Any) -> Any:
    """What is answered to nobody in particular, and which version each of a hundred customers gets."""
    answers = [
        (one.text, one.is_handoff, one.reason) for one in answer_many(organization=organization, questions=QUESTIONS)
    ]
    return answers, {key: agents.version_for(organization, key).pk for key in KEYS}


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({}, "does not say which setting"),
        ({"changes": {}}, "does not say which setting"),
        ({"changes": {"handoff_confidence": 2}}, "must be a number from 0 to 1"),
        ({"changes": {"colour": "red"}}, "no setting “colour”"),
        ({"changes": {"handoff_confidence": 0.5}}, "answers with exactly these settings already"),
        ({"changes": {"temperature": 0}, "share": 0}, "above 0 and at most 1"),
    ],
)
def test_what_can_never_be_applied_is_not_proposed(organization: Any, payload: Any, sentence: str) -> None:
    agents.ensure_first_version(organization)
    update = LearningUpdate(organization=organization, kind="model_optimization", title="x", payload=payload)
    with pytest.raises(DomainError, match=sentence):
        applier.validate(update=update)
    assert AgentVersion.objects.count() == 1


def test_it_is_applied_to_a_hashed_half_and_measured_as_a_split(organization: Any) -> None:
    shop_entries(organization)
    update = applied(proposed(organization, handoff_confidence=0.7, system_prompt="Be brief."))
    assert (update.status, update.error) == ("applied", "")
    new = agents.active_version(organization)
    assert (new.label, new.status, new.update, new.handoff_confidence) == ("1.1.0", "active", update, 0.7)
    salt = update.result["salt"]
    assert {key: agents.version_for(organization, key).label for key in KEYS} == {
        key: "1.1.0" if bucket(key, salt=salt) < 0.5 else "1.0.0" for key in KEYS
    }
    found = ImpactMeasurement.objects.get(update=update)
    assert (found.design, found.share, found.salt) == ("split", 0.5, salt)


@pytest.mark.parametrize(
    ("changes", "deciding"),
    [
        ({"handoff_confidence": 0.7}, ["csat"]),
        ({"handoff_confidence": 0.3}, list(ImpactReading.Metric.values)),
        ({"system_prompt": "Be brief."}, list(ImpactReading.Metric.values)),
    ],
)
def test_one_that_is_to_pass_on_more_is_judged_by_ratings_alone(
    organization: Any, changes: Any, deciding: list[str]
) -> None:
    shop_entries(organization)
    update = applied(proposed(organization, **changes))
    assert ImpactMeasurement.objects.get(update=update).metrics == deciding


@pytest.mark.parametrize("is_for_all", [False, True])
def test_rolled_back_what_is_served_is_as_before(organization: Any, is_for_all: bool) -> None:
    shop_entries(organization)
    update = approved_by(proposed(organization, handoff_confidence=1.0, context_size=1), break_reason="We try it")
    before, agent = served(organization), AgentSettings.of(organization)
    update = updates.apply_update(update_id=update.pk)
    if is_for_all:
        agents.serve_all(organization=organization, version_id=update.result["agent_version_id"])
    assert served(organization) != before
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert served(organization) == before
    assert AgentSettings.of(organization) == agent
    assert list(AgentVersion.objects.order_by("id").values_list("status", flat=True)) == ["active", "rolled_back"]
    assert ImpactMeasurement.objects.get(update=update).ended_on is not None


def test_rolled_back_and_approved_again_it_gets_a_version_of_its_own(organization: Any) -> None:
    update = applied(proposed(organization, temperature=0.0))
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    updates.undo_decision(update_id=update.pk, reviewer=UserFactory())
    again = applied(LearningUpdate.objects.get(pk=update.pk))
    assert (again.status, agents.active_version(organization).label) == ("applied", "1.0.2")
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert agents.active_version(organization).label == "1.0.0"


def test_beneath_a_later_update_it_is_merged_or_refused_by_name(organization: Any) -> None:
    first = applied(proposed(organization, handoff_confidence=0.6))
    agents.serve_all(organization=organization, version_id=first.result["agent_version_id"])
    second = applied(proposed(organization, "More passages", context_size=8))
    with pytest.raises(agents.TrialRunning, match=r"1\.0\.2 is on trial"):
        updates.roll_back_update(update_id=first.pk, reviewer=UserFactory())
    agents.serve_all(organization=organization, version_id=second.result["agent_version_id"])
    third = applied(proposed(organization, "Even later", handoff_confidence=0.9))
    agents.serve_all(organization=organization, version_id=third.result["agent_version_id"])
    with pytest.raises(agents.LaterAgentVersion, match=r"Version 1\.0\.3 .*“hand off below confidence”"):
        updates.roll_back_update(update_id=first.pk, reviewer=UserFactory())
    assert LearningUpdate.objects.get(pk=first.pk).status == "applied"
    updates.roll_back_update(update_id=second.pk, reviewer=UserFactory())
    now = agents.active_version(organization)
    assert (now.label, now.context_size, now.handoff_confidence) == ("1.0.4", 5, 0.9)


def test_only_one_is_tried_at_a_time(organization: Any) -> None:
    first, second = proposed(organization, temperature=0.0), proposed(organization, "Other", context_size=8)
    approved_by(first)
    approved_by(second)
    updates.apply_update(update_id=first.pk)
    failed = updates.apply_update(update_id=second.pk)
    assert (failed.status, failed.error.split(":")[0]) == ("failed", "Version 1.0.1 is on trial")
    assert Deployment.objects.filter(ended_at__isnull=True).count() == 2


def test_the_replay_answers_with_the_new_settings_and_guards_the_golden_set(organization: Any) -> None:
    shop_entries(organization)
    golden_question(organization, QUESTIONS[1], "Within 5 working days.")
    golden_question(organization, "What is the capital of France?", expects_handoff=True)
    update = proposed(organization, handoff_confidence=1.0)
    run = replay_now(update=update)
    assert outcomes(run)[QUESTIONS[1]] == "breaks"
    assert outcomes(run)["What is the capital of France?"] == "same"
    assert run.golden_breaks == 1
    with pytest.raises(BreakReasonMissing):
        updates.approve_update(update_id=update.pk, reviewer=UserFactory())
    harmless = proposed(organization, "Harmless", context_size=6)
    assert replay_now(update=harmless).golden_breaks == 0


def test_another_agent_makes_a_replay_stale(organization: Any) -> None:
    shop_entries(organization)
    update = replayed(proposed(organization, handoff_confidence=0.6))
    assert applier.replay_notes(updates=[update])[update.pk].state == "fresh"
    agents.change_agent(organization=organization, changes={"context_size": 9})
    assert applier.replay_notes(updates=[update])[update.pk].state == "stale"


def test_its_card_shows_each_setting_as_it_was_and_as_it_becomes(organization: Any) -> None:
    update = proposed(organization, handoff_confidence=0.6, system_prompt="Be brief.")
    seen = applier.card(update=update)["context"]
    assert [(one["label"], one["new"]) for one in seen["settings"]] == [
        ("instructions", "Be brief."), ("hand off below confidence", 0.6),
    ]  # fmt: skip
    assert [segment.change for segment in seen["settings"][0]["diff"]][:2] == ["delete", "insert"]
    assert (seen["problem"], seen["share"], seen["new_version"]) == ("", 0.5, None)
    agents.change_agent(organization=organization, changes={"handoff_confidence": 0.8})
    assert "Version 1.0.1 answers by now" in applier.preview(update=update)["problem"]
