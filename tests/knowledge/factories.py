"""Plain, fixed rows of knowledge. Make them inside the organization's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import factory
import numpy as np
from factory.django import DjangoModelFactory

from knowledge import models
from knowledge.services.entries import EntryDraft, create_entries, create_entry
from tests.training.factories import ConversationFactory
from training.ai.embedding import EMBEDDING_MODEL_KEY, embed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHOP = (
    ("How long can I send something back?", "You can send anything back within **30 days** of delivery."),
    ("When does my refund arrive?", "A refund reaches your account 5 working days after we get the parcel."),
    ("Where is my parcel?", "Follow the parcel with the link in the shipping e-mail."),
    ("How do I change my delivery address?", "Change the delivery address in your account until the order is packed."),
    ("Which payment methods do you take?", "We take credit cards, PayPal and bank transfer."),
    ("How do I reset my password?", "Choose *Forgot password* on the login page; a link comes by e-mail."),
    ("Do you ship abroad?", "We ship to all countries of the European Union; other countries are not served."),
    ("How do I cancel an order?", "Cancel the order in your account until it is packed."),
)


def entry_with(
    organization: Any, title: str = SHOP[0][0], body: str = SHOP[0][1], **fields: Any
) -> models.KnowledgeEntry:
    """A live entry with one version, embedded."""
    return create_entry(organization=organization, title=title, body=body, **fields)


def shop_entries(organization: Any, pairs: Sequence[tuple[str, str]] = SHOP) -> list[models.KnowledgeEntry]:
    """A small shop's knowledge base."""
    return create_entries(
        organization=organization, entries=[EntryDraft(title=title, body=body) for title, body in pairs]
    )


def vector_of(text: str) -> bytes:
    """The bundled model's vector of a text, as gaps and questions keep it."""
    return bytes(embed([text])[0].astype(np.float32).tobytes())


class KnowledgeGapFactory(DjangoModelFactory):
    """An open gap of three customers."""

    class Meta:
        model = models.KnowledgeGap

    title = "Gift wrapping"
    centroid = factory.LazyAttribute(lambda o: vector_of(o.title))
    embedding_model = EMBEDDING_MODEL_KEY
    frequency = 3
    question_count = 3
    cohesion = 0.8
    impact = 0.6
    score = 1.8
    first_asked_at = NOON
    last_asked_at = NOON


class GapQuestionFactory(DjangoModelFactory):
    """A question that failed."""

    class Meta:
        model = models.GapQuestion

    organization = factory.SelfAttribute("gap.organization")
    conversation = factory.LazyAttribute(lambda o: ConversationFactory(organization=o.organization))
    text = "Can you wrap it as a gift?"
    is_failed = True
    customer_key = factory.Sequence(lambda n: f"customer-{n}")
    channel = "chat"
    asked_at = NOON
    rating = 2.0
    vector = factory.LazyAttribute(lambda o: vector_of(o.text))
    embedding_model = EMBEDDING_MODEL_KEY
