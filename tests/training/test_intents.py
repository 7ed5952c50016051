"""The step that names intents by the organization's own labels."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.training.ai.test_local_intents import LABELS, TEXTS
from tests.training.factories import conversation_with
from training.cycle import run_cycle
from training.models import ConversationAnalysis, CycleStep
from training.services import intents
from training.tenancy import organization_scope

STEPS = ["training.steps.analyse_conversations", "training.steps.tell_intents"]


@pytest.fixture(autouse=True)
def _two_steps(settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = STEPS


def asked(organization: Any, text: str, intent: str = "") -> Any:
    return conversation_with(organization, ("customer", text), ("ai", "I will see to it."), given_intent=intent)


def labelled(organization: Any) -> None:
    for text, label in zip(TEXTS, LABELS, strict=True):
        asked(organization, text, label)


def learn(organization: Any) -> CycleStep:
    cycle = run_cycle(organization=organization, trigger="command")
    assert cycle.status == "done"
    return cycle.steps.get(name="tell_intents")


def analysis_of(conversation: Any) -> ConversationAnalysis:
    return ConversationAnalysis.objects.get(conversation=conversation)


def test_the_step_is_listed_after_the_analysis() -> None:
    from config.settings.learning import LEARNING_CYCLE_STEPS

    assert [name for name in LEARNING_CYCLE_STEPS if name in STEPS] == STEPS
    assert django_settings.LEARNING_CYCLE_STEPS == STEPS


def test_an_unlabelled_conversation_gets_the_organizations_own_label(organization: Any) -> None:
    labelled(organization)
    without = asked(organization, "I would like a refund for a desk")
    step = learn(organization)
    analysis = analysis_of(without)
    assert analysis.intent == "refund"
    assert analysis.intent_confidence is not None
    assert analysis.intent_confidence >= intents.SURE_FROM
    assert (step.looked_at, step.made, step.engine) == (1, 1, "labels")


def test_what_no_label_is_about_keeps_the_intent_of_the_analysis(organization: Any) -> None:
    labelled(organization)
    foreign = asked(organization, "Who won the football match on Sunday?")
    step = learn(organization)
    assert analysis_of(foreign).intent not in set(LABELS)
    assert analysis_of(foreign).intent_confidence is None
    assert (step.looked_at, step.made) == (1, 0)


def test_a_given_intent_is_never_replaced(organization: Any) -> None:
    labelled(organization)
    odd = asked(organization, "I would like a refund for a desk", "voucher")
    asked(organization, "Please refund the desk")
    learn(organization)
    assert analysis_of(odd).intent == "voucher"


def test_without_enough_labels_nothing_changes_and_they_are_named_once_there_are(organization: Any) -> None:
    early = asked(organization, "I would like a refund for a desk")
    for text, label in zip(TEXTS[:23], LABELS[:23], strict=True):
        asked(organization, text, label)
    step = learn(organization)
    assert (step.looked_at, step.made) == (0, 0)
    assert analysis_of(early).intent_confidence is None
    labelled(organization)
    assert learn(organization).made == 1
    assert analysis_of(early).intent == "refund"
    assert analysis_of(early).intent_confidence is not None


def test_what_was_tried_is_not_tried_again_until_it_is_analysed_anew(organization: Any) -> None:
    labelled(organization)
    conversation = asked(organization, "I would like a refund for a desk")
    learn(organization)
    assert learn(organization).looked_at == 0
    conversation.analysed_at = None
    conversation.save(update_fields=["analysed_at"])
    assert (learn(organization).looked_at, analysis_of(conversation).intent) == (1, "refund")


def test_an_analysis_made_anew_meanwhile_waits(organization: Any) -> None:
    labelled(organization)
    conversation = asked(organization, "I would like a refund for a desk")
    run_cycle_until_analysed(organization)
    batch = intents.untold(organization=organization, after_id=0, limit=10)
    model = intents.model_of(examples=intents.examples_of(organization=organization))  # type: ignore[arg-type]
    guesses = intents.guess(model=model, analyses=batch)  # type: ignore[arg-type]
    ConversationAnalysis.objects.filter(conversation=conversation).update(question="Something else")
    with organization_scope(organization.pk):
        assert intents.store_intents(organization=organization, analyses=batch, guesses=guesses) == 0
    assert not analysis_of(conversation).is_intent_tried


def run_cycle_until_analysed(organization: Any) -> None:
    django_settings.LEARNING_CYCLE_STEPS = STEPS[:1]
    run_cycle(organization=organization, trigger="command")


def test_a_model_serves_until_there_is_a_quarter_more(organization: Any, django_assert_num_queries: Any) -> None:
    labelled(organization)
    run_cycle_until_analysed(organization)
    examples = intents.examples_of(organization=organization)
    assert examples is not None
    model = intents.model_of(examples=examples)
    with django_assert_num_queries(2):
        again = intents.examples_of(organization=organization)
    assert again is not None
    assert (again.texts, intents.model_of(examples=again) is model) == ((), True)


@pytest.mark.parametrize(("count", "size"), [(0, 0), (23, 0), (24, 24), (29, 24), (30, 30), (36, 30), (37, 37)])
def test_examples_grow_by_a_quarter_at_a_time(count: int, size: int) -> None:
    assert intents.rounded_size(count) == size


def test_another_organizations_labels_teach_nothing(organization: Any, in_organization: Any) -> None:
    labelled(organization)
    from tests.training.factories import OrganizationFactory

    other = OrganizationFactory(name="Other", slug="other")
    in_organization(other)
    foreign = asked(other, "I would like a refund for a desk")
    learn(other)
    assert analysis_of(foreign).intent_confidence is None
