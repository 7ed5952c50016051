"""Ways of failing that can be read off a conversation, and the instruction against each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.models import Conversation, Message, Organization

LONG_WORDS = 90
UPSET = -0.3
_UNCLEAR = re.compile(
    r"\b(?:do(?:n't| not) (?:understand|get (?:it|that|this))|what (?:do|does) (?:you|that|this) mean|(?:un|not )clear"
    r"|confus(?:ed|ing)|makes no sense)\b",
    re.IGNORECASE,
)
_WANTS_PERSON = re.compile(
    r"\b(?:speak|talk|chat) (?:to|with) (?:a|an|some|your|the)?\s?(?:real |human |live )?"
    r"(?:person|human|someone|somebody|agent|colleague|representative|manager)\b"
    r"|\b(?:real|human) (?:person|agent|being)\b",
    re.IGNORECASE,
)
_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|apologies|regret)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A conversation as far as the ways of failing look at it."""

    said: tuple[str, ...]  # by the customer
    answered: tuple[str, ...]  # by the AI
    after_wish: int  # AI messages after the customer asked for a person
    is_repeated: bool
    sentiment: float


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of failing: what goes into “conversations in which …”, how it shows, and what to tell the agent."""

    name: str
    shows: Callable[[Told], bool]
    instruction: str


WAYS = (
    Way(
        name="the customer has to ask again",
        shows=lambda told: told.is_repeated,
        instruction="When a customer asks the same thing again, answer it in other words, or pass it to a person.",
    ),
    Way(
        name="the agent says the same thing twice",
        shows=lambda told: len(told.answered) > len({" ".join(text.lower().split()) for text in told.answered}),
        instruction="Never send the same answer twice.",
    ),
    Way(
        name="the customer does not understand the answer",
        shows=lambda told: any(_UNCLEAR.search(text) for text in told.said),
        instruction="Use everyday words, explain each term, and end with what the customer does next.",
    ),
    Way(
        name="the agent goes on after the customer asked for a person",
        shows=lambda told: told.after_wish >= 1,
        instruction="When a customer asks for a person, pass the conversation on at once.",
    ),
    Way(
        name=f"an answer is longer than {LONG_WORDS} words",
        shows=lambda told: any(len(text.split()) > LONG_WORDS for text in told.answered),
        instruction="Answer in at most four short sentences.",
    ),
    Way(
        name="the customer is upset and the agent never says sorry",
        shows=lambda told: told.sentiment < UPSET and not any(_SORRY.search(text) for text in told.answered),
        instruction="When a customer is upset, say first that you are sorry, then help.",
    ),
)
_BY_NAME = {way.name: way for way in WAYS}


def instruction_for(name: str) -> str:
    """What to tell the agent against this way of failing."""
    return _BY_NAME[name].instruction


def shown_failures(*, organization: Organization, conversation_ids: Sequence[int]) -> dict[str, list[bool]]:
    """For each way of failing whether each conversation shows it. Two SQL queries."""
    said: dict[int, list[tuple[str, str]]] = defaultdict(list)
    messages = Message.objects.for_organization(organization).filter(conversation__in=conversation_ids)
    for pk, sender, text in messages.order_by("conversation_id", "position").values_list(
        "conversation_id", "sender", "text"
    ):
        said[pk].append((sender, text))
    rows = Conversation.objects.for_organization(organization).filter(pk__in=conversation_ids)
    judged = {
        pk: (bool(repeated), float(sentiment or 0))
        for pk, repeated, sentiment in rows.values_list("pk", "analysis__is_question_repeated", "analysis__sentiment")
    }
    told = [_told(said[pk], *judged.get(pk, (False, 0.0))) for pk in conversation_ids]
    return {way.name: [way.shows(one) for one in told] for way in WAYS}


def _told(messages: Sequence[tuple[str, str]], is_repeated: bool, sentiment: float) -> Told:
    wished = False
    after_wish = 0
    for sender, text in messages:
        after_wish += wished and sender == Message.Sender.AI
        wished = wished or (sender == Message.Sender.CUSTOMER and bool(_WANTS_PERSON.search(text)))
    return Told(
        said=tuple(text for sender, text in messages if sender == Message.Sender.CUSTOMER),
        answered=tuple(text for sender, text in messages if sender == Message.Sender.AI),
        after_wish=after_wish,
        is_repeated=is_repeated,
        sentiment=sentiment,
    )
