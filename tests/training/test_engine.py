"""Which engine does the work, and what it is allowed to cost. The hosted path runs through the real SDK on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.openai_server import OpenAIServer, Reply, chat, error
from training.ai.base import AnswerRequest, ConversationInput, DraftRequest, Passage, SourceText, Turn
from training.models import InferenceLog
from training.services.engine import engine_for

QUESTION = AnswerRequest(
    question="How long can I return it?",
    passages=(Passage(version_id=7, entry_id=1, title="Returns", text="You can return it within 30 days.", score=0.9),),
)
CONVERSATION = ConversationInput(
    conversation_id=1,
    turns=(
        Turn(message_id=1, sender="customer", text="How long can I return it?"),
        Turn(message_id=2, sender="ai", text="30 days."),
    ),
)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def hosted(settings: Any, server: OpenAIServer) -> OpenAIServer:
    settings.OPENAI_API_KEY = "a key"
    settings.OPENAI_BASE_URL = server.base_url
    settings.OPENAI_MODEL = "a-model"
    settings.OPENAI_MAX_RETRIES = 0
    settings.OPENAI_PRICES = (1.0, 2.0, 0.1)
    return server


def test_without_a_key_the_local_engine_does_everything(organization: Any) -> None:
    engine = engine_for(organization)
    answer, stamp = engine.answer(QUESTION)
    assert (str(stamp), engine.stamp, engine.notes) == ("local 1", stamp, [])
    assert answer.cited_version_ids == (7,)
    assert not InferenceLog.objects.exists()


def test_a_hosted_answer_is_logged_with_its_tokens_and_cost(organization: Any, hosted: OpenAIServer) -> None:
    engine = engine_for(organization)
    _, stamp = engine.answer(QUESTION)
    log = InferenceLog.objects.get()
    assert (stamp.name, stamp.version) == ("openai", "a-model")
    assert (log.task, log.status, log.engine_version, log.items) == ("answer", "ok", "a-model", 1)
    assert log.input_tokens > 0
    assert log.cost == (Decimal(log.input_tokens) + 2 * Decimal(log.output_tokens)) / 1_000_000


@pytest.mark.parametrize("reply", [error(500), error(429)])
def test_an_endpoint_in_trouble_is_not_asked_again_in_this_piece_of_work(
    organization: Any, hosted: OpenAIServer, reply: Reply
) -> None:
    hosted.script(reply)
    engine = engine_for(organization)
    assert engine.answer(QUESTION)[1].name == "local"
    asked = len(hosted.requests)
    assert engine.answer(QUESTION)[1].name == "local"
    assert len(hosted.requests) == asked
    assert InferenceLog.objects.get().status == "unavailable"
    assert "could not be reached" in engine.notes[0]


def test_an_unusable_answer_is_done_locally_and_the_endpoint_asked_again(
    organization: Any, hosted: OpenAIServer
) -> None:
    hosted.script(chat("this is no JSON"))
    engine = engine_for(organization)
    assert engine.answer(QUESTION)[1].name == "local"
    assert engine.answer(QUESTION)[1].name == "openai"
    assert sorted(InferenceLog.objects.values_list("status", flat=True)) == ["ok", "rejected"]
    assert "unusable" in engine.notes[0]


def test_the_log_holds_no_customer_text(organization: Any, hosted: OpenAIServer) -> None:
    hosted.script(chat("How long can I return it? is no JSON"))
    engine_for(organization).answer(QUESTION)
    assert "return" not in InferenceLog.objects.get().error


def test_a_spent_budget_stops_the_calls_and_says_so(organization: Any, hosted: OpenAIServer) -> None:
    organization.monthly_budget = Decimal("0.50")
    organization.save()
    InferenceLog.objects.create(
        organization=organization, task="answer", engine="openai", engine_version="x", status="ok", cost=Decimal("0.50")
    )
    engine = engine_for(organization)
    assert engine.answer(QUESTION)[1].name == "local"
    assert hosted.requests == []
    assert "budget" in engine.notes[0]
    assert InferenceLog.objects.filter(status="over_budget").count() == 1


def test_an_organization_may_stay_local(organization: Any, hosted: OpenAIServer) -> None:
    organization.engine = "local"
    assert engine_for(organization).answer(QUESTION)[1].name == "local"
    assert hosted.requests == []


def test_a_chosen_hosted_engine_without_a_key_says_so(organization: Any) -> None:
    organization.engine = "openai"
    assert "no key is set" in engine_for(organization).notes[0]


def test_analysis_and_drafts_come_from_the_hosted_engine_too(organization: Any, hosted: OpenAIServer) -> None:
    engine = engine_for(organization)
    judgements, stamp = engine.analyse([CONVERSATION])
    assert (len(judgements), stamp.name) == (1, "openai")
    source = SourceText(message_id=3, conversation_id=1, kind="agent_reply", text="You can return it within 30 days.")
    draft, stamp = engine.draft(DraftRequest(topic="returns", questions=("how long?",), sources=(source,)))
    assert stamp.name == "openai"
    assert all(source.text[s.start : s.end].strip() == s.text for s in draft.sentences)


def test_the_bundled_embedding_is_used_unless_a_hosted_one_is_named(
    organization: Any, hosted: OpenAIServer, settings: Any
) -> None:
    engine = engine_for(organization)
    assert (engine.embedding_model, engine.embed(["hello"])[1]) == ("wordllama-256", "wordllama-256")
    settings.OPENAI_EMBEDDING_MODEL = "small"
    engine = engine_for(organization)
    vectors, model = engine.embed(["hello", "world"])
    assert (vectors.shape, model, engine.embedding_model) == ((2, 256), "small-256", "small-256")
    hosted.script(error(500))
    assert engine_for(organization).embed(["hello"])[1] == "wordllama-256"


def test_the_budget_holds_within_one_piece_of_work(organization: Any, hosted: OpenAIServer, settings: Any) -> None:
    settings.OPENAI_PRICES = (1e6, 1e6, 1e6)
    organization.monthly_budget = Decimal("1.00")
    engine = engine_for(organization)
    assert engine.answer(QUESTION)[1].name == "openai"
    assert engine.answer(QUESTION)[1].name == "local"
    assert "budget" in engine.notes[0]
