"""The one answering function."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from knowledge.services.answering import HANDOFF_TEXT, AgentSettings, answer, answer_many
from knowledge.services.entries import archive_entry, create_entry, revise_entry
from knowledge.services.searching import QuestionInvalid, WouldBe
from tests.knowledge.factories import SHOP, shop_entries
from tests.training.factories import LearningUpdateFactory
from training.bucketing import bucket
from training.services.agents import apply_to_agent, change_agent

pytestmark = pytest.mark.django_db
QUESTIONS = ("How long can I send something back?", "When will my refund arrive?", "What is the capital of France?")


def test_a_known_question_is_answered_from_its_entry(organization: Any) -> None:
    entries = shop_entries(organization)
    found = answer(organization=organization, question=" How long can I send something back? ")
    assert not found.is_handoff
    assert "30 days" in found.text
    assert found.confidence >= AgentSettings.of(organization).handoff_confidence
    assert found.citations[0].entry_id == entries[0].pk
    assert found.citations[0].version_id == entries[0].current_version_id
    assert found.citations[0].title == SHOP[0][0]
    assert found.cites(entries[0].pk)
    assert not found.cites(entries[1].pk)
    assert found.engine.name == "local"
    assert (found.reason, found.unsent_text) == ("", "")
    assert found.question == "How long can I send something back?"


def test_an_unknown_question_is_handed_off_with_a_reason(organization: Any) -> None:
    shop_entries(organization)
    found = answer(organization=organization, question="What is the capital of France?")
    assert found.is_handoff
    assert found.text == HANDOFF_TEXT
    assert found.reason.endswith(".")
    assert not any(found.cites(citation.entry_id) for citation in found.citations)


def test_below_its_confidence_an_agent_hands_off_and_keeps_what_it_would_have_said(organization: Any) -> None:
    entries = shop_entries(organization)
    strict = AgentSettings(handoff_confidence=1.0)
    found = answer(organization=organization, question="When will my refund get to my account?", agent=strict)
    assert found.is_handoff
    assert "below 100% a person answers" in found.reason
    assert "5 working days" in found.unsent_text
    assert not found.cites(entries[1].pk)


def test_the_active_version_sets_how_the_agent_answers(organization: Any) -> None:
    shop_entries(organization)
    changes = {
        "handoff_confidence": 1.0, "context_size": 1, "temperature": 0.0, "model": "m-2", "system_prompt": "Be brief."
    }  # fmt: skip
    change_agent(organization=organization, changes=changes)
    assert AgentSettings.of(organization) == AgentSettings(**changes)
    found = answer(organization=organization, question="When will my refund get to my account?")
    assert (found.is_handoff, len(found.hits)) == (True, 1)


def test_a_customer_is_answered_by_the_version_that_serves_them(organization: Any) -> None:
    shop_entries(organization)
    update = LearningUpdateFactory(organization=organization, kind="model_optimization")
    apply_to_agent(
        organization=organization,
        changes={"handoff_confidence": 1.0},
        expected_version_id=None,
        update=update,
        salt="s",
    )
    for number in range(8):
        key = f"customer-{number}"
        found = answer(organization=organization, question="When will my refund get to my account?", customer_key=key)
        assert found.is_handoff == (bucket(key, salt="s") < 0.5)
    assert {bucket(f"customer-{number}", salt="s") < 0.5 for number in range(8)} == {True, False}


def test_with_no_entries_it_says_so(organization: Any) -> None:
    found = answer(organization=organization, question="Anything?")
    assert (found.is_handoff, found.confidence, found.citations, found.hits) == (True, 0.0, (), ())
    assert "no live entry" in found.reason


def test_an_empty_question_is_refused(organization: Any) -> None:
    with pytest.raises(QuestionInvalid):
        answer(organization=organization, question="   ")


def test_an_agent_reads_no_more_entries_than_its_context_holds(organization: Any) -> None:
    shop_entries(organization)
    found = answer(organization=organization, question=QUESTIONS[1], agent=AgentSettings(context_size=2))
    assert len(found.hits) == 2


def test_it_answers_as_of_a_moment(organization: Any) -> None:
    entries = shop_entries(organization)
    before = timezone.now()
    revise_entry(
        organization=organization, entry_id=entries[0].pk, title=SHOP[0][0], body="Send it back within 14 days."
    )
    assert "14 days" in answer(organization=organization, question=QUESTIONS[0]).text
    assert "30 days" in answer(organization=organization, question=QUESTIONS[0], as_of=before).text


def test_a_would_be_entry_answers_as_it_will_once_it_is_applied(organization: Any) -> None:
    entries = shop_entries(organization)
    question = "Do you offer gift wrapping?"
    overlay = [
        WouldBe(title="Do you offer gift wrapping?", body="Gift wrapping costs 3 euros; choose it in the basket."),
        WouldBe(entry_id=entries[7].pk, is_removed=True),
    ]
    assert answer(organization=organization, question=question).is_handoff
    foreseen = answer(organization=organization, question=question, overlay=overlay)
    made = create_entry(organization=organization, title=overlay[0].title, body=overlay[0].body)
    archive_entry(organization=organization, entry_id=entries[7].pk)
    real = answer(organization=organization, question=question)
    assert "3 euros" in foreseen.text
    assert (foreseen.text, foreseen.confidence) == (real.text, real.confidence)
    assert foreseen.cites(-1)
    assert real.cites(made.pk)


def test_many_questions_are_answered_as_each_alone(organization: Any) -> None:
    shop_entries(organization)
    together = answer_many(organization=organization, questions=QUESTIONS)
    assert together == [answer(organization=organization, question=question) for question in QUESTIONS]
    assert answer_many(organization=organization, questions=[]) == []
