"""The hosted engine and the server on loopback that it talks to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.openai_server import OpenAIServer
from tests.training.ai.openai_requests import make
from training.ai.openai_provider import OpenAIProvider


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def provider(server: OpenAIServer) -> Iterator[OpenAIProvider]:
    made = make(server.base_url)
    yield made
    made.close()
