"""What an update rests on, as it is kept: the questions that customers asked, and the words of those who answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from training.models import Message, Organization
from training.services.updates import Evidence


def question_asked(
    quote: str, *, said_at: datetime, customer_key: str, conversation_id: int | None, message_id: int | None = None
) -> Evidence:
    """A snapshot of a question, all of it."""
    return Evidence(
        role="question",
        quote=quote,
        said_at=said_at,
        customer_key=customer_key,
        conversation_id=conversation_id,
        message_id=message_id,
        span_end=len(quote),
    )


def words_quoted(*, organization: Organization | int, places: Iterable[tuple[int, int, int]]) -> list[Evidence]:
    """Snapshots of messages, each with the place in it that is quoted: message, start, end. One SQL query.

    A message that is gone says nothing any more.
    """
    wanted = list(places)
    messages = Message.objects.for_organization(organization).in_bulk([message_id for message_id, _, _ in wanted])
    return [
        Evidence(
            role="answer",
            quote=message.edited_text or message.text,
            said_at=message.sent_at,
            conversation_id=message.conversation_id,
            message_id=message.pk,
            span_start=start,
            span_end=end,
        )
        for message_id, start, end in wanted
        if (message := messages.get(message_id))
    ]
