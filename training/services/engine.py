"""The engine an organization runs on: the hosted one if it is set up, affordable and answers, else the local one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

import numpy as np
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from training.ai.base import (
    AnswerRequest,
    ContentDraft,
    ConversationInput,
    ConversationJudgement,
    DraftRequest,
    EngineStamp,
    GroundedAnswer,
    Provider,
    ProviderRejected,
    ProviderUnavailable,
    Usage,
)
from training.ai.local_provider import LocalProvider
from training.ai.onnx_embedding import OnnxEmbedder, onnx_embedder
from training.models import InferenceLog, Organization
from training.tenancy import organization_scope

log = logging.getLogger(__name__)
Result = TypeVar("Result")


def hosted_provider() -> Provider | None:
    """The OpenAI-compatible engine of the settings, or None without a key."""
    if not settings.OPENAI_API_KEY:
        return None
    # The SDK takes half a second to import, so only where it is used.
    from training.ai.openai_provider import OpenAIProvider, Prices

    per_input, per_output, per_embedding = settings.OPENAI_PRICES
    return OpenAIProvider(
        api_key=settings.OPENAI_API_KEY,
        base_url=settings.OPENAI_BASE_URL or None,
        model=settings.OPENAI_MODEL,
        embedding_model=settings.OPENAI_EMBEDDING_MODEL,
        timeout_seconds=settings.OPENAI_TIMEOUT_SECONDS,
        max_retries=settings.OPENAI_MAX_RETRIES,
        prices=Prices(input_per_million=per_input, output_per_million=per_output, embedding_per_million=per_embedding),
    )


class Engine:
    """One organization's engine for one piece of work (a cycle, a page).

    A call that the hosted engine cannot answer is answered by the local one; `notes` says why, for the page that shows
    the result. Once unreachable, the hosted engine is not asked again within this piece of work.
    """

    def __init__(
        self, organization: Organization, *, cycle_id: int | None = None, embedding_model: str | None = None
    ) -> None:
        """Choose the engines by the organization's setting; `embedding_model` tries another model than it uses."""
        self.organization = organization
        self.cycle_id = cycle_id
        self.notes: list[str] = []
        self._broken_onnx = False
        self.local: Provider = LocalProvider()
        self.hosted = hosted_provider() if organization.engine != Organization.Engine.LOCAL else None
        if organization.engine == Organization.Engine.OPENAI and self.hosted is None:
            self._note("The hosted engine is chosen but no key is set; the local engine did the work.")
        self._wanted_model = organization.embedding_model if embedding_model is None else embedding_model
        self._budget_left = self._left_of_budget() if self.hosted else Decimal(0)
        self._stop_when_spent()

    @property
    def stamp(self) -> EngineStamp:
        """The engine that will be asked first."""
        return (self.hosted or self.local).stamp

    def analyse(self, conversations: Sequence[ConversationInput]) -> tuple[list[ConversationJudgement], EngineStamp]:
        """Judge conversations; see `training.ai.base.Provider.analyse`."""
        return self._ask("analyse", len(conversations), lambda provider: provider.analyse(conversations))

    def draft(self, request: DraftRequest) -> tuple[ContentDraft, EngineStamp]:
        """Write knowledge text; see `training.ai.base.Provider.draft`."""
        return self._ask("draft", 1, lambda provider: provider.draft(request))

    def answer(self, request: AnswerRequest) -> tuple[GroundedAnswer, EngineStamp]:
        """Answer a question; see `training.ai.base.Provider.answer`."""
        return self._ask("answer", 1, lambda provider: provider.answer(request), model=request.model)

    @property
    def embedding_model(self) -> str:
        """The key of the embedding model in use: the organization's own choice, else the hosted one if it is set up."""
        return self._embedder().embedding_model

    @property
    def embedding_models(self) -> dict[str, int]:
        """The embedding models that are at hand, by key, with their dimensions."""
        return {one.embedding_model: one.embedding_dimensions for one in self._embedders()}

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, str]:
        """Unit vectors of the texts, shape (n, dimensions), and the key of the model that made them."""
        chosen = self._embedder()
        if isinstance(chosen, OnnxEmbedder):
            try:
                return chosen.embed(texts), chosen.embedding_model
            except ProviderUnavailable as exc:
                self._note(f"{exc} The bundled embedding did the work.")
                self._broken_onnx = True
        elif chosen is self.hosted and chosen is not None:
            hosted = self.hosted
            vectors, stamp = self._ask("embed", len(texts), lambda provider: provider.embed(texts))
            return vectors, (hosted if hosted and stamp == hosted.stamp else self.local).embedding_model
        return self.local.embed(texts)[0], self.local.embedding_model

    def _embedder(self) -> Provider | OnnxEmbedder:
        """The embedder that the organization chose; without a choice the hosted one if it is set up."""
        at_hand = self._embedders()
        chosen = next((one for one in at_hand if one.embedding_model == self._wanted_model), None)
        if chosen is None and self._wanted_model and at_hand[0].embedding_model != self._wanted_model:
            self._note(
                f"The embedding model {self._wanted_model} is not at hand; {at_hand[0].embedding_model} is used."
            )
        return chosen or at_hand[0]

    def _embedders(self) -> list[Provider | OnnxEmbedder]:
        """What can embed now, the default first."""
        found: list[Provider | OnnxEmbedder] = []
        if self.hosted and settings.OPENAI_EMBEDDING_MODEL:
            found.append(self.hosted)
        found.append(self.local)
        if settings.EMBEDDING_MODEL_PATH and not self._broken_onnx:
            try:
                found.append(onnx_embedder(settings.EMBEDDING_MODEL_PATH))
            except ProviderUnavailable as exc:
                self._broken_onnx = True
                self._note(f"{exc} The bundled embedding did the work.")
        return found

    def _ask(
        self, task: str, items: int, call: Callable[[Provider], tuple[Result, Usage]], *, model: str = ""
    ) -> tuple[Result, EngineStamp]:
        if self.hosted:
            stamp = EngineStamp(name=self.hosted.stamp.name, version=model) if model else self.hosted.stamp
            try:
                result, usage = call(self.hosted)
            except ProviderUnavailable as exc:
                self._log(task, stamp, InferenceLog.Status.UNAVAILABLE, items=items, usage=exc.usage, error=str(exc))
                self._note(f"The hosted engine could not be reached ({exc}); the local engine did the work.")
                self.hosted = None
            except ProviderRejected as exc:
                self._log(task, stamp, InferenceLog.Status.REJECTED, items=items, usage=exc.usage, error=str(exc))
                self._note(f"The hosted engine's answer was unusable ({exc}); the local engine did that part.")
            else:
                self._log(task, stamp, InferenceLog.Status.OK, items=items, usage=usage)
                return result, stamp
            finally:
                self._stop_when_spent()
        return call(self.local)[0], self.local.stamp

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)
            log.warning("%s: %s", self.organization.slug, sentence)

    def _stop_when_spent(self) -> None:
        if self.hosted and self._budget_left <= 0:
            self._log("budget", self.hosted.stamp, InferenceLog.Status.OVER_BUDGET)
            self._note("The hosted engine's budget of this month is spent; the local engine did the work.")
            self.hosted = None

    def _left_of_budget(self) -> Decimal:
        month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        with organization_scope(self.organization.pk):
            spent = InferenceLog.objects.filter(organization=self.organization, created_at__gte=month).aggregate(
                cost=Sum("cost")
            )["cost"]
        return self.organization.monthly_budget - (spent or Decimal(0))

    def _log(
        self,
        task: str,
        stamp: EngineStamp,
        status: str,
        *,
        items: int = 0,
        usage: Usage | None = None,
        error: str = "",
    ) -> None:
        usage = usage or Usage()
        self._budget_left -= Decimal(str(usage.cost))
        with organization_scope(self.organization.pk):
            InferenceLog.objects.create(
                organization=self.organization,
                cycle_id=self.cycle_id,
                task=task,
                engine=stamp.name,
                engine_version=stamp.version,
                status=status,
                items=items,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost=Decimal(str(round(usage.cost, 6))),
                latency_seconds=usage.latency_seconds,
                error=error[:500],
            )


def engine_for(
    organization: Organization, *, cycle_id: int | None = None, embedding_model: str | None = None
) -> Engine:
    """The engine for one piece of work of this organization; `embedding_model` tries another model than it uses."""
    return Engine(organization, cycle_id=cycle_id, embedding_model=embedding_model)
