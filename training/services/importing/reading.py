"""One line of an import file becomes one typed conversation, or a refusal that says what is wrong with it.

Pure. A refusal names line, field and reason and never repeats what the line said: that is not yet scrubbed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

MAX_TEXT_BYTES = 100_000
MAX_LINE_BYTES = 16 * 1024 * 1024
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_SENDERS = frozenset(("customer", "ai", "agent", "system"))
_STATUSES = frozenset(("open", "closed"))
_HASH_VERSION = "1"
_VERSION = re.compile(r"[0-9]{1,8}\.[0-9]{1,8}\.[0-9]{1,8}")


class Refusal(NamedTuple):
    """Why one line was left out."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        """One sentence."""
        return f"Line {self.line}: {self.field or 'the line'} {self.reason}."


class Edit(NamedTuple):
    """What a human agent made of the AI's reply."""

    text: str
    editor: str
    reason: str


class MessageLine(NamedTuple):
    """One message as the file says it, not yet scrubbed."""

    sender: str
    text: str
    at: datetime
    model: str = ""
    confidence: float | None = None
    tokens: int | None = None
    cost: float | None = None
    latency_seconds: float | None = None
    citations: tuple[str, ...] = ()
    edit: Edit | None = None


class ConversationLine(NamedTuple):
    """One conversation as the file says it, not yet scrubbed, its times not yet moved."""

    line: int
    external_id: str
    content_hash: bytes
    channel: str
    started_at: datetime
    messages: tuple[MessageLine, ...]
    rating: int | None
    comment: str
    intent: str
    escalated: bool | None
    handoff_reason: str
    resolved: bool | None
    source: str
    customer: str
    status: str
    confidence: float | None
    converted: bool | None
    value: float | None
    cost: float | None
    agent_version: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadingRules:
    """What a line is read by: the latest time it may name, and the key and salt of its content hash."""

    latest: datetime
    hash_key: bytes
    hash_salt: str = ""


