"""What the tests ask of the hosted engine."""

from __future__ import annotations

from tests.openai_server import judgement
from training.ai.base import AnswerRequest, ConversationInput, DraftRequest, Passage, SourceText, Turn
from training.ai.openai_provider import OpenAIProvider, Prices

KEY = "sk-test-very-secret"
SECRET = "my parcel to the lighthouse is lost"


def make(base_url: str, *, max_retries: int = 0, timeout_seconds: float = 5.0) -> OpenAIProvider:
    return OpenAIProvider(
        api_key=KEY,
        base_url=base_url,
        model="test-model",
        embedding_model="test-embedding",
        timeout_seconds=timeout_seconds,
        max_retries=max_retries,
        prices=Prices(input_per_million=2.0, output_per_million=10.0, embedding_per_million=0.5),
    )


def conversation(number: int = 1, text: str = SECRET, intent: str = "") -> ConversationInput:
    return ConversationInput(
        conversation_id=number,
        turns=(
            Turn(message_id=number * 10, sender="customer", text=text),
            Turn(message_id=number * 10 + 1, sender="ai", text="It will arrive on Monday."),
        ),
        given_intent=intent,
    )


def draft_request(*texts: str) -> DraftRequest:
    return DraftRequest(
        topic="delivery_time",
        questions=("How long does delivery take?",),
        sources=tuple(
            SourceText(message_id=number, conversation_id=number, kind="agent_reply", text=text)
            for number, text in enumerate(texts, start=1)
        ),
    )


def answer_request(**changes: object) -> AnswerRequest:
    passage = Passage(version_id=7, entry_id=1, title="How long does delivery take?", text="Three days.", score=0.8)
    return AnswerRequest.model_validate({"question": "How long is delivery?", "passages": (passage,)} | changes)


def one_judgement(**changes: object) -> dict[str, object]:
    sent = {"conversation_id": 1, "messages": [{"message_id": 10, "sender": "customer", "text": SECRET}]}
    return {"judgements": [judgement(sent, **changes)]}
