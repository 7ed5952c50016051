"""Two changes of one entry, brought together on the update's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeEntry
from knowledge.services.entries import revise_entry
from tests.knowledge.factories import entry_with
from tests.knowledge.replays import update_with
from tests.views import client_as
from training.models import LearningUpdate

pytestmark = pytest.mark.django_db
TEXT = "You can send it back within 30 days. The postage is free."


@pytest.fixture
def entry(organization: Any) -> KnowledgeEntry:
    return entry_with(organization, "May I return it?", TEXT)


@pytest.fixture
def update(organization: Any, entry: KnowledgeEntry) -> LearningUpdate:
    """Says 14 days where somebody has made 60 of the 30 since."""
    update = update_with(
        organization,
        "How long do I have?",
        action="update",
        entry_id=entry.pk,
        expected_version_id=entry.current_version_id,
        title=entry.title,
        body=TEXT.replace("30", "14"),
    )
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body=TEXT.replace("30", "60"))
    return update


def address(update: LearningUpdate) -> str:
    return reverse("knowledge:update_merge", args=[update.pk])


def test_the_page_shows_both_and_lets_an_admin_choose(organization: Any, update: LearningUpdate) -> None:
    page = client_as(organization, "admin").get(update.get_absolute_url()).text
    assert f'action="{address(update)}"' in page
    assert "This update: You can send it back within 14 days." in page
    assert "The entry now: You can send it back within 60 days." in page
    assert f'action="{address(update)}"' not in client_as(organization, "analyst").get(update.get_absolute_url()).text


def test_the_choice_is_kept_and_replayed(organization: Any, update: LearningUpdate, entry: KnowledgeEntry) -> None:
    entry.refresh_from_db()
    client = client_as(organization, "admin")
    found = client.post(address(update), {"body-0": "ours", "live_version": entry.current_version_id}, follow=True)
    assert "brought together" in found.text
    assert "Two changes of the same" not in found.text
    update.refresh_from_db()
    assert update.payload["body"] == TEXT.replace("30", "14")
    assert update.payload["expected_version_id"] == entry.current_version_id


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose for each place"),
        ({"body-0": "mine"}, "Choose for each place"),
        ({"body-0": "ours", "live_version": "1"}, "once more"),
        ({"body-0": "ours", "live_version": "9" * 30, "x-99999999999999": "ours"}, "brought together"),
    ],
)
def test_a_choice_that_settles_nothing_is_refused(
    organization: Any, update: LearningUpdate, data: dict[str, str], sentence: str
) -> None:
    page = client_as(organization, "admin").post(address(update), data, follow=True).text
    assert sentence in page


def test_who_came_second_is_told(organization: Any, update: LearningUpdate) -> None:
    client = client_as(organization, "admin")
    client.post(address(update), {"body-0": "ours"})
    assert "is as it was" in client.post(address(update), {"body-0": "theirs"}, follow=True).text


def test_it_is_posted_by_an_admin_of_the_organization(
    organization: Any, other_organization: Any, in_organization: Any, update: LearningUpdate
) -> None:
    assert client_as(organization, "admin").get(address(update)).status_code == 405
    assert client_as(organization, "manager").post(address(update)).status_code == 403
    in_organization(other_organization)
    foreign = update_with(other_organization, "A secret of theirs")
    in_organization(organization)
    assert client_as(organization, "admin").post(address(foreign)).status_code == 404
