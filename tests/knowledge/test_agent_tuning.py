"""The daily look at the agent: what it proposes, once, with what behind it; and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.services import tuning
from knowledge.services.tuning.failures import WAYS, Told
from tests.knowledge.replays import applied
from tests.training.factories import ConversationFactory, MessageFactory, UserFactory
from training.cycle import run_cycle
from training.models import (
    AgentReading,
    AgentVersion,
    Conversation,
    ConversationAnalysis,
    ImpactMeasurement,
    LearningUpdate,
)
from training.services import agents, updates
from training.services.engine import engine_for


def conversations(organization: Any, count: int, *, good: float = 1.0, **fields: Any) -> list[Conversation]:
    """So many of yesterday, analysed, this share of them good; their customers fall into the same half in every run."""
    started = timezone.now() - timedelta(days=1)
    before = Conversation.objects.filter(organization=organization).count()
    made = []
    for number in range(count):
        is_good = (number * 7919) % count < good * count and not fields.get("is_handed_off")
        made.append(
            ConversationFactory(
                organization=organization,
                started_at=started,
                ended_at=started,
                **{
                    "customer_key": f"customer {before + number}",
                    "is_success": is_good,
                    "is_resolved": is_good,
                    "analysed_at": started,
                }
                | fields,
            )
        )
    ConversationAnalysis.objects.bulk_create(
        ConversationAnalysis(
            organization=organization,
            conversation=one,
            question="When will my refund get to my account?",
            resolution_probability=0.5,
            judged_rating=3,
            sentiment=0,
            engine="local",
            engine_version="1",
        )
        for one in made
    )
    return made


def sure_but_wrong(organization: Any) -> None:
    conversations(organization, 100, good=0.1, ai_confidence=0.62)
    conversations(organization, 150, good=0.97, ai_confidence=0.85)


def looked(organization: Any, days: int = 0) -> int:
    """What the step does, without a cycle."""
    agents.ensure_first_version(organization)
    look = tuning.look_at_agent(organization=organization, now=timezone.now() + timedelta(days=days))
    if look is None:
        return -1
    trials = [tuning.try_settings(look=look, engine=engine_for(organization))] if look.is_unsure else []
    return tuning.keep_look(look=look, findings=[*look.findings, *trials])


def proposals() -> list[LearningUpdate]:
    return list(LearningUpdate.objects.filter(kind="model_optimization").order_by("id"))


def test_a_threshold_is_proposed_with_its_figures_and_the_customers_behind_it(organization: Any) -> None:
    sure_but_wrong(organization)
    assert looked(organization) == 1
    (update,) = proposals()
    assert (update.title, update.status) == ("Hand off below 0.65 instead of 0.5", "pending")
    assert update.payload["changes"] == {"handoff_confidence": 0.65}
    assert update.payload["expected_version_id"] == agents.active_version(organization).pk
    because = update.payload["because"]
    assert because["cause"] == "sure_but_wrong"
    assert [figure["n"] for figure in because["figures"]][:2] == [250, 250]
    assert because["expected"]["effect"] < 0  # a handoff counts as no success
    customers = set(update.evidence.values_list("customer_key", flat=True))
    assert len(customers) == update.evidence.count() == 20
    assert set(update.evidence.values_list("conversation__is_success", flat=True)) == {False}
    reading = AgentReading.objects.get()
    assert reading.conversations == 250
    assert [one["is_called_for"] for one in reading.conclusions] == [True, False, False]


def test_it_looks_once_a_day_and_proposes_once_for_one_cause(organization: Any) -> None:
    sure_but_wrong(organization)
    assert [looked(organization), looked(organization), looked(organization, days=1)] == [1, -1, 0]
    (update,) = proposals()
    updates.reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="wrong")
    assert looked(organization, days=2) == 0


def test_what_was_tried_and_taken_back_is_not_proposed_again_and_while_it_is_tried_nothing_is(
    organization: Any,
) -> None:
    sure_but_wrong(organization)
    looked(organization)
    update = applied(proposals()[0])
    assert update.status == "applied"
    assert looked(organization, days=1) == -1
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert looked(organization, days=2) == 0


@pytest.mark.parametrize("verdict", ["helped", "no_difference", "hurt", "too_early"])
def test_only_a_version_that_is_measured_to_help_goes_to_everyone_by_itself(organization: Any, verdict: str) -> None:
    sure_but_wrong(organization)
    looked(organization)
    update = applied(proposals()[0])
    ImpactMeasurement.objects.filter(update=update).update(verdict=verdict)
    assert tuning.is_trial_won(organization=organization) is (verdict == "helped")
    assert tuning.settle_trial(organization=organization) is (verdict == "helped")
    shares = [one.share for one in agents.live_deployments(organization)]
    assert shares == ([1.0] if verdict == "helped" else [0.5, 0.5])
    assert not tuning.settle_trial(organization=organization)


def test_a_new_version_is_judged_by_its_own_conversations_only(organization: Any) -> None:
    first = agents.ensure_first_version(organization)
    sure_but_wrong(organization)
    second = agents.change_agent(organization=organization, changes={"temperature": 0.0})
    look = tuning.look_at_agent(organization=organization, now=timezone.now())
    assert look is not None
    assert len(look.outcomes) == 0
    Conversation.objects.filter(ai_confidence=0.62).update(agent_version=second)
    Conversation.objects.filter(ai_confidence=0.85).update(agent_version=first)
    look = tuning.look_at_agent(organization=organization, now=timezone.now())
    assert look is not None
    assert len(look.outcomes) == 100


def test_needless_handoffs_lower_the_threshold(organization: Any) -> None:
    conversations(organization, 100, ai_confidence=0.8)
    conversations(organization, 80, ai_confidence=0.45, good=0.95)
    conversations(organization, 120, ai_confidence=0.45, is_handed_off=True)
    assert looked(organization) == 1
    (update,) = proposals()
    assert update.payload["because"]["cause"] == "hands_off_needlessly"
    assert update.payload["changes"]["handoff_confidence"] < 0.5
    assert update.payload["because"]["expected"]["effect"] > 0
    assert set(update.evidence.values_list("conversation__is_handed_off", flat=True)) == {True}


def test_an_agent_that_does_well_is_left_alone(organization: Any) -> None:
    conversations(organization, 300, good=0.9, ai_confidence=0.8, satisfaction=4)
    assert looked(organization) == 0
    assert proposals() == []


@pytest.mark.parametrize("customers", [2, 3])
def test_what_too_few_customers_stand_behind_is_not_proposed(organization: Any, customers: int) -> None:
    sure_but_wrong(organization)
    for number, one in enumerate(Conversation.objects.filter(is_success=False)):
        one.customer_key = f"the same {number % customers}"
        one.save()
    if looked(organization):
        (update,) = proposals()
        assert update.evidence.count() >= organization.gap_min_customers
    else:
        assert customers == 2


def test_an_unsure_agent_that_lacks_knowledge_gets_no_more_passages(organization: Any) -> None:
    conversations(organization, 150, ai_confidence=0.4)
    assert looked(organization) == 0
    assert "what it lacks is knowledge" in AgentReading.objects.get().conclusions[-1]["sentence"]


def test_dissatisfied_customers_change_the_instructions_where_a_failure_parts_them(organization: Any) -> None:
    bad = conversations(organization, 80, good=0, ai_confidence=0.8, satisfaction=1)
    conversations(organization, 60, ai_confidence=0.8, satisfaction=5)
    ConversationAnalysis.objects.filter(conversation__in=bad[:60]).update(is_question_repeated=True)
    for one in Conversation.objects.all():
        MessageFactory(conversation=one, position=0)
        MessageFactory(conversation=one, position=1, sender="ai", text="It takes a while.")
    assert looked(organization) == 1
    (update,) = proposals()
    assert update.payload["because"]["cause"] == "dissatisfying:the customer has to ask again"
    assert update.title.startswith("Tell the agent: When a customer asks the same thing again")
    old = agents.active_version(organization).system_prompt
    assert update.payload["changes"]["system_prompt"].startswith(old)
    assert "75%" in update.payload["because"]["sentence"]


def test_a_second_instruction_is_named_beside_the_first_one(organization: Any) -> None:
    agents.ensure_first_version(organization)
    earlier, wanted = WAYS[0].instruction, WAYS[1].instruction
    prompt = f"{agents.active_version(organization).system_prompt} {earlier}"
    agents.change_agent(organization=organization, changes={"system_prompt": prompt})
    for rating in (1, 5):
        for one in conversations(organization, 80, good=0, ai_confidence=0.8, satisfaction=rating):
            MessageFactory(conversation=one, position=0)
            MessageFactory(conversation=one, position=1, sender="ai", text="It takes a while.")
            if rating == 1:
                MessageFactory(conversation=one, position=2, sender="ai", text="It takes a while.")
    Conversation.objects.update(agent_version=agents.active_version(organization))
    assert looked(organization) == 1
    (update,) = proposals()
    assert update.payload["changes"]["system_prompt"] == f"{prompt} {wanted}"
    assert update.title == f"Tell the agent: {wanted}"


def test_dissatisfied_customers_without_a_common_failure_change_nothing(organization: Any) -> None:
    for one in [
        *conversations(organization, 80, good=0, ai_confidence=0.8, satisfaction=1),
        *conversations(organization, 60, ai_confidence=0.8, satisfaction=5),
    ]:
        MessageFactory(conversation=one, position=0)
        MessageFactory(conversation=one, position=1, sender="ai", text="It takes a while.")
    assert looked(organization) == 0
    assert "no way of failing parts" in AgentReading.objects.get().conclusions[2]["sentence"]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({}, []),
        ({"is_repeated": True}, ["the customer has to ask again"]),
        ({"answered": ("Wait a day.", "wait a  day.")}, ["the agent says the same thing twice"]),
        ({"said": ("I don't understand that",)}, ["the customer does not understand the answer"]),
        ({"after_wish": 1}, ["the agent goes on after the customer asked for a person"]),
        ({"answered": ("word " * 91,)}, ["an answer is longer than 90 words"]),
        ({"sentiment": -0.5}, ["the customer is upset and the agent never says sorry"]),
        ({"sentiment": -0.5, "answered": ("I am sorry.",)}, []),
    ],
)
def test_ways_of_failing_are_read_off_a_conversation(told: Any, shown: list[str]) -> None:
    plain = {"said": (), "answered": (), "after_wish": 0, "is_repeated": False, "sentiment": 0.0}
    assert [way.name for way in WAYS if way.shows(Told(**plain | told))] == shown


@pytest.mark.django_db(transaction=True)
def test_a_cycle_looks_at_the_agent() -> None:
    from training.services.organizations import create_organization
    from training.tenancy import organization_scope

    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        sure_but_wrong(organization)
    cycle = run_cycle(organization=organization, trigger="command")
    with organization_scope(organization.pk):
        step = cycle.steps.get(name="tune_agent")
        assert (step.looked_at, step.made, step.error) == (250, 1, "")
        assert AgentVersion.objects.count() == 1
