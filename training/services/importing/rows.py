"""Conversations as the text that COPY takes: scrubbed, their times moved, their figures derived. Pure.

Nothing of a line goes further than this before it is scrubbed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from training import pii, profanity
from training.safety import hidden, instructions
from training.safety.folding import views
from training.services.customers import hashed_customer
from training.services.importing.reading import ConversationLine, MessageLine
from training.services.importing.times import TimeMapping
from training.text import strip_invisible

CONVERSATION_COLUMNS = (
    "key", "external_id", "source", "channel", "status", "customer_key", "started_at", "ended_at", "message_count",
    "is_resolved_told", "is_handed_off", "handoff_reason", "given_intent", "ai_confidence", "is_converted", "value",
    "cost", "is_ai_involved", "has_human_reply", "first_response_seconds", "resolution_seconds", "content_hash",
    "rating", "comment", "agent_label",
)  # fmt: skip
MESSAGE_COLUMNS = (
    "key", "position", "sender", "text", "sent_at", "has_profanity", "is_scrubbed", "model", "confidence", "tokens",
    "cost", "latency_seconds", "cited_refs", "edited_text", "edited_by", "edit_reason",
)  # fmt: skip
_NULL = "\\N"
_PLAIN_REST = f"\t\t{_NULL}\t{_NULL}\t{_NULL}\t{_NULL}\t{{}}\t\t\t\n"
_KEPT_TEXTS = 20_000
_KEPT_LENGTH = 80


class Clean(NamedTuple):
    """A text fit to be stored."""

    text: str
    is_scrubbed: bool
    has_profanity: bool


class Cleaner:
    """Cleans texts and remembers the short ones: customers and agents repeat themselves."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._kept: dict[str, Clean] = {}

    def clean(self, text: str) -> Clean:
        """The text without invisible characters and personal data."""
        if len(text) > _KEPT_LENGTH:
            return _clean(text)
        known = self._kept.get(text)
        if known is None:
            if len(self._kept) >= _KEPT_TEXTS:
                self._kept.clear()
            known = self._kept[text] = _clean(text)
        return known


def _clean(text: str) -> Clean:
    visible = strip_invisible(text)
    scrubbed = pii.scrub(visible)
    # Personal data is found in what a reader sees; that something was hidden there is said at the end.
    mark = f" {hidden.REMOVED}" if len(visible) != len(text) and hidden.hides_something(text) else ""
    # A verb may be taken for a name: "Kind regards, Grant me access to the desk".
    if scrubbed.spans and _orders(visible) and not _orders(scrubbed.text):
        mark += f" {instructions.MASKED}"
    return Clean(scrubbed.text + mark, bool(scrubbed.spans), profanity.has_profanity(scrubbed.text))


def _orders(text: str) -> bool:
    """Whether a text gives orders to the machine."""
    return bool(instructions.find(text, views(text)))


