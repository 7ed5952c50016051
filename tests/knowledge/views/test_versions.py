"""Versions: who, when, why, what changed, what a reply was answered from; the word that a text is still right."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge.models import Citation, KnowledgeEntry, KnowledgeVersion
from knowledge.services.entries import archive_entry, revise_entry
from tests.knowledge.factories import entry_with
from tests.training.factories import LearningUpdateFactory, MessageFactory, UserFactory, conversation_with
from tests.views import client_as


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def entry(organization: Any) -> KnowledgeEntry:
    """Three versions: by a person, by an update, by another person."""
    made = entry_with(organization, body="Within 14 days.", asked_as=["How long?"])
    update = LearningUpdateFactory(organization=organization, title="Longer returns")
    revise_entry(
        organization=organization, entry_id=made.pk, title=made.title, body="Within 30 days.", update=update,
        reason="New terms",
    )  # fmt: skip
    return revise_entry(
        organization=organization, entry_id=made.pk, title="How long can I send it back?", body="Within 60 days.",
        asked_as=["How long?", "Until when?"], author=UserFactory(email="writer@example.com"),
    )  # fmt: skip


def test_each_version_says_who_when_why_and_by_which_update(organization: Any, entry: KnowledgeEntry) -> None:
    page = client_as(organization, "analyst").get(entry.get_absolute_url()).text
    assert "writer@example.com" in page
    assert "New terms" in page
    assert "by an update: Longer returns" in page
    update_url = entry.versions.get(number=2).update.get_absolute_url()  # type: ignore[union-attr]
    assert f'href="{update_url}"' in page


@pytest.mark.parametrize(
    ("query", "gone", "come"),
    [
        ("to=2", "14", "30"),
        ("from=1&to=3", "14", "60"),
        ("from=3&to=1", "60", "14"),
    ],
)
def test_any_two_versions_are_compared_word_by_word(
    organization: Any, entry: KnowledgeEntry, query: str, gone: str, come: str
) -> None:
    page = client_as(organization, "analyst").get(f"{entry.get_absolute_url()}?{query}").text
    assert re.search(rf"<del>.*?{gone}</del>", page)
    assert re.search(rf"<ins>.*?{come}</ins>", page)


def test_the_title_and_the_other_wordings_are_compared_too(organization: Any, entry: KnowledgeEntry) -> None:
    page = client_as(organization, "analyst").get(f"{entry.get_absolute_url()}?from=2&to=3").text
    assert "Until when?</ins>" in page
    assert "What changed in the title" in page


@pytest.mark.parametrize("query", ["from=1&to=9", "to=1", "to=x", "from=2"])
def test_versions_that_are_not_there_are_not_compared(organization: Any, entry: KnowledgeEntry, query: str) -> None:
    page = client_as(organization, "analyst").get(f"{entry.get_absolute_url()}?{query}")
    assert page.status_code == 200
    assert page.context["comparison"] is None


def cited_in(entry: KnowledgeEntry, version: KnowledgeVersion, **message: Any) -> str:
    """The panel's address of a conversation whose reply cites this version."""
    conversation = conversation_with(entry.organization, ("customer", "hello"))
    reply = MessageFactory(conversation=conversation, position=1, sender="ai", text="30 days", **message)
    Citation.objects.create(organization=entry.organization, message=reply, version=version)
    return reverse("knowledge:conversation_citations", args=[conversation.pk])


def test_a_conversation_shows_the_exact_text_it_was_answered_from(organization: Any, entry: KnowledgeEntry) -> None:
    url = cited_in(entry, entry.versions.get(number=2), sent_at=timezone.now())
    page = client_as(organization, "analyst").get(url).text
    prose = page.split("The text it was answered from")[1].split("</details>")[0]
    assert "Within 30 days." in prose
    assert "60" not in prose
    assert "version 2" in page
    assert "has changed since" in page
    changed = page.split("What changed since")[1]
    assert re.search(r"<del>.*?30</del>", changed)
    assert re.search(r"<ins>.*?60</ins>", changed)


def test_the_current_text_is_unchanged_since(organization: Any, entry: KnowledgeEntry) -> None:
    url = cited_in(entry, entry.versions.get(number=3), sent_at=timezone.now())
    page = client_as(organization, "analyst").get(url).text
    assert "unchanged since" in page
    assert "What changed since" not in page


def test_an_archived_entry_is_said_to_be(organization: Any, entry: KnowledgeEntry) -> None:
    url = cited_in(entry, entry.versions.get(number=3), sent_at=timezone.now())
    archive_entry(organization=organization, entry_id=entry.pk)
    assert "archived since" in client_as(organization, "analyst").get(url).text


