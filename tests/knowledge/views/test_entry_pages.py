"""The knowledge list, an entry's page, and asking."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeEntry
from knowledge.services.entries import archive_entry, revise_entry
from tests.knowledge.factories import entry_with
from tests.views import client_as

LIST = "/knowledge/"
FORM = {"title": "Gift cards", "body": "They are valid for **3 years**.", "category": "Vouchers", "tags": "gift, card"}


@pytest.fixture
def foreign_entry(other_organization: Any, organization: Any, in_organization: Any) -> KnowledgeEntry:
    in_organization(other_organization)
    entry = entry_with(other_organization, title="A secret of theirs")
    in_organization(organization)
    return entry


@pytest.mark.parametrize("role", ["analyst", "manager", "admin", "owner"])
def test_everybody_reads_and_admins_write(organization: Any, role: str) -> None:
    entry = entry_with(organization)
    client = client_as(organization, role)
    assert entry.title in client.get(LIST).text
    page = client.get(entry.get_absolute_url()).text
    assert "<strong>30 days</strong>" in page
    may_write = role in ("admin", "owner")
    assert (reverse("knowledge:entry_edit", args=[entry.pk]) in page) is may_write
    assert client.get(reverse("knowledge:entry_create")).status_code == (200 if may_write else 403)
    assert client.post(reverse("knowledge:entry_archive", args=[entry.pk])).status_code == (302 if may_write else 403)


def test_each_empty_state_says_what_it_is(organization: Any) -> None:
    client = client_as(organization, "admin")
    assert "The agent knows nothing yet" in client.get(LIST).text
    entry = entry_with(organization)
    assert "No row matches these filters" in client.get(f"{LIST}?category=x&origin=learned").text
    archive_entry(organization=organization, entry_id=entry.pk)
    assert "Every entry is archived" in client.get(LIST).text


def test_writing_an_entry(organization: Any) -> None:
    client = client_as(organization, "admin", email="writer@example.com")
    answer = client.post(reverse("knowledge:entry_create"), FORM)
    entry = KnowledgeEntry.objects.get()
    assert answer["Location"] == entry.get_absolute_url()
    assert (entry.category, entry.tags) == ("Vouchers", ["gift", "card"])
    assert entry.current_version.author.email == "writer@example.com"


def test_other_wordings_and_a_rule_are_written_and_shown(organization: Any) -> None:
    client = client_as(organization, "admin")
    wanted = FORM | {"asked_as": "Do you sell vouchers?\n\nHow long is a voucher valid?", "kind": "handoff"}
    entry = KnowledgeEntry.objects.filter(title=FORM["title"])
    assert client.post(reverse("knowledge:entry_create"), wanted).status_code == 302
    page = client.get(entry.get().get_absolute_url()).text
    assert "<li>Do you sell vouchers?</li>" in page
    assert "Hand-off rule" in page
    assert "Hand-off rule" in client.get(LIST).text
    form = client.get(reverse("knowledge:entry_edit", args=[entry.get().pk])).text
    assert "Do you sell vouchers?\nHow long is a voucher valid?</textarea>" in form
    assert '<option value="handoff" selected>' in form


def test_an_entry_without_text_is_refused_beside_the_field(organization: Any) -> None:
    answer = client_as(organization, "admin").post(reverse("knowledge:entry_create"), {**FORM, "body": " "})
    assert answer.status_code == 422
    assert "Gift cards" in answer.text
    assert not KnowledgeEntry.objects.exists()


def test_two_editors_do_not_overwrite_each_other(organization: Any) -> None:
    entry = entry_with(organization)
    seen = entry.current_version_id
    revise_entry(organization=organization, entry_id=entry.pk, title="Returns", body="60 days.")
    client, address = client_as(organization, "admin"), reverse("knowledge:entry_edit", args=[entry.pk])
    answer = client.post(address, {**FORM, "expected_version": seen})
    assert answer.status_code == 409
    assert "3 years" in answer.text
    entry.refresh_from_db()
    assert entry.current_version.body == "60 days."

    # The second sees what the first wrote, and may save all the same.
    assert "What your text changes in version 2" in answer.text
    assert any("60" in gone for gone in re.findall(r"<del>(.*?)</del>", answer.text, re.DOTALL))
    assert f'name="expected_version" value="{entry.current_version_id}"' in answer.text
    assert client.post(address, {**FORM, "expected_version": entry.current_version_id}).status_code == 302


def test_what_changed_between_versions_is_shown_and_an_old_text_comes_back(organization: Any) -> None:
    entry = entry_with(organization, body="Within 30 days.")
    first = entry.current_version_id
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="Within 60 days.")
    client = client_as(organization, "admin")
    page = client.get(f"{entry.get_absolute_url()}?to=2").text
    assert "<del>" in page
    assert "60" in page
    client.post(reverse("knowledge:version_restore", args=[entry.pk, first]))
    entry.refresh_from_db()
    assert (entry.current_version.number, entry.current_version.body) == (3, "Within 30 days.")


def test_archived_and_live_again(organization: Any) -> None:
    entry = entry_with(organization)
    client = client_as(organization, "admin")
    client.post(reverse("knowledge:entry_archive", args=[entry.pk]))
    assert not KnowledgeEntry.objects.live().exists()
    answer = client.post(reverse("knowledge:entry_archive", args=[entry.pk]), follow=True)
    assert answer.status_code == 200
    client.post(reverse("knowledge:entry_restore", args=[entry.pk]))
    assert KnowledgeEntry.objects.live().exists()


def test_another_organizations_entry_does_not_exist(organization: Any, foreign_entry: KnowledgeEntry) -> None:
    client = client_as(organization, "owner")
    for name in ("entry_detail", "entry_edit"):
        assert client.get(reverse(f"knowledge:{name}", args=[foreign_entry.pk])).status_code == 404
    for name in ("entry_edit", "entry_archive", "entry_restore"):
        answer = client.post(reverse(f"knowledge:{name}", args=[foreign_entry.pk]), FORM)
        assert answer.status_code == 404
        assert "A secret of theirs" not in answer.text


@pytest.mark.parametrize("name", ["entry_archive", "entry_restore"])
def test_changes_are_posted(organization: Any, name: str) -> None:
    entry = entry_with(organization)
    assert client_as(organization, "admin").get(reverse(f"knowledge:{name}", args=[entry.pk])).status_code == 405
