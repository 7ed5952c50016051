"""Plain, fixed rows of the ground floor. Make them inside the organization's scope."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from training import models

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class OrganizationFactory(DjangoModelFactory):
    """An organization with the default settings."""

    class Meta:
        model = models.Organization
        django_get_or_create = ("slug",)

    name = "Acme"
    slug = factory.LazyAttribute(lambda o: o.name.lower().replace(" ", "-"))


class UserFactory(DjangoModelFactory):
    """A person whose password is "secret-enough"."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = factory.django.Password("secret-enough")


class MembershipFactory(DjangoModelFactory):
    """An analyst."""

    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    role = "analyst"


class ConversationFactory(DjangoModelFactory):
    """A closed conversation in which the AI answered within ten seconds; not analysed."""

    class Meta:
        model = models.Conversation

    external_id = factory.Sequence(lambda n: f"c-{n}")
    channel = "chat"
    customer_key = factory.Sequence(lambda n: f"customer-{n}")
    started_at = factory.Sequence(lambda n: NOON + timedelta(minutes=n))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + timedelta(seconds=120))
    is_ai_involved = True
    message_count = 2
    first_response_seconds = 10.0
    resolution_seconds = 120.0


class MessageFactory(DjangoModelFactory):
    """A customer's message."""

    class Meta:
        model = models.Message

    organization = factory.SelfAttribute("conversation.organization")
    position = 0
    sender = "customer"
    text = "How long do I have to send something back?"
    sent_at = factory.SelfAttribute("conversation.started_at")


class FeedbackFactory(DjangoModelFactory):
    """A customer's rating that no cycle has ingested yet."""

    class Meta:
        model = models.Feedback

    organization = factory.SelfAttribute("conversation.organization")
    key = factory.LazyAttribute(lambda o: f"test:{o.conversation.external_id}")
    rating = 4
    given_at = factory.SelfAttribute("conversation.ended_at")


class LearningUpdateFactory(DjangoModelFactory):
    """A pending knowledge update that creates an entry."""

    class Meta:
        model = models.LearningUpdate

    kind = "knowledge_update"
    title = "How long can I send something back?"
    payload = factory.LazyFunction(
        lambda: {
            "action": "create",
            "title": "How long can I send something back?",
            "body": "You can send anything back within 30 days.",
            "category": "",
            "tags": [],
        }
    )
    confidence = 0.8
    impact = 4.0


def conversation_with(organization: Any, *texts: tuple[str, str], **fields: Any) -> models.Conversation:
    """A conversation of the given (sender, text) messages, ten seconds apart."""
    conversation = ConversationFactory(organization=organization, message_count=len(texts), **fields)
    for position, (sender, text) in enumerate(texts):
        MessageFactory(
            conversation=conversation,
            position=position,
            sender=sender,
            text=text,
            sent_at=conversation.started_at + timedelta(seconds=10 * position),
        )
    return conversation