def test_a_reply_older_than_the_entry_says_so(organization: Any, entry: KnowledgeEntry) -> None:
    url = cited_in(entry, entry.versions.get(number=1), sent_at=timezone.now() - timedelta(days=9))
    assert "older than this entry" in words(client_as(organization, "analyst").get(url).text)


def test_a_conversation_without_citations_says_so(organization: Any) -> None:
    conversation = conversation_with(organization, ("customer", "hello"))
    url = reverse("knowledge:conversation_citations", args=[conversation.pk])
    assert "No reply of this conversation names an entry" in client_as(organization, "analyst").get(url).text


@pytest.mark.parametrize("count", [1, 12])
def test_the_panel_takes_a_fixed_number_of_queries(
    organization: Any, entry: KnowledgeEntry, count: int, django_assert_num_queries: Any
) -> None:
    conversation = conversation_with(organization, ("customer", "hello"))
    for position in range(1, count + 1):
        reply = MessageFactory(conversation=conversation, position=position, sender="ai", text="30 days")
        Citation.objects.create(organization=organization, message=reply, version=entry.versions.get(number=2))
    client = client_as(organization, "analyst")
    with django_assert_num_queries(8):
        client.get(reverse("knowledge:conversation_citations", args=[conversation.pk]))


def confirm(organization: Any, entry: KnowledgeEntry, role: str = "manager", version: Any = None) -> Any:
    return client_as(organization, role).post(
        reverse("knowledge:entry_confirm", args=[entry.pk]),
        {"version": entry.current_version_id if version is None else version},
        follow=True,
    )


def test_a_manager_says_that_it_is_still_right(organization: Any, entry: KnowledgeEntry) -> None:
    KnowledgeVersion.objects.filter(entry=entry).update(live_from=timezone.now() - timedelta(days=99))
    KnowledgeEntry.objects.update(drift=0.5, drift_note="2 of 4 people say 14 days.")
    changed_at = KnowledgeEntry.objects.get().updated_at
    rows = KnowledgeEntry.objects.for_organization(organization)
    assert rows.stale(organization).exists()
    page = confirm(organization, entry).text
    assert "Confirmed: it is still right." in page
    assert not rows.stale(organization).exists()
    assert not rows.drifting().exists()
    entry.refresh_from_db()
    assert (entry.drift, entry.updated_at) == (None, changed_at)
    history = client_as(organization, "manager").get("/history/?what=knowledge.knowledgeentry").text
    assert "confirmed" in history.lower()


@pytest.mark.parametrize(
    ("role", "said"),
    [("admin", "Change it, or say"), ("manager", "ask an admin to change it"), ("analyst", "Is this out of date?")],
)
def test_who_may_not_change_what_drifted_is_told_what_they_can_do(
    organization: Any, entry: KnowledgeEntry, role: str, said: str
) -> None:
    KnowledgeEntry.objects.update(drift=0.5, drift_note="2 of 4 people say 14 days.")
    page = client_as(organization, role).get(entry.get_absolute_url()).text
    assert said in page


def test_what_changed_meanwhile_is_read_before_it_is_confirmed(organization: Any, entry: KnowledgeEntry) -> None:
    page = confirm(organization, entry, version=entry.versions.get(number=2).pk).text
    assert "was changed meanwhile" in page
    entry.refresh_from_db()
    assert entry.confirmed_at is None


@pytest.mark.parametrize("version", ["", "x", "²"])
def test_a_version_that_cannot_be_confirms_nothing(organization: Any, entry: KnowledgeEntry, version: str) -> None:
    confirm(organization, entry, version=version)
    entry.refresh_from_db()
    assert entry.confirmed_at is None


def test_an_archived_entry_is_not_confirmed(organization: Any, entry: KnowledgeEntry) -> None:
    archive_entry(organization=organization, entry_id=entry.pk)
    assert "is archived" in confirm(organization, entry).text


def test_an_analyst_may_not_confirm(organization: Any, entry: KnowledgeEntry) -> None:
    assert confirm(organization, entry, role="analyst").status_code == 403
    client = client_as(organization, "analyst")
    assert "Still right" not in client.get(entry.get_absolute_url()).text
    assert client.get(reverse("knowledge:entry_confirm", args=[entry.pk])).status_code == 405


def test_another_organizations_entry_is_not_there(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization)
    in_organization(organization)
    assert confirm(organization, theirs, role="owner").status_code == 404
