"""What one conversation says, collected once: the customer's messages, the AI's telling phrases, repeated questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from training.ai import lexicons
from training.ai.base import ConversationInput, Turn
from training.ai.embedding import embed
from training.text import content_words, is_substantive

READ_CHARACTERS = 1500  # of one message that are read for phrases
_KEPT = 4096  # texts that are remembered: thanks and many replies are said again and again
SAME_MEANING = 0.9  # cosine of two messages that ask the same thing in other words
SAME_QUESTION = 0.75  # cosine that is enough where all telling words are the same
SAME_WORDS = 0.6  # and the share of their telling words that they have in common
FAILED = frozenset({"ai_does_not_know", "ai_cannot"})
CAVEAT = 0.4  # how much of a failure it is when said late in a long reply, or as a rule at its beginning
_OPENING_WORDS = 25  # of a reply: a failure said here is the answer, one said later is a caveat
_ANOTHER = frozenset(
    {"other", "others", "another", "else", "different", "instead", "more", "again", "next", "also", "rather"}
)
_ANSWERS = frozenset(
    {"yes", "no", "yeah", "yep", "yup", "nope", "ok", "okay", "sure", "correct", "actually", "fine", "great"}
)
_COMMON = lexicons.COMMON_WORDS | lexicons.FUNCTION_WORDS


@dataclass(slots=True)
class CustomerMessage:
    """What is known of one customer message."""

    position: int
    turn: Turn
    found: frozenset[str]
    mood: float
    is_statement: bool  # says something of its own: no greeting, no thanks, no plain yes
    words: frozenset[str]  # that tell this message from others


@dataclass(slots=True)
class Reading:
    """One conversation, read: what the judgement and the learning points are made of."""

    conversation: ConversationInput
    customer: list[CustomerMessage]
    replies: dict[
        int, frozenset[str]
    ]  # position of each AI or agent turn: the categories heard in it, in reading order
    failures: dict[
        int, float
    ]  # position of each reply with an outcome: 0 done, 1 failed, between: a caveat in a long reply
    question: CustomerMessage | None
    repeated: set[int] = field(default_factory=set)  # positions of customer messages that ask again

    @property
    def last_agent(self) -> int:
        """The place of the last message of a person of ours, −1 without one."""
        return max((place for place in self.replies if self.conversation.turns[place].sender == "agent"), default=-1)

    @property
    def last_customer(self) -> CustomerMessage | None:
        """The last thing the customer said."""
        return self.customer[-1] if self.customer else None


def mood_of(tokens: Sequence[str], found: Sequence[tuple[str, int]]) -> float:
    """The tone of one message by its phrases, −1–1."""
    total = 0.0
    for category, index in found:
        weight = lexicons.MOOD_WEIGHTS[category]
        before = tokens[max(0, index - 2) : index]
        if category in lexicons.FLIPPED_BY_NEGATION and not lexicons.NEGATORS.isdisjoint(before):
            weight = -weight
        total += weight
    return math.tanh(0.6 * total)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words of a customer's message tell; the same of a `CustomerMessage`."""

    found: frozenset[str]
    mood: float
    is_statement: bool
    words: frozenset[str]


@lru_cache(maxsize=_KEPT)
def _read_words(text: str) -> _Words:
    tokens = lexicons.without_slips(lexicons.words(text))
    found = lexicons.customer_phrases().find(tokens)
    content = content_words(text)
    return _Words(
        found=frozenset(category for category, _ in found),
        mood=mood_of(tokens, found),
        is_statement=bool(content) and is_substantive(text),
        words=frozenset(content) - _COMMON,
    )


def _read_customer(position: int, turn: Turn) -> CustomerMessage:
    read = _read_words(turn.text[:READ_CHARACTERS])
    return CustomerMessage(
        position=position,
        turn=turn,
        found=read.found,
        mood=read.mood,
        is_statement=read.is_statement,
        words=read.words,
    )


