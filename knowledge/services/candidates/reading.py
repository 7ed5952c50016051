"""Reads what analysed conversations could teach: replies that were rated well, human answers, human edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from knowledge.models import CandidateEntry
from training.ai.local.quoting import is_general, is_quotable
from training.models import ConversationAnalysis, Message, Organization
from training.profanity import has_profanity
from training.safety import Flag, find_flags
from training.text import content_words, is_substantive, normalise_question, sentences

Source = CandidateEntry.Source
LEAST_RATING = 4
LEAST_CONFIDENCE = 0.8
RATED_BADLY = 3  # what a human answered or edited teaches nothing when its customer rated below this
LONGEST_TITLE = 300
MOST_TAGS = 5
LEAST_WORDS = 2  # content words of a title

_ASKS = re.compile(
    r"(?:how|what|why|when|where|who|which|can|could|do|does|did|is|are|will|would|may|should)\b", re.IGNORECASE
)
_LONE_I = re.compile(r"\bi\b(?!\.)")


_ANALYSIS = (
    "conversation_id", "question", "judged_rating", "topics", "conversation__customer_key",
    "conversation__satisfaction", "conversation__is_handed_off", "conversation__ai_confidence",
)  # fmt: skip
_REPLY = ("conversation_id", "sender", "text", "edited_text", "confidence", "sent_at")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One answer that worked: what was asked, what of the reply holds for everyone, and where it was said."""

    source: str
    conversation_id: int
    message_id: int
    customer_key: str
    question: str
    title: str
    content: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    effectiveness: float
    said_at: datetime
    tags: tuple[str, ...] = ()
    flags: tuple[dict[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Lesson:
    """The sentences of one reply that can stand in an entry, and what was suspicious in it."""

    content: str
    spans: tuple[tuple[int, int], ...]
    flags: tuple[Flag, ...]


def unmined(*, organization: Organization, limit: int) -> list[ConversationAnalysis]:
    """Analyses that nobody looked through since they or their rating changed, oldest first. One SQL query."""
    rows = ConversationAnalysis.objects.filter(organization=organization, is_mined=False)
    return list(rows.select_related("conversation").only(*_ANALYSIS).order_by("pk")[:limit])


def find_candidates(*, organization: Organization, analyses: Sequence[ConversationAnalysis]) -> list[Found]:
    """What these conversations could teach, in their order. One SQL query."""
    asked = {row.conversation_id: row for row in analyses if row.question}
    rated = [pk for pk, row in asked.items() if _is_rated_well(row)]
    handed = [pk for pk, row in asked.items() if row.conversation.is_handed_off and not _is_rated_badly(row)]
    replies = Message.objects.for_organization(organization).filter(
        Q(conversation__in=list(asked), sender=Message.Sender.AI) & ~Q(edited_text="")
        | Q(conversation__in=rated, sender=Message.Sender.AI)
        | Q(conversation__in=handed, sender=Message.Sender.AGENT)
    )
    own = tuple(organization.own_addresses)
    found: dict[int, list[Found]] = {}
    taken: set[tuple[int, str]] = set()  # of a conversation one reply and one human answer; every edit
    for message in replies.only(*_REPLY).order_by("conversation_id", "position"):
        row = asked[message.conversation_id]
        source = _source_of(message)
        if (row.conversation_id, source) in taken or (source == Source.HUMAN_EDIT and _is_rated_badly(row)):
            continue
        if source == Source.RATED_WELL and not _is_confident(row, message):
            continue
        one = _found(row, message, source, own)
        if one:
            found.setdefault(row.conversation_id, []).append(one)
            if source != Source.HUMAN_EDIT:
                taken.add((row.conversation_id, source))
    return [one for row in analyses for one in found.get(row.conversation_id, ())]


@lru_cache(maxsize=4096)
def lesson_of(text: str, own: tuple[str, ...]) -> Lesson:
    """What of a reply holds for every customer; a sentence with a red flag in it is left out."""
    quotable = [(start, end) for start, end in sentences(text) if is_quotable(text[start:end])]
    flags = find_flags(text, known_domains=own)
    spans = tuple(
        (start, end) for start, end in quotable if not any(flag.start < end and start < flag.end for flag in flags)
    )
    return Lesson(content=" ".join(text[start:end] for start, end in spans), spans=spans, flags=flags)


@lru_cache(maxsize=4096)
def is_askable(question: str) -> bool:
    """Whether a question can be the title of an entry: anybody's, with words in it, nothing planted, nothing foul."""
    return bool(
        0 < len(question) <= LONGEST_TITLE
        and is_substantive(question)
        and is_general(question)
        and "[" not in question
        and not has_profanity(question)
        and not find_flags(question)
    )


@lru_cache(maxsize=4096)
def title_of(question: str) -> str:
    """A question as a title: its clearest sentence, the first of equally clear ones.

    >>> title_of("hi, we moved to the country. what do i have to change in the account?")
    'What do I have to change in the account?'
    """
    plain = normalise_question(question) or question
    parts = [normalise_question(plain[start:end]) for start, end in sentences(plain)]
    telling = [part for part in parts if len(content_words(part)) >= LEAST_WORDS] or [plain]
    title = _LONE_I.sub("I", max(telling, key=title_score))
    return title[:1].upper() + title[1:LONGEST_TITLE]


def title_score(title: str) -> int:
    """How clear a title is: asked as a question, of a readable length."""
    words = len(title.split())
    return 2 * bool(_ASKS.match(title)) + title.endswith("?") + (4 <= words <= 12) - (words > 20)


def kept_flags(lesson_flags: Sequence[Flag], text: str) -> Iterator[dict[str, Any]]:
    """Flags in the shape that updates keep them; they stand in what was said, not in what is proposed."""
    for flag in lesson_flags:
        yield {
            "where": "evidence",
            "kind": flag.kind,
            "quote": flag.quote,
            "start": flag.start,
            "end": flag.end,
            "text": text,
        }


def _source_of(message: Message) -> str:
    if message.edited_text:
        return Source.HUMAN_EDIT
    return Source.HUMAN_ANSWER if message.sender == Message.Sender.AGENT else Source.RATED_WELL


def _is_rated_well(row: ConversationAnalysis) -> bool:
    conversation = row.conversation
    return (conversation.satisfaction or 0) >= LEAST_RATING and not conversation.is_handed_off


def _is_rated_badly(row: ConversationAnalysis) -> bool:
    return row.conversation.satisfaction is not None and row.conversation.satisfaction < RATED_BADLY


def _is_confident(row: ConversationAnalysis, message: Message) -> bool:
    confidence = row.conversation.ai_confidence if row.conversation.ai_confidence is not None else message.confidence
    return confidence is not None and confidence >= LEAST_CONFIDENCE


def _found(row: ConversationAnalysis, message: Message, source: str, own: tuple[str, ...]) -> Found | None:
    """What one reply teaches; None where none of its sentences holds for everyone."""
    text = message.edited_text or message.text
    lesson = lesson_of(text, own)
    if not lesson.content or not is_askable(row.question):
        return None
    conversation = row.conversation
    rating = conversation.satisfaction or row.judged_rating
    confidence = conversation.ai_confidence if conversation.ai_confidence is not None else message.confidence
    parts = [rating / 5] + ([confidence] if source == Source.RATED_WELL and confidence is not None else [])
    return Found(
        source=source,
        conversation_id=conversation.pk,
        message_id=message.pk,
        customer_key=conversation.customer_key,
        question=row.question,
        title=title_of(row.question),
        content=lesson.content,
        quote=text,
        spans=lesson.spans,
        effectiveness=sum(parts) / len(parts),
        said_at=message.sent_at,
        tags=_tags(row.topics),
        flags=tuple(kept_flags(lesson.flags, text)),
    )


def _tags(topics: Sequence[str]) -> tuple[str, ...]:
    """Topics as tags; none where something in them is suspicious."""
    tags = tuple(topic[:40].lower() for topic in topics[:MOST_TAGS] if is_general(topic) and "[" not in topic)
    return () if find_flags("; ".join(tags)) else tags
