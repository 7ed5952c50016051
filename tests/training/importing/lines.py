"""Import lines for the tests: plain and fixed."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from training.services.importing.reading import LATEST, ConversationLine, ReadingRules, Refusal, read_line

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
RULES = ReadingRules(latest=LATEST, hash_key=b"tests only")


def message(
    sender: str = "customer", text: str = "Where is my order?", after: float = 0, **more: Any
) -> dict[str, Any]:
    """A message so many seconds after noon."""
    return {"sender": sender, "text": text, "at": (NOON + timedelta(seconds=after)).isoformat(), **more}


def conversation(identifier: str = "c-1", *messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation; without messages a question and the AI's answer nine seconds later."""
    said = list(messages) or [message(), message("ai", "It arrives tomorrow.", 9)]
    return {"id": identifier, "channel": "chat", "started_at": said[0]["at"], "messages": said, **more}


def write(path: Path, *lines: Any) -> Path:
    """Write objects as JSON lines, strings and bytes as they are; packed if the name ends in .gz."""
    raw = b"".join(
        (line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()) + b"\n"
        for line in lines
    )
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def read(said: Any, rules: ReadingRules = RULES) -> ConversationLine | Refusal:
    """Read one line, number 7."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return read_line(number=7, raw=raw, rules=rules)


def read_good(said: Any) -> ConversationLine:
    """Read one line that must be good."""
    line = read(said)
    assert isinstance(line, ConversationLine), line
    return line