@lru_cache(maxsize=_KEPT)
def _read_reply(text: str) -> tuple[frozenset[str], float | None]:
    """The categories heard in a reply, and its outcome as in `Reading.failures`, None without one."""
    tokens = lexicons.words(text)
    found = lexicons.ai_phrases().find(tokens)
    heard = frozenset(category for category, _ in found)
    if "ai_done" in heard:
        return heard, 0.0
    if heard & FAILED:
        first = min(index for category, index in found if category in FAILED)
        return heard, 1.0 if first < _OPENING_WORDS or len(tokens) <= 2 * _OPENING_WORDS else CAVEAT
    is_limited = bool(found) and found[0][0] == "ai_limits" and found[0][1] < _OPENING_WORDS // 2
    return heard, CAVEAT if is_limited else None


def _main_question(customer: Sequence[CustomerMessage]) -> CustomerMessage | None:
    """What the customer came for: the first message of substance; a bare "I need help" gives way to the next one."""
    statements = [message for message in customer if message.is_statement]
    for message in statements[:3]:
        if len(message.words) >= 2 or "?" in message.turn.text:
            return message
    return statements[0] if statements else None


def read(conversation: ConversationInput) -> Reading:
    """Collect what one conversation says, without judging yet."""
    customer: list[CustomerMessage] = []
    replies: dict[int, frozenset[str]] = {}
    failures: dict[int, float] = {}
    for position, turn in enumerate(conversation.turns):
        if turn.sender == "customer":
            customer.append(_read_customer(position, turn))
        elif turn.sender in ("ai", "agent"):
            replies[position], outcome = _read_reply(turn.text[:READ_CHARACTERS])
            if outcome is not None:
                failures[position] = outcome
    return Reading(
        conversation=conversation,
        customer=customer,
        replies=replies,
        failures=failures,
        question=_main_question(customer),
    )


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in lexicons.words(text) if any(character.isdigit() for character in word))


def _goes_on(message: CustomerMessage) -> bool:
    """Whether a message answers the AI or asks for another one, and so asks nothing again."""
    tokens = lexicons.words(message.turn.text[:READ_CHARACTERS])
    return not tokens or tokens[0] in _ANSWERS or not _ANOTHER.isdisjoint(tokens)


def mark_repeats(readings: Sequence[Reading]) -> None:
    """Mark the messages that ask the same thing again, by words and meaning; one embedding call for all."""
    texts: list[str] = []
    place_of: dict[int, int] = {}
    pairs: list[tuple[Reading, int, int, int, float]] = []

    def place(message: CustomerMessage) -> int:
        key = message.turn.message_id
        if key not in place_of:
            place_of[key] = len(texts)
            texts.append(message.turn.text[:READ_CHARACTERS])
        return place_of[key]

    for reading in readings:
        place_of.clear()
        reading.repeated.update(m.position for m in reading.customer[1:] if "says_repeated" in m.found)
        statements = [message for message in reading.customer if message.is_statement and message.words]
        for index, later in enumerate(statements[1:], start=1):
            if _goes_on(later):
                continue
            for earlier in statements[:index]:
                shared, all_words = len(earlier.words & later.words), len(earlier.words | later.words)
                if shared < SAME_WORDS * all_words:
                    continue
                # A side question may be asked of a second thing ("the total cost?"); what they came for is asked once.
                needed = 2 if earlier is reading.question else 3
                if shared < needed and not (shared == all_words and earlier is reading.question):
                    continue
                if _numbers(earlier.turn.text) == _numbers(later.turn.text):  # a corrected number is no repetition
                    enough = SAME_QUESTION if shared == all_words else SAME_MEANING
                    pairs.append((reading, later.position, place(earlier), place(later), enough))
    if not pairs:
        return
    vectors = embed(texts)
    left, right = vectors[[pair[2] for pair in pairs]], vectors[[pair[3] for pair in pairs]]
    for (reading, position, _, _, enough), likeness in zip(pairs, np.einsum("ij,ij->i", left, right), strict=True):
        if likeness >= enough:
            reading.repeated.add(position)
