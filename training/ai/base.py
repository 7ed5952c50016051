"""What the desk asks of an AI engine, as typed calls.

Two engines keep this contract: `local_provider` (no network, deterministic) and `openai_provider`. Everything passed
in has already been PII-scrubbed. Everything that comes back says which engine and version made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Sender = Literal["customer", "ai", "agent", "system"]
EntryKind = Literal["answer", "handoff"]
SourceKind = Literal["human_edit", "agent_reply", "successful_ai_reply"]


class Typed(BaseModel):
    """Base of all values that cross the contract: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(Typed):
    """What one call cost. `cost` is in the currency of the price settings; the local engine reports zero."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    latency_seconds: float = 0.0


class ProviderFailed(Exception):
    """An engine's own fault; `usage` says what the attempt cost all the same."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        """Keep the sentence and the cost."""
        super().__init__(message)
        self.usage = usage or Usage()


class ProviderUnavailable(ProviderFailed):
    """The engine could not be reached in time, or told us to come back later; the same call may work later."""


class ProviderRejected(ProviderFailed):
    """The engine answered, but with something unusable (refused, malformed, not allowed); retrying will not help."""


class EngineStamp(Typed):
    """Which engine made a number: stored beside every produced value."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Turn(Typed):
    """One message of a conversation, text already scrubbed."""

    message_id: int
    sender: Sender
    text: str


class ConversationInput(Typed):
    """One closed conversation to analyse, with what is already known about its outcome (None: unknown)."""

    conversation_id: int
    turns: tuple[Turn, ...]
    rating: int | None = None
    resolved: bool | None = None
    handed_off: bool = False
    given_intent: str = ""


class ConversationJudgement(Typed):
    """An engine's reading of one conversation.

    `resolution_probability` and `sentiment` are the engine's own judgement (0–1, −1–1) whatever rating was given;
    `judged_rating` (1–5) stands in for a missing rating. `question_message_id` is the customer message that says what
    they came for (None when the customer said nothing of substance), `question` its text without greetings.
    """

    conversation_id: int
    resolution_probability: float = Field(ge=0, le=1)
    judged_rating: float = Field(ge=1, le=5)
    is_question_repeated: bool
    question_message_id: int | None
    question: str
    topics: tuple[str, ...] = Field(max_length=5)
    intent: str
    sentiment: float = Field(ge=-1, le=1)
    learning_points: tuple[str, ...] = Field(max_length=5)


class SourceText(Typed):
    """One thing that was really said and may be quoted in a draft; `customer` is the key of whom it was said to."""

    message_id: int
    conversation_id: int
    kind: SourceKind
    text: str
    customer: str = ""


class DraftRequest(Typed):
    """Ask for knowledge text about one topic. Without sources a draft must stay empty.

    `askers` are the keys of who asked, one for each question (empty: each was somebody else). Engines obey the rules of
    `training.ai.support`. `own_addresses` are the organization's domains and numbers, which a draft may name;
    `left_out` says whose words carry red flags and were therefore left out, for people only.
    """

    topic: str
    questions: tuple[str, ...]
    sources: tuple[SourceText, ...]
    askers: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class DraftSentence(Typed):
    """One sentence of a draft and the span [start, end) of the source message that it rests on."""

    text: str
    message_id: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ContentDraft(Typed):
    """Suggested knowledge text. An empty `sentences` means: nothing said so far answers this; ask a person."""

    title: str
    sentences: tuple[DraftSentence, ...]
    keywords: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The draft as one text: its sentences in order, one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


class Passage(Typed):
    """One live knowledge version offered to the engine as ground for an answer; `score` is the search's own, 0–1.

    `text_score` and `vector_score` say how like the question it is by words and by meaning (0–1; None: not known).
    `asked_as` are other wordings of the question that it answers: they help to tell that it does, and are never part of
    an answer. A passage of kind "handoff" is a rule that passes such questions to a person: it is cited alone or not.
    """

    version_id: int
    entry_id: int
    title: str
    text: str
    score: float
    text_score: float | None = None
    vector_score: float | None = None
    asked_as: tuple[str, ...] = ()
    kind: EntryKind = "answer"


class AnswerRequest(Typed):
    """A question and the passages that may ground its answer, best first; `model` (blank: its own) of the engine."""

    question: str
    passages: tuple[Passage, ...]
    model: str = ""
    system_prompt: str = ""
    temperature: float = 0.2
    max_tokens: int = 400


class GroundedAnswer(Typed):
    """An answer resting on the cited versions only. `confidence` 0–1; no citation means the engine cannot tell."""

    text: str
    confidence: float = Field(ge=0, le=1)
    cited_version_ids: tuple[int, ...]


class Provider(Protocol):
    """One AI engine. For its own faults its methods raise ProviderUnavailable or ProviderRejected, nothing else."""

    stamp: EngineStamp
    embedding_model: str
    embedding_dimensions: int

    def analyse(self, conversations: Sequence[ConversationInput]) -> tuple[list[ConversationJudgement], Usage]:
        """Judge each conversation; one judgement for each input, in the same order."""

    def draft(self, request: DraftRequest) -> tuple[ContentDraft, Usage]:
        """Write knowledge text about a topic out of its sources."""

    def answer(self, request: AnswerRequest) -> tuple[GroundedAnswer, Usage]:
        """Answer a question out of the given passages."""

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, Usage]:
        """Embed texts: float32, shape (len(texts), embedding_dimensions), rows of unit length (zero for empty text)."""
