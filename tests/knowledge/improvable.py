"""Entries with a history of uses: what customers asked, what the agent said from the entry, what a person added."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from knowledge.models import Citation, DirtyEntryDay, KnowledgeEntry
from knowledge.services import measuring
from tests.training.factories import ConversationFactory, MessageFactory
from training.models import ConversationAnalysis

QUESTION = "How do I look after the oak table?"
SAID = "Rub linseed oil into the oak with a cotton cloth twice a year."


def use(
    organization: Any,
    entry: KnowledgeEntry,
    number: int,
    *,
    is_success: bool,
    person: str = "",
    question: str = QUESTION,
    rating: int | None = None,
    is_again: bool = True,
    is_resolved: bool = True,
) -> None:
    """One conversation of its own customer that was answered from the entry."""
    rating = rating or (5 if is_success else 3)
    conversation = ConversationFactory(
        organization=organization,
        started_at=timezone.now() - timedelta(days=1 + number % 20, minutes=number),
        is_success=is_success,
        is_resolved=is_resolved,
        satisfaction=rating,
        analysed_at=timezone.now(),
        customer_key=f"customer-{entry.pk}-{number}",
        has_human_reply=bool(person),
    )
    asked = MessageFactory(conversation=conversation, text=question)
    reply = MessageFactory(conversation=conversation, position=1, sender="ai", text=entry.current_version.body)
    if person:
        MessageFactory(conversation=conversation, position=2, text=question)
        MessageFactory(conversation=conversation, position=3, sender="agent", text=person)
    ConversationAnalysis.objects.create(
        organization=organization, conversation=conversation, question=question, question_message=asked,
        resolution_probability=0.7, judged_rating=rating, is_question_repeated=is_again and not is_success,
        sentiment=0, engine="local", engine_version="1",
    )  # fmt: skip
    Citation.objects.create(organization=organization, message=reply, version=entry.current_version)


def used(
    organization: Any,
    entry: KnowledgeEntry,
    *,
    helped: int,
    failed: int,
    person: str | tuple[str, ...] = "",
    **how: Any,
) -> None:
    """So many uses that went well and that did not, measured as the cycle does; `person`: what was answered instead."""
    said = (person,) if isinstance(person, str) else person
    for number in range(helped):
        use(organization, entry, number, is_success=True)
    for number in range(helped, helped + failed):
        use(organization, entry, number, is_success=False, person=said[number % len(said)], **how)
    while DirtyEntryDay.objects.filter(organization=organization).exists():
        measuring.measure_days(organization=organization)
