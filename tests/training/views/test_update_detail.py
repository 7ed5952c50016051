"""One update: what it would change, what it rests on, and the decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory, conversation_with
from tests.views import client_as
from training.models import UpdateEvidence
from training.services import updates


def page_of(organization: Any, update: Any, role: str = "admin") -> Any:
    return client_as(organization, role).get(update.get_absolute_url())


def test_it_shows_the_whole_text_and_the_words_it_rests_on(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    conversation = conversation_with(organization, ("customer", "How long can I keep it?"), ("agent", "30 days."))
    for role, message in zip(("question", "answer"), conversation.messages.all(), strict=True):
        UpdateEvidence.objects.create(
            organization=organization,
            update=update,
            role=role,
            customer_key="a",
            quote=message.text,
            said_at=message.sent_at,
            conversation=conversation,
            message=message,
        )
    page = page_of(organization, update)
    assert update.payload["body"] in page.text
    assert "How long can I keep it?" in page.text
    first = conversation.messages.first()
    assert f"{conversation.get_absolute_url()}#message-{first.pk}" in page.text


def test_evidence_outlives_its_conversation(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    said_at = datetime(2026, 3, 1, tzinfo=UTC)
    UpdateEvidence.objects.create(
        organization=organization, update=update, role="question", customer_key="a", quote="kept words", said_at=said_at
    )
    page = page_of(organization, update)
    assert "kept words" in page.text
    assert "the conversation is gone" in page.text


@pytest.mark.parametrize(("role", "may"), [("analyst", False), ("manager", False), ("admin", True)])
def test_only_admins_see_the_decision(organization: Any, role: str, may: bool) -> None:
    page = page_of(organization, LearningUpdateFactory(organization=organization), role)
    assert page.status_code == 200
    assert ("Your decision" in page.text) is may


def test_it_tells_what_happened_when_and_by_whom(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory(name="Ada"))
    updates.apply_update(update_id=update.pk)
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory(name="Bob"))
    text = " ".join(page_of(organization, update).text.split())
    assert "Approved by Ada" in text
    assert "Applied by a learning cycle" in text
    assert "Rolled back by Bob" in text
    assert "Back to pending" in text


def test_a_kind_that_nothing_can_apply_still_shows(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization, kind="template_improvement", payload={"temperature": 0.2})
    page = page_of(organization, update)
    assert page.status_code == 200
    assert "Nothing here can apply an update of the kind “Template improvement”." in page.text
    assert "temperature" in page.text
