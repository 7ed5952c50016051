"""A small HTTP server on loopback that speaks chat completions with a JSON schema, and embeddings, as tests tell it to.

Without a script it answers honestly from the data it is sent. `server.script(...)` queues replies that are given first,
one for each request, whatever the path. Every request is recorded.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

_DATA = re.compile(r"<data>(.*)</data>", re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """What the server says: a status, headers, a body, after a pause. A status of 0 hangs up without a word."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0
    content_type: str = "application/json"

    def as_bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Recorded:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema asked for."""
        schema: dict[str, Any] = self.body["response_format"]["json_schema"]["schema"]
        return schema

    @property
    def data(self) -> dict[str, Any]:
        """The document between the fences of the user message."""
        return sent_data(self.body)


def sent_data(body: dict[str, Any]) -> dict[str, Any]:
    """The document between the fences of a request's user message."""
    found = _DATA.search(body["messages"][-1]["content"])
    if found is None:
        raise ValueError("the request holds no fenced data")
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def completion(
    content: Any, *, finish_reason: str = "stop", refusal: str | None = None, tokens: tuple[int, int] = (100, 20)
) -> dict[str, Any]:
    """The body of a chat completion; content that is no string is written as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": "test-model",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
    }


def chat(content: Any, **options: Any) -> Reply:
    """A good chat completion with this content."""
    return Reply(completion(content, **options))


def error(
    status: int, message: str = "no", *, param: str | None = None, headers: dict[str, str] | None = None
) -> Reply:
    """An API error."""
    body = {"error": {"message": message, "type": "test_error", "param": param, "code": None}}
    return Reply(body, status=status, headers=headers or {})


def judgement(conversation: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A plausible judgement of a conversation as it was sent."""
    asked = next((message for message in conversation["messages"] if message["sender"] == "customer"), None)
    return {
        "conversation_id": conversation["conversation_id"],
        "resolution_probability": 0.8,
        "judged_rating": 4.0,
        "is_question_repeated": False,
        "question_message_id": asked["message_id"] if asked else None,
        "question": asked["text"] if asked else "",
        "topics": ["delivery"],
        "intent": "ask_delivery",
        "sentiment": 0.3,
        "learning_points": [],
    } | changes


def honest(body: dict[str, Any]) -> Reply:
    """An answer made from what was sent."""
    if "input" in body:
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = [{"object": "embedding", "index": i, "embedding": vector(text)} for i, text in enumerate(texts)]
        usage = {"prompt_tokens": 3 * len(texts), "total_tokens": 3 * len(texts)}
        return Reply({"object": "list", "model": body["model"], "data": rows, "usage": usage})
    data = sent_data(body)
    if "conversations" in data:
        return chat({"judgements": [judgement(conversation) for conversation in data["conversations"]]})
    if "sources" in data:
        quotes = [{"message_id": source["message_id"], "quote": source["text"]} for source in data["sources"][:1]]
        return chat({"title": data["topic"], "sentences": quotes, "keywords": [data["topic"]]})
    passage = data["passages"][0]
    return chat({"answer": passage["text"], "confidence": 0.9, "cited_version_ids": [passage["version_id"]]})


def vector(text: str, dimensions: int = 256) -> list[float]:
    """Numbers that depend on the text only."""
    source = random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 - the same numbers each time
    return [source.uniform(-1, 1) for _ in range(dimensions)]


class OpenAIServer:
    """The server; use it as a context manager."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.most_at_once = 0
        self.pause_seconds = 0.0  # before each honest answer
        self._replies: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._at_once = 0
        self._stopping = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                owner._handle(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Stay silent."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def script(self, *replies: Reply) -> None:
        """Queue replies that come before honest answers."""
        self._replies.extend(replies)

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self.requests.append(Recorded(path=handler.path, headers=headers, body=body))
            reply = self._replies.popleft() if self._replies else None
        try:
            reply = reply or replace(honest(body), pause_seconds=self.pause_seconds)
            if reply.pause_seconds:
                self._stopping.wait(reply.pause_seconds)
            if reply.status == 0:
                handler.close_connection = True
                handler.connection.close()
                return
            payload = reply.as_bytes()
            handler.send_response(reply.status)
            for name, value in {"content-type": reply.content_type, **reply.headers}.items():
                handler.send_header(name, value)
            handler.send_header("content-length", str(len(payload)))
            handler.end_headers()
            handler.wfile.write(payload)
        except OSError:  # the client gave up waiting
            handler.close_connection = True
        finally:
            with self._lock:
                self._at_once -= 1


if __name__ == "__main__":
    # By hand: `OPENAI_BASE_URL=<the printed address> OPENAI_API_KEY=x`, to see the hosted path without a bill.
    import sys

    with OpenAIServer() as server:
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        while True:
            time.sleep(3600)
