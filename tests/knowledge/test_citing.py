"""Replies are tied to the version that was live when they were sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from knowledge.models import Citation, KnowledgeEntry
from knowledge.services.citing import link_citations
from knowledge.services.entries import create_entry, revise_entry
from tests.training.factories import MessageFactory, conversation_with


def reply(organization: Any, *refs: str, days_ago: int = 0) -> Any:
    conversation = conversation_with(organization, ("customer", "hello"))
    return MessageFactory(
        conversation=conversation,
        position=1,
        sender="ai",
        text="30 days.",
        cited_refs=list(refs),
        sent_at=timezone.now() - timedelta(days=days_ago),
    )


def entry(organization: Any) -> KnowledgeEntry:
    made = create_entry(
        organization=organization,
        title="Returns",
        body="14 days.",
        external_ref="returns",
        live_from=timezone.now() - timedelta(days=10),
    )
    return revise_entry(organization=organization, entry_id=made.pk, title="Returns", body="30 days.")


def test_the_version_live_at_that_time_is_cited(organization: Any) -> None:
    made = entry(organization)
    old, new = reply(organization, "returns", days_ago=5), reply(organization, "returns", days_ago=-1)
    link_citations(organization=organization, after_id=0, limit=10)
    assert dict(Citation.objects.values_list("message_id", "version__number")) == {old.pk: 1, new.pk: 2}
    assert made.versions.count() == 2


def test_a_reply_older_than_the_entry_cites_its_first_version(organization: Any) -> None:
    entry(organization)
    message = reply(organization, "returns", days_ago=400)
    link_citations(organization=organization, after_id=0, limit=10)
    assert Citation.objects.get(message=message).version.number == 1


def test_an_unknown_reference_is_passed_over_and_nothing_is_looked_at_twice(organization: Any) -> None:
    message = reply(organization, "nothing of that name")
    assert link_citations(organization=organization, after_id=0, limit=10) == (message.pk, 1, 0)
    assert link_citations(organization=organization, after_id=0, limit=10) == (0, 0, 0)