class _Bad(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


def read_line(*, number: int, raw: bytes, rules: ReadingRules) -> ConversationLine | Refusal:
    """Read one line (without knowing its neighbours).

    >>> rules = ReadingRules(latest=LATEST, hash_key=b"key")
    >>> str(read_line(number=3, raw=b'{"id": "a"}', rules=rules))
    'Line 3: channel is missing.'
    """
    try:
        return _conversation(number, _decode(raw), rules)
    except _Bad as bad:
        return Refusal(number, bad.field, bad.reason)


def _decode(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE_BYTES:
        raise _Bad("", f"is longer than {MAX_LINE_BYTES // 1024 // 1024} MB")
    if b"\x00" in raw:
        raise _Bad("", "holds a NUL byte")
    try:
        said = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise _Bad("", "is not UTF-8 text") from None
    except json.JSONDecodeError as exc:
        raise _Bad("", f"is not JSON: it stops making sense at character {exc.pos + 1}") from None
    except (ValueError, RecursionError):
        raise _Bad("", "is not JSON that can be read: a number too long, or nested too deeply") from None
    if type(said) is not dict:
        raise _Bad("", "is not a JSON object")
    if b"\\u0000" in raw or b"\\ud" in raw or b"\\uD" in raw:
        _check_characters(said, "")
    return said


def _check_characters(value: Any, field: str) -> None:
    """Refuse text that no database can hold. Called only for lines with a suspicious escape."""
    if type(value) is str:
        if "\x00" in value:
            raise _Bad(field, "holds a NUL byte")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise _Bad(field, "holds half of a character (a lone surrogate)") from None
    elif type(value) is list:
        for index, item in enumerate(value):
            _check_characters(item, f"{field}[{index}]")
    elif type(value) is dict:
        for key, item in value.items():
            # An unknown key may itself be unfit; then it is not repeated.
            is_fit = key.isidentifier()
            name = f"{field}.{key}" if field and is_fit else key if is_fit else f"{field or 'the line'} (a key)"
            _check_characters(key, name)
            _check_characters(item, name)


def _conversation(number: int, said: dict[str, Any], rules: ReadingRules) -> ConversationLine:
    external_id = _id(said.get("id"))
    channel = _label(said, "channel", 40)
    if not channel:
        raise _Bad("channel", "is missing")
    started_at = _time(said.get("started_at"), "started_at", rules.latest)
    messages = _messages(said.get("messages"), rules.latest)
    status = said.get("status")
    if status is None:
        status = "closed"
    elif type(status) is not str or status not in _STATUSES:
        raise _Bad("status", "must be open or closed")
    customer = said.get("customer")
    if type(customer) is int:
        customer = str(customer)
    elif customer is None:
        customer = ""
    elif type(customer) is not str:
        raise _Bad("customer", "must be text")
    rating = _rating(said.get("rating"))
    comment = _long_text(said.get("comment"), "comment")
    intent = _label(said, "intent", 120)
    escalated = _flag(said, "escalated")
    handoff_reason = _label(said, "handoff_reason", 200)
    resolved = _flag(said, "resolved")
    source = _label(said, "source", 200)
    confidence = _number(said, "confidence", 0, 1)
    converted = _flag(said, "converted")
    value = _number(said, "value", -9_999_999_999, 9_999_999_999)
    cost = _number(said, "cost", 0, 999_999)
    agent_version = _label(said, "agent_version", 32)
    if agent_version and not _VERSION.fullmatch(agent_version):
        raise _Bad("agent_version", "must be a version such as 1.2.0")
    if cost is None and sum(message.cost or 0 for message in messages) > 999_999:
        raise _Bad("messages", "cost more than 999,999 together")
    # A tuple of numbers and text has one spelling in JSON, whatever order the line gave its keys in.
    content = json.dumps(
        (_HASH_VERSION, rules.hash_salt, channel, said["started_at"], status, customer, rating, comment, intent,
         escalated, handoff_reason, resolved, source, confidence, converted, value, cost,
         [(read[0], read[1], given["at"], *(read[3:] if len(given) > 3 else ()))
          for read, given in zip(messages, said["messages"], strict=True)], *filter(None, [agent_version]))
    )  # fmt: skip
    content_hash = blake2b(content.encode(), key=rules.hash_key, digest_size=16).digest()
    return ConversationLine(
        number, external_id, content_hash, channel, started_at, messages, rating, comment, intent, escalated,
        handoff_reason, resolved, source, customer, status, confidence, converted, value, cost, agent_version,
    )  # fmt: skip


def _id(value: Any) -> str:
    if type(value) is int:
        value = str(value)
    if value is None or value == "":
        raise _Bad("id", "is missing")
    if type(value) is not str:
        raise _Bad("id", "must be text")
    if len(value) > 200:
        raise _Bad("id", "is longer than 200 characters")
    if not value.isprintable() or not value.strip():
        raise _Bad("id", "holds characters that cannot be shown")
    return value


def _messages(said: Any, latest: datetime) -> tuple[MessageLine, ...]:
    if said is None:
        raise _Bad("messages", "is missing")
    if type(said) is not list:
        raise _Bad("messages", "must be a list")
    if not said:
        raise _Bad("messages", "is empty")
    return tuple([_message(message, index, latest) for index, message in enumerate(said)])


def _message(said: Any, index: int, latest: datetime) -> MessageLine:
    if type(said) is not dict:
        raise _Bad(f"messages[{index}]", "must be an object")
    sender = said.get("sender")
    if type(sender) is not str or sender not in _SENDERS:
        raise _Bad(f"messages[{index}].sender", "must be customer, ai, agent or system")
    text = said.get("text")
    if type(text) is not str:
        raise _Bad(f"messages[{index}].text", "is missing" if text is None else "must be text")
    if len(text) > 25_000:
        _check_size(text, f"messages[{index}].text")
    try:
        at = datetime.fromisoformat(said["at"])
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        if not EARLIEST <= at <= latest:
            raise ValueError
    except (KeyError, TypeError, ValueError, OverflowError):
        at = _time(said.get("at"), f"messages[{index}].at", latest)  # says what is wrong with it
    if len(said) == 3:
        return MessageLine(sender, text, at)
    field = f"messages[{index}]"
    return MessageLine(
        sender,
        text,
        at,
        _label(said, "model", 80, field),
        _number(said, "confidence", 0, 1, field),
        _count(said, "tokens", field),
        _number(said, "cost", 0, 999_999, field),
        _number(said, "latency_seconds", 0, 1e9, field),
        _citations(said.get("citations"), field),
        _edit(said.get("edit"), f"{field}.edit"),
    )


def _citations(said: Any, field: str) -> tuple[str, ...]:
    if said is None:
        return ()
    if type(said) is not list:
        raise _Bad(f"{field}.citations", "must be a list")
    for index, reference in enumerate(said):
        if type(reference) is not str or not reference:
            raise _Bad(f"{field}.citations[{index}]", "must be text")
        if len(reference) > 200:
            raise _Bad(f"{field}.citations[{index}]", "is longer than 200 characters")
    return tuple(said)


def _edit(said: Any, field: str) -> Edit | None:
    if said is None:
        return None
    if type(said) is not dict:
        raise _Bad(field, "must be an object")
    text = _long_text(said.get("text"), f"{field}.text")
    if not text:
        raise _Bad(f"{field}.text", "is missing")
    return Edit(text, _label(said, "editor", 120, field), _label(said, "reason", 300, field))


def _time(value: Any, field: str, latest: datetime) -> datetime:
    """A time; without an offset it counts as UTC."""
    if value is None:
        raise _Bad(field, "is missing")
    if type(value) is not str:
        raise _Bad(field, "must be a time like 2025-01-31T12:00:00Z")
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        if at < EARLIEST:
            raise _Bad(field, "lies before 1970")
        if at > latest:
            raise _Bad(field, "lies in the future" if latest < LATEST else "lies after the year 2199")
    except (ValueError, OverflowError):
        raise _Bad(field, "is not a time like 2025-01-31T12:00:00Z") from None
    return at


def _label(said: dict[str, Any], key: str, limit: int, inside: str = "") -> str:
    value = said.get(key)
    if value is None:
        return ""
    field = f"{inside}.{key}" if inside else key
    if type(value) is not str:
        raise _Bad(field, "must be text")
    value = value.strip()
    if len(value) > limit:
        raise _Bad(field, f"is longer than {limit} characters")
    return value


def _long_text(value: Any, field: str) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        raise _Bad(field, "must be text")
    _check_size(value, field)
    return value


def _check_size(text: str, field: str) -> None:
    if len(text) > MAX_TEXT_BYTES or len(text.encode()) > MAX_TEXT_BYTES:
        raise _Bad(field, f"is over {MAX_TEXT_BYTES // 1000} kB")


def _flag(said: dict[str, Any], key: str) -> bool | None:
    value = said.get(key)
    if value is not None and type(value) is not bool:
        raise _Bad(key, "must be true, false or null")
    return value


def _number(said: dict[str, Any], key: str, low: float, high: float, inside: str = "") -> float | None:
    value = said.get(key)
    if value is None:
        return None
    field = f"{inside}.{key}" if inside else key
    if type(value) is not int and type(value) is not float:
        raise _Bad(field, "must be a number")
    if not low <= value <= high:  # NaN and infinity fail here, too
        raise _Bad(field, f"must lie between {low:g} and {high:g}")
    return float(value)


def _count(said: dict[str, Any], key: str, inside: str) -> int | None:
    value = _number(said, key, 0, 2_147_483_647, inside)
    if value is None:
        return None
    if not value.is_integer():
        raise _Bad(f"{inside}.{key}", "must be a whole number")
    return int(value)


def _rating(value: Any) -> int | None:
    if value is None:
        return None
    if (type(value) is not int and type(value) is not float) or value not in (1, 2, 3, 4, 5):
        raise _Bad("rating", "must be a whole number from 1 to 5, or null")
    return int(value)
