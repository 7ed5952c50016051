"""The engine that needs no network: rules, lexicons and the bundled embedding. The same input gives the same output."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from training.ai import embedding
from training.ai.base import (
    AnswerRequest,
    ContentDraft,
    ConversationInput,
    ConversationJudgement,
    DraftRequest,
    EngineStamp,
    GroundedAnswer,
    Usage,
)
from training.ai.local import analysis, answering, drafting


class LocalProvider:
    """A `training.ai.base.Provider` that never leaves this process and costs nothing."""

    stamp = EngineStamp(name="local", version="1")
    embedding_model = embedding.EMBEDDING_MODEL_KEY
    embedding_dimensions = embedding.DIMENSIONS

    def analyse(self, conversations: Sequence[ConversationInput]) -> tuple[list[ConversationJudgement], Usage]:
        """Judge each conversation by its signals; see `local.analysis.WEIGHTS`."""
        started = time.perf_counter()
        judgements = analysis.analyse(conversations)
        return judgements, _usage(started)

    def draft(self, request: DraftRequest) -> tuple[ContentDraft, Usage]:
        """Put knowledge text together from sentences of the sources, word for word."""
        started = time.perf_counter()
        draft = drafting.draft(request)
        return draft, _usage(started)

    def answer(self, request: AnswerRequest) -> tuple[GroundedAnswer, Usage]:
        """Answer with sentences of the passages; prompt and temperature do not apply to an extractive engine."""
        started = time.perf_counter()
        answer = answering.answer(request)
        return answer, _usage(started)

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, Usage]:
        """Embed texts with the bundled model."""
        started = time.perf_counter()
        vectors = embedding.embed(texts)
        return vectors, _usage(started)


def _usage(started: float) -> Usage:
    """One call that cost time only. The clock is measured, never part of a result."""
    return Usage(calls=1, latency_seconds=time.perf_counter() - started)
