"""The hosted engine, through the openai SDK: any server with chat completions by JSON schema, and embeddings.

Nothing the endpoint says is believed unchecked. No error raised here, nor anything it points to, holds customer text or
the key.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import numpy as np
import openai  # noqa: TID251 - this is the one file that may
from pydantic import Field

from training.ai import openai_wire as wire
from training.ai import prompts
from training.ai.base import (
    AnswerRequest,
    ContentDraft,
    ConversationInput,
    ConversationJudgement,
    DraftRequest,
    EngineStamp,
    GroundedAnswer,
    ProviderRejected,
    ProviderUnavailable,
    Typed,
    Usage,
)
from training.ai.local.drafting import supporters_of
from training.ai.local.quoting import is_safe
from training.ai.support import Support

DIMENSIONS = 256
CONVERSATIONS_A_REQUEST = 5
REQUESTS_AT_ONCE = 4
DRAFT_SENTENCES = 5
_OPTIONAL = ("temperature", "max_completion_tokens")  # some models and servers refuse these; they are then left out


class Prices(Typed):
    """What a million tokens cost, in the currency of the price settings."""

    input_per_million: float = Field(default=0.0, ge=0)
    output_per_million: float = Field(default=0.0, ge=0)
    embedding_per_million: float = Field(default=0.0, ge=0)


WireT = TypeVar("WireT", bound=wire.Wire)
HeardT = TypeVar("HeardT", bound=wire.Heard)


class OpenAIProvider:
    """A `training.ai.base.Provider` behind an OpenAI-compatible endpoint."""

    embedding_dimensions = DIMENSIONS

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        embedding_model: str,
        timeout_seconds: float = 30.0,
        max_retries: int = 2,
        prices: Prices | None = None,
    ) -> None:
        self.stamp = EngineStamp(name="openai", version=model)
        self.embedding_model = f"{embedding_model}-{DIMENSIONS}"
        self._model = model
        self._embedding_name = embedding_model
        self._prices = prices or Prices()
        self._refused_options: set[str] = set()
        # The SDK waits and tries again by itself after 408, 409, 429, 5xx, timeouts and lost connections; it minds
        # retry-after up to two minutes.
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url or "https://api.openai.com/v1",
            timeout=timeout_seconds,
            max_retries=max_retries,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # Analyse

    def analyse(self, conversations: Sequence[ConversationInput]) -> tuple[list[ConversationJudgement], Usage]:
        """Judge each conversation; a few in one request, a few requests at once, all or nothing."""
        started = time.perf_counter()
        parts = [
            conversations[start : start + CONVERSATIONS_A_REQUEST]
            for start in range(0, len(conversations), CONVERSATIONS_A_REQUEST)
        ]
        judgements: list[ConversationJudgement] = []
        usages: list[Usage] = []
        failure: ProviderUnavailable | ProviderRejected | None = None
        with ThreadPoolExecutor(max_workers=REQUESTS_AT_ONCE, thread_name_prefix="analyse") as pool:
            futures = [pool.submit(self._analyse_part, part) for part in parts]
            for future in futures:
                if future.cancelled():
                    continue
                error = future.exception()
                if isinstance(error, ProviderUnavailable | ProviderRejected):
                    usages.append(error.usage)
                    failure = failure or error
                    for other in futures:
                        other.cancel()
                    continue
                found, usage = future.result()
                judgements.extend(found)
                usages.append(usage)
        total = _sum(usages, latency_seconds=time.perf_counter() - started)
        if failure is not None:
            raise type(failure)(str(failure), total)
        return judgements, total

    def _analyse_part(self, part: Sequence[ConversationInput]) -> tuple[list[ConversationJudgement], Usage]:
        answer, usage = self._ask(
            system=prompts.ANALYSE, user=prompts.analyse_message(part), shape=wire.Judgements, temperature=0.0
        )
        by_id = {judgement.conversation_id: judgement for judgement in answer.judgements}
        wanted = [conversation.conversation_id for conversation in part]
        if len(answer.judgements) != len(part) or set(by_id) != set(wanted):
            raise ProviderRejected("The model judged other conversations than those it was given.", usage)
        judgements = [
            wire.checked_judgement(by_id[conversation.conversation_id], conversation) for conversation in part
        ]
        if None in judgements:
            raise ProviderRejected("The model's judgement was out of range or named messages that do not exist.", usage)
        return [judgement for judgement in judgements if judgement is not None], usage

    # Draft

    def draft(self, request: DraftRequest) -> tuple[ContentDraft, Usage]:
        """Let the model choose sentences of the sources; each must really stand there, and others must say it too."""
        topic = " ".join(request.topic.replace("_", " ").split())
        if not request.sources:
            return ContentDraft(title=topic[:1].upper() + topic[1:], sentences=()), Usage()
        answer, usage = self._ask(
            system=prompts.DRAFT, user=prompts.draft_message(request), shape=wire.Draft, temperature=0.0
        )
        sources = {source.message_id: source for source in request.sources}
        found = [
            wire.found_quote(quote, sources.get(quote.message_id), request.own_addresses) for quote in answer.sentences
        ]
        quoted = list({(s.message_id, s.start): s for s in found if s is not None}.values())[:DRAFT_SENTENCES]
        if answer.sentences and not quoted:
            raise ProviderRejected("None of the sentences the model quoted stands in the sources.", usage)
        support = Support(request)
        backed = [
            quote for quote in quoted if support.allows_sentence(quote.text, supporters_of(quote.text, request.sources))
        ]
        title = prompts.clipped(" ".join(answer.title.split()), 120)
        is_title = bool(title) and is_safe(title) and support.allows_title(title)
        return (
            ContentDraft(
                title=title if is_title else topic[:1].upper() + topic[1:],
                sentences=tuple(backed),
                keywords=tuple(filter(support.allows_title, wire.clean_phrases(answer.keywords)))[:8],
            ),
            usage,
        )

    # Answer

    def answer(self, request: AnswerRequest) -> tuple[GroundedAnswer, Usage]:
        """Let the model answer from the passages; what it cites must be among them."""
        silent = GroundedAnswer(text="", confidence=0.0, cited_version_ids=())
        if not request.passages or not request.question.strip():
            return silent, Usage()
        answer, usage = self._ask(
            system=prompts.answer_system(request),
            user=prompts.answer_message(request),
            shape=wire.Answer,
            model=request.model,
            temperature=request.temperature,
            max_completion_tokens=2 * request.max_tokens + 500,  # the JSON around the text, and room to reason
        )
        cited = tuple(dict.fromkeys(answer.cited_version_ids))
        text = answer.answer.strip()
        if not set(cited) <= {passage.version_id for passage in request.passages}:
            raise ProviderRejected("The model cited knowledge that it was not given.", usage)
        if not (math.isfinite(answer.confidence) and 0 <= answer.confidence <= 1) or (cited and not text):
            raise ProviderRejected("The model's answer was empty or its confidence out of range.", usage)
        if not cited:
            return silent, usage
        return GroundedAnswer(text=text, confidence=answer.confidence, cited_version_ids=cited), usage

    # Embed

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, Usage]:
        """Embed texts at 256 dimensions; empty ones stay zero and cost nothing."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        usages: list[Usage] = []
        for places in wire.embedding_batches(texts):
            batch = [texts[place][: wire.EMBEDDING_TEXT_CHARACTERS] for place in places]
            send = partial(
                self._client.embeddings.with_raw_response.create,
                model=self._embedding_name,
                input=batch,
                dimensions=DIMENSIONS,
                encoding_format="float",
            )
            heard, usage = self._call(send, wire.Embeddings, is_embedding=True)
            usages.append(usage)
            rows = {row.index: row.embedding for row in heard.data}
            usable = len(heard.data) == len(batch) and set(rows) == set(range(len(batch)))
            usable = usable and all(len(row) == DIMENSIONS for row in rows.values())
            matrix = (
                np.array([rows[index] for index in range(len(batch))], dtype=np.float32) if usable else np.zeros((1, 1))
            )
            lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
            if not usable or not np.isfinite(lengths).all() or (lengths == 0).any():
                raise ProviderRejected(
                    f"The endpoint did not return one embedding of {DIMENSIONS} numbers for each text.", _sum(usages)
                )
            vectors[places] = matrix / lengths
        return vectors, _sum(usages)

    # Talking to the endpoint

    def _ask(
        self, *, system: str, user: str, shape: type[WireT], model: str = "", **options: Any
    ) -> tuple[WireT, Usage]:
        """One chat completion that must answer in the schema of `shape`; `model` where it is not the usual one."""
        heard, usage = self._call(
            lambda: self._create(
                model=model or self._model,
                messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {
                        "name": shape.__name__.lower(),
                        "strict": True,
                        "schema": shape.model_json_schema(),
                    },
                },
                **options,
            ),
            wire.Completion,
        )
        if not heard.choices:
            raise ProviderRejected("The endpoint answered with no choice.", usage)
        choice = heard.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise ProviderRejected("The model refused to answer.", usage)
        if choice.finish_reason == "length":
            raise ProviderRejected("The model's answer was cut off before its end.", usage)
        answer = wire.parsed(shape, choice.message.content or "")
        if answer is None:
            raise ProviderRejected("The model's answer is not JSON of the asked schema.", usage)
        return answer, usage

    def _create(self, **arguments: Any) -> Any:
        """A chat completion; an option that this model or server refuses is left out from then on."""
        for option in self._refused_options:
            arguments.pop(option, None)
        while True:
            refused = None
            try:
                return self._client.chat.completions.with_raw_response.create(**arguments)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                told = f"{error.param or ''} {error.message}"
                refused = next((name for name in _OPTIONAL if name in arguments and name in told), None)
                if refused is None:
                    raise
            self._refused_options.add(refused)
            del arguments[refused]

    def _call(
        self, send: Callable[[], Any], heard: type[HeardT], *, is_embedding: bool = False
    ) -> tuple[HeardT, Usage]:
        """Send a request and read its reply; the SDK's errors, which hold the request, end here."""
        started = time.perf_counter()
        problem: tuple[type[ProviderUnavailable] | type[ProviderRejected], str] | None = None
        body = b""
        try:
            body = send().content
        except openai.OpenAIError as error:
            problem = _problem(error)
        except (ValueError, TypeError) as error:  # a key that fits no header, a reply that is no text
            problem = ProviderRejected, f"The AI endpoint could not be asked ({type(error).__name__})."
        latency = time.perf_counter() - started
        if problem is not None:
            raise problem[0](problem[1], Usage(calls=1, latency_seconds=latency))
        reply = wire.parsed(heard, body)
        if reply is None:
            raise ProviderRejected(
                "The endpoint's reply is not what this API answers.", Usage(calls=1, latency_seconds=latency)
            )
        tokens: wire.Tokens = getattr(reply, "usage", None) or wire.Tokens()
        written = tokens.completion_tokens or 0
        price = self._prices
        cost = tokens.prompt_tokens * (price.embedding_per_million if is_embedding else price.input_per_million)
        cost += 0 if is_embedding else written * price.output_per_million
        return reply, Usage(
            calls=1,
            input_tokens=tokens.prompt_tokens,
            output_tokens=written,
            cost=cost / 1_000_000,
            latency_seconds=latency,
        )


