"""What a hosted engine is asked to write, what is read of its replies, and the checks that both must pass."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.ai import prompts
from training.ai.base import ConversationInput, ConversationJudgement, DraftSentence, SourceText
from training.ai.local.quoting import is_safe
from training.safety import is_flagged

EMBEDDING_TEXTS, EMBEDDING_CHARACTERS, EMBEDDING_TEXT_CHARACTERS = 256, 400_000, 24_000


class Wire(BaseModel):
    """What the model is asked to write; without defaults, so that every field is required in the schema."""

    model_config = ConfigDict(extra="forbid")


class Judgement(Wire):
    conversation_id: int
    resolution_probability: float
    judged_rating: float
    is_question_repeated: bool
    question_message_id: int | None
    question: str
    topics: list[str]
    intent: str
    sentiment: float
    learning_points: list[str]


class Judgements(Wire):
    judgements: list[Judgement]


class Quote(Wire):
    message_id: int
    quote: str


class Draft(Wire):
    title: str
    sentences: list[Quote]
    keywords: list[str]


class Answer(Wire):
    answer: str
    confidence: float
    cited_version_ids: list[int]


class Heard(BaseModel):
    """The part of an endpoint's reply that we read; servers may add what they like."""

    model_config = ConfigDict(extra="ignore")


class Tokens(Heard):
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int | None = Field(default=0, ge=0)


class Message(Heard):
    content: str | None = None
    refusal: str | None = None


class Choice(Heard):
    message: Message
    finish_reason: str | None = None


class Completion(Heard):
    choices: list[Choice]
    usage: Tokens | None = None


class Row(Heard):
    index: int
    embedding: list[float]


class Embeddings(Heard):
    data: list[Row]
    usage: Tokens | None = None


def parsed(model: type[Any], content: str | bytes) -> Any:
    """Content as `model`, None where it does not fit; the error, which quotes the content, is dropped."""
    try:
        return model.model_validate_json(content)
    except ValidationError:
        return None


def checked_judgement(told: Judgement, conversation: ConversationInput) -> ConversationJudgement | None:
    """A judgement in the terms of the contract, None where it breaks them."""
    asked = told.question_message_id
    if asked is not None and asked not in {turn.message_id for turn in conversation.turns if turn.sender == "customer"}:
        return None
    intent = re.sub(r"[^a-z0-9]+", "_", told.intent.lower()).strip("_")[:60]
    try:
        return ConversationJudgement(
            conversation_id=conversation.conversation_id,
            resolution_probability=told.resolution_probability,
            judged_rating=told.judged_rating,
            is_question_repeated=told.is_question_repeated,
            question_message_id=asked,
            question=" ".join(told.question.split()) if asked is not None else "",
            topics=tuple(clean_phrases(told.topics)),
            intent=conversation.given_intent or intent,
            sentiment=told.sentiment,
            learning_points=tuple(
                " ".join(point.split()) for point in told.learning_points if point.strip() and not is_flagged(point)
            ),
        )
    except ValidationError:
        return None


def clean_phrases(phrases: Sequence[str]) -> list[str]:
    """Phrases on one line each, without repeats, swear words and placeholders."""
    cleaned = (prompts.clipped(" ".join(phrase.split()), 80) for phrase in phrases)
    return [phrase for phrase in dict.fromkeys(cleaned) if phrase and is_safe(phrase)]


def found_quote(quote: Quote, source: SourceText | None, own: Collection[str] = ()) -> DraftSentence | None:
    """The span of a quote in its source, white space aside; None where it does not stand there or may not be shown."""
    tokens = quote.quote.split()
    if source is None or not tokens:
        return None
    match = re.search(r"\s+".join(re.escape(token) for token in tokens), source.text)
    if match is None or not is_safe(match.group(), own):
        return None
    return DraftSentence(text=match.group(), message_id=source.message_id, start=match.start(), end=match.end())


def embedding_batches(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts that are not empty, in batches an endpoint takes."""
    batches: list[list[int]] = []
    size = 0
    for place, text in enumerate(texts):
        if not text.strip():
            continue
        length = min(len(text), EMBEDDING_TEXT_CHARACTERS)
        if not batches or len(batches[-1]) == EMBEDDING_TEXTS or size + length > EMBEDDING_CHARACTERS:
            batches.append([])
            size = 0
        batches[-1].append(place)
        size += length
    return batches
