"""The hosted engine when its endpoint answers with what cannot be used, or not at all; nothing tells what was said."""

from __future__ import annotations

import logging
import socket
import traceback

import pytest

from tests.openai_server import OpenAIServer, Reply, chat, completion, error
from tests.training.ai.openai_requests import KEY, SECRET, answer_request, conversation, make, one_judgement
from training.ai.base import ProviderRejected, ProviderUnavailable
from training.ai.openai_provider import OpenAIProvider

NOW = {"retry-after-ms": "1"}


# Answers that can not be used


@pytest.mark.parametrize(
    "reply",
    [
        chat("{ not json"),
        chat("[]"),
        chat(None),
        chat({"judgements": []}),
        chat({"judgements": [{"conversation_id": 1}]}),
        chat(one_judgement(extra="field")),
        chat(one_judgement(conversation_id=2)),
        chat({"judgements": [*one_judgement()["judgements"], *one_judgement()["judgements"]]}),  # type: ignore[misc]
        chat(one_judgement(topics=["a", "b", "c", "d", "e", "f"])),
        chat(one_judgement(resolution_probability=1.2)),
        chat(one_judgement(sentiment=-3)),
        chat(one_judgement(question_message_id=11)),  # a message of the AI
        chat(one_judgement(question_message_id=4711)),
        chat(one_judgement(), finish_reason="length"),
        chat(one_judgement(), finish_reason="content_filter"),
        chat(None, refusal="I can not help with that."),
        Reply({**completion("x"), "choices": []}),
        Reply({**completion("x"), "choices": None}),
        Reply({"hello": "world"}),
        Reply(b"<html>a proxy's page</html>", content_type="text/html"),
        Reply(b"{ broken", content_type="application/json"),
        Reply(b"", content_type="application/json"),
        error(400),
        error(401),
        error(403),
        error(404),
    ],
)
def test_an_unusable_answer_is_rejected(server: OpenAIServer, provider: OpenAIProvider, reply: Reply) -> None:
    server.script(reply)
    with pytest.raises(ProviderRejected):
        provider.analyse([conversation()])


def test_one_unusable_part_rejects_the_whole_call_and_tells_what_it_cost(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    server.script(chat("nonsense"))
    with pytest.raises(ProviderRejected) as caught:
        provider.analyse([conversation(number) for number in range(1, 8)])
    assert caught.value.usage.input_tokens >= 100  # type: ignore[attr-defined]


# An endpoint in trouble


def test_it_tries_again_after_429_minding_the_pause_it_is_told(server: OpenAIServer) -> None:
    server.script(error(429, headers={"retry-after": "1"}))
    judgements, usage = make(server.base_url, max_retries=1).analyse([conversation()])
    assert len(judgements) == 1
    assert len(server.requests) == 2
    assert usage.latency_seconds >= 1.0


def test_it_tries_again_after_a_500(server: OpenAIServer) -> None:
    server.script(error(500, headers=NOW), error(503, headers=NOW))
    judgements, _ = make(server.base_url, max_retries=2).analyse([conversation()])
    assert len(judgements) == 1
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_trouble_that_stays_means_unavailable(server: OpenAIServer, status: int) -> None:
    server.script(*[error(status, headers=NOW)] * 2)
    with pytest.raises(ProviderUnavailable):
        make(server.base_url, max_retries=1).analyse([conversation()])
    assert len(server.requests) == 2


def test_an_endpoint_that_is_too_slow_is_unavailable(server: OpenAIServer) -> None:
    server.script(Reply(completion("late"), pause_seconds=5))
    with pytest.raises(ProviderUnavailable):
        make(server.base_url, timeout_seconds=0.2).answer(answer_request())


def test_an_endpoint_that_hangs_up_is_unavailable(server: OpenAIServer, provider: OpenAIProvider) -> None:
    server.script(Reply(status=0))
    with pytest.raises(ProviderUnavailable):
        provider.answer(answer_request())


def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ProviderUnavailable):
        make(f"http://127.0.0.1:{port}/v1").embed(["text"])


def test_an_option_the_server_refuses_is_left_out_from_then_on(server: OpenAIServer, provider: OpenAIProvider) -> None:
    server.script(error(400, "Unsupported parameter", param="temperature"))
    provider.answer(answer_request())
    provider.answer(answer_request())
    assert ["temperature" in request.body for request in server.requests] == [True, False, False]


# Silence


@pytest.mark.parametrize(
    "reply",
    [
        chat(SECRET),
        chat(one_judgement(sentiment=9, question=SECRET)),
        error(400, SECRET),
        error(401, f"Incorrect API key provided: {KEY}"),
        error(500, SECRET),
        Reply(SECRET.encode(), content_type="text/plain"),
        Reply(status=0),
    ],
)
def test_no_error_and_no_log_line_holds_customer_text_or_the_key(
    server: OpenAIServer, provider: OpenAIProvider, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    with pytest.raises((ProviderRejected, ProviderUnavailable)) as caught:
        provider.analyse([conversation()])
    chain: list[BaseException] = [caught.value]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(inner)
    told = "".join("".join(traceback.format_exception(error)) + repr(vars(error)) for error in chain) + caplog.text
    assert SECRET not in told
    assert KEY not in told


@pytest.mark.parametrize("key", ["has\nnewline", "not-ascii-ключ"])
def test_a_key_that_fits_no_header_is_one_of_our_two_errors(server: OpenAIServer, key: str) -> None:
    provider = OpenAIProvider(api_key=key, base_url=server.base_url, model="m", embedding_model="e", max_retries=0)
    with pytest.raises((ProviderRejected, ProviderUnavailable)) as caught:
        provider.embed(["text"])
    assert key not in str(caught.value)