def _problem(error: openai.OpenAIError) -> tuple[type[ProviderUnavailable] | type[ProviderRejected], str]:
    """An SDK error in our words, without anything it quotes."""
    if isinstance(error, openai.APITimeoutError):
        return ProviderUnavailable, "The AI endpoint did not answer in time."
    if isinstance(error, openai.APIConnectionError):
        return ProviderUnavailable, "The AI endpoint could not be reached."
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        if status == 429:
            return ProviderUnavailable, "The AI endpoint asks for fewer requests, or its quota is used up (429)."
        if status in (408, 409) or status >= 500:
            return ProviderUnavailable, f"The AI endpoint is in trouble ({status})."
        if status in (401, 403):
            return ProviderRejected, f"The AI endpoint refuses the API key ({status})."
        if status == 404:
            return ProviderRejected, "The AI endpoint does not know the model or the address (404)."
        return ProviderRejected, f"The AI endpoint refuses the request ({status})."
    return ProviderRejected, f"The AI endpoint could not be used ({type(error).__name__})."


def _sum(usages: Sequence[Usage], *, latency_seconds: float | None = None) -> Usage:
    """What several calls cost together; calls at once share their time."""
    return Usage(
        calls=sum(usage.calls for usage in usages),
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cost=sum(usage.cost for usage in usages),
        latency_seconds=sum(usage.latency_seconds for usage in usages) if latency_seconds is None else latency_seconds,
    )