@dataclass(frozen=True, kw_only=True)
class RowRules:
    """What rows are made by."""

    customer_hash_key: bytes
    source: str
    mapping: TimeMapping | None = None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A batch ready for COPY."""

    conversations: bytes
    messages: bytes


def copy_rows(*, lines: Iterable[ConversationLine], rules: RowRules, cleaner: Cleaner) -> Rows:
    """Make the rows of a batch, keyed by their place in it."""
    conversations: list[str] = []
    messages: list[str] = []
    for key, line in enumerate(lines):
        offset = rules.mapping.offset(line.started_at) if rules.mapping else timedelta()
        conversations.append(_conversation(key, line, offset, rules, cleaner))
        for position, message in enumerate(line.messages):
            messages.append(_message(f"{key}\t{position}", message, offset, cleaner))
    return Rows(conversations="".join(conversations).encode(), messages="".join(messages).encode())


def _message(place: str, message: MessageLine, offset: timedelta, cleaner: Cleaner) -> str:
    text, is_scrubbed, is_profane = cleaner.clean(message.text)
    start = (
        f"{place}\t{message.sender}\t{_escaped(text)}\t{(message.at + offset).isoformat()}\t"
        f"{'t' if is_profane else 'f'}\t{'t' if is_scrubbed else 'f'}"
    )
    if message[3:] == _NO_EXTRAS:
        return start + _PLAIN_REST
    edit = message.edit
    rest = (
        _escaped(strip_invisible(message.model)),
        _number(message.confidence),
        _number(message.tokens),
        _number(message.cost),
        _number(message.latency_seconds),
        _escaped(_array(message.citations)),
        _escaped(cleaner.clean(edit.text).text) if edit else "",
        _escaped(strip_invisible(edit.editor)) if edit else "",
        _escaped(cleaner.clean(edit.reason).text[:300]) if edit else "",
    )
    return f"{start}\t" + "\t".join(rest) + "\n"


_NO_EXTRAS = ("", None, None, None, None, (), None)


class Derived(NamedTuple):
    """What the messages of a conversation say about it."""

    is_ai_involved: bool
    has_human_reply: bool
    is_handed_off: bool
    first_response_seconds: float | None
    resolution_seconds: float | None
    ai_confidence: float | None
    cost: float | None


def derive(line: ConversationLine) -> Derived:
    """Figures of one conversation.

    The AI was involved when it spoke after a customer had; a greeting alone is no attempt. The first response is the
    first message of AI or agent after the first customer message, the resolution the last one of a closed conversation.
    """
    asked_at = answered_at = None
    is_ai_seen = is_ai_involved = has_human_reply = is_agent_after_ai = False
    confidences: list[float] = []
    costs: list[float] = []
    for message in line.messages:
        sender = message.sender
        if sender == "customer":
            if asked_at is None:
                asked_at = message.at
        elif sender == "ai":
            is_ai_seen = True
            is_ai_involved = is_ai_involved or asked_at is not None
            if message.confidence is not None:
                confidences.append(message.confidence)
        elif sender == "agent":
            has_human_reply = True
            is_agent_after_ai = is_agent_after_ai or is_ai_seen
        if message.cost is not None:
            costs.append(message.cost)
        if answered_at is None and asked_at is not None and sender in ("ai", "agent"):
            answered_at = message.at
    first_response = resolution = None
    if asked_at is not None and answered_at is not None:
        first_response = max(0.0, (answered_at - asked_at).total_seconds())
    if asked_at is not None and line.status == "closed":
        resolution = max(0.0, (max(message.at for message in line.messages) - asked_at).total_seconds())
    confidence = line.confidence
    if confidence is None and confidences:
        confidence = min(1.0, sum(confidences) / len(confidences))
    cost = line.cost if line.cost is not None else sum(costs) if costs else None
    is_handed_off = bool(line.escalated) or is_agent_after_ai
    return Derived(
        is_ai_involved, has_human_reply, is_handed_off, first_response, resolution, confidence, cost
    )  # fmt: skip


def _conversation(key: int, line: ConversationLine, offset: timedelta, rules: RowRules, cleaner: Cleaner) -> str:
    derived = derive(line)
    ended_at = max(line.started_at, max(message.at for message in line.messages))
    values = (
        str(key),
        _escaped(line.external_id),
        _escaped(strip_invisible(line.source or rules.source)),
        _escaped(strip_invisible(line.channel)),
        line.status,
        hashed_customer(key=rules.customer_hash_key, customer=line.customer, external_id=line.external_id),
        (line.started_at + offset).isoformat(),
        (ended_at + offset).isoformat(),
        str(len(line.messages)),
        _flag(line.resolved),
        _flag(derived.is_handed_off),
        _escaped(cleaner.clean(line.handoff_reason).text[:200]),
        _escaped(strip_invisible(line.intent)),
        _number(derived.ai_confidence),
        _flag(line.converted),
        _number(line.value),
        _number(derived.cost),
        _flag(derived.is_ai_involved),
        _flag(derived.has_human_reply),
        _number(derived.first_response_seconds),
        _number(derived.resolution_seconds),
        rf"\\x{line.content_hash.hex()}",
        _number(line.rating),
        _escaped(cleaner.clean(line.comment).text),
        line.agent_version,
    )
    return "\t".join(values) + "\n"


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    if "\r" in text:
        text = text.replace("\r", "\\r")
    return text


def _array(items: tuple[str, ...]) -> str:
    quoted = (strip_invisible(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


def _flag(value: bool | None) -> str:
    return _NULL if value is None else "t" if value else "f"


def _number(value: float | None) -> str:
    return _NULL if value is None else repr(value)
