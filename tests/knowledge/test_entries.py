"""Writes of entries: versions open and close, nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import Embedding, KnowledgeEntry, KnowledgeVersion
from knowledge.services.entries import (
    EntryArchived,
    EntryChangedMeanwhile,
    EntryDraft,
    EntryInvalid,
    EntryNotArchived,
    EntryNotFound,
    EntryRefTaken,
    archive_entry,
    create_entries,
    create_entry,
    restore_entry,
    restore_version,
    revise_entry,
)
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.training.factories import UserFactory
from training.errors import DomainError

pytestmark = pytest.mark.django_db


def versions_of(entry: KnowledgeEntry) -> list[KnowledgeVersion]:
    return list(entry.versions.order_by("number"))


def test_a_new_entry_is_live_with_one_embedded_version(organization: Any) -> None:
    author = UserFactory()
    entry = create_entry(
        organization=organization,
        title="  How long can I\nsend something back? ",
        body="30 days.\r\n",
        category=" Returns ",
        tags=["Return", "return", " money back ", ""],
        author=author,
        reason="From the handbook",
        external_ref="kb-1",
    )
    entry.refresh_from_db()
    (version,) = versions_of(entry)
    assert (entry.title, entry.category, entry.tags) == (
        "How long can I send something back?",
        "Returns",
        ["return", "money back"],
    )
    assert (entry.status, entry.current_version, entry.external_ref) == ("live", version, "kb-1")
    assert (version.number, version.body, version.author, version.reason) == (
        1,
        "30 days.",
        author,
        "From the handbook",
    )
    assert version.live_to is None
    assert Embedding.objects.get(version=version).model_id == "wordllama-256"


def test_invisible_characters_are_not_kept(organization: Any) -> None:
    entry = entry_with(organization, title="Re\u200bfund\x00s", body="Pay\u202e back.\x00")
    assert (entry.title, versions_of(entry)[0].body) == ("Refunds", "Pay back.")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": " \u200b "}),
        ("title", {"title": "x" * 301}),
        ("body", {"body": "\n\x00\n"}),
        ("body", {"body": "é" * 50_001}),
        ("category", {"category": "c" * 81}),
        ("tags", {"tags": ["t" * 41]}),
        ("tags", {"tags": [f"tag {n}" for n in range(21)]}),
        ("external_ref", {"external_ref": "r" * 201}),
        ("live_from", {"live_from": timezone.now() + timedelta(days=1)}),
    ],
)
def test_a_field_that_cannot_be_kept_is_named(organization: Any, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(EntryInvalid) as caught:
        create_entry(**({"organization": organization, "title": "Title", "body": "Body"} | wrong))
    assert caught.value.field == field
    assert str(caught.value).endswith(".")
    assert not KnowledgeEntry.objects.exists()


def test_a_reference_is_given_once(organization: Any) -> None:
    entry_with(organization, external_ref="kb-1")
    with pytest.raises(EntryRefTaken):
        entry_with(organization, external_ref="kb-1")
    assert KnowledgeEntry.objects.count() == 1


def test_many_entries_are_made_at_once_and_may_have_lived_before(organization: Any) -> None:
    since = timezone.now() - timedelta(days=90)
    made = create_entries(
        organization=organization,
        entries=[EntryDraft(title=title, body=body, live_from=since) for title, body in SHOP],
    )
    assert KnowledgeEntry.objects.filter(
        current_version__live_from=since, current_version__live_to=None
    ).count() == len(SHOP)
    assert Embedding.objects.count() == len(SHOP)
    assert [entry.title for entry in made] == [title for title, _ in SHOP]
    assert create_entries(organization=organization, entries=[]) == []


def test_loading_many_takes_no_query_for_each(organization: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        create_entries(organization=organization, entries=[EntryDraft(title=f"T{n}", body="B") for n in range(100)])


def test_one_bad_entry_among_many_keeps_all_out(organization: Any) -> None:
    with pytest.raises(EntryInvalid):
        create_entries(
            organization=organization, entries=[EntryDraft(title="A", body="B"), EntryDraft(title="", body="B")]
        )
    assert not KnowledgeEntry.objects.exists()


def test_a_revision_closes_the_live_version_and_opens_the_next_at_the_same_moment(organization: Any) -> None:
    entry = entry_with(organization, category="Returns", tags=["return"])
    first = entry.current_version
    revised = revise_entry(
        organization=organization, entry_id=entry.pk, title="Returns", body="14 days.", reason="New law"
    )
    old, new = versions_of(entry)
    assert old.pk == first.pk
    assert old.body == SHOP[0][1]
    assert old.live_to == new.live_from
    assert (new.number, new.title, new.body, new.reason, new.live_to) == (2, "Returns", "14 days.", "New law", None)
    entry.refresh_from_db()
    assert entry.current_version == new == revised.current_version
    assert (entry.title, entry.category, entry.tags) == ("Returns", "Returns", ["return"])
    assert Embedding.objects.filter(version=new).exists()


def test_the_same_text_again_makes_no_version_but_keeps_category_and_tags(organization: Any) -> None:
    entry = entry_with(organization)
    revise_entry(
        organization=organization, entry_id=entry.pk, title=SHOP[0][0], body=SHOP[0][1], category="C", tags=["t"]
    )
    entry.refresh_from_db()
    assert len(versions_of(entry)) == 1
    assert (entry.category, entry.tags) == ("C", ["t"])


def test_the_second_editor_is_told_that_the_first_was_faster(organization: Any) -> None:
    entry = entry_with(organization)
    read = entry.current_version_id
    faster = UserFactory(email="ada@example.com")
    revise_entry(
        organization=organization, entry_id=entry.pk, title="T", body="Ada's.", expected_version_id=read, author=faster
    )
    with pytest.raises(EntryChangedMeanwhile, match=r"by .*version 2"):
        revise_entry(organization=organization, entry_id=entry.pk, title="T", body="Mine.", expected_version_id=read)
    with pytest.raises(EntryChangedMeanwhile):
        archive_entry(organization=organization, entry_id=entry.pk, expected_version_id=read)
    with pytest.raises(EntryChangedMeanwhile):
        restore_version(organization=organization, entry_id=entry.pk, version_id=read, expected_version_id=read)
    assert versions_of(entry)[-1].body == "Ada's."


def test_an_archived_entry_has_no_live_version_until_it_is_restored(organization: Any) -> None:
    entry = entry_with(organization)
    archive_entry(organization=organization, entry_id=entry.pk)
    entry.refresh_from_db()
    assert entry.status == "archived"
    assert versions_of(entry)[0].live_to is not None
    with pytest.raises(EntryArchived, match="Restore it"):
        revise_entry(organization=organization, entry_id=entry.pk, title="T", body="B")
    closed_at = versions_of(entry)[0].live_to
    archive_entry(organization=organization, entry_id=entry.pk)
    assert versions_of(entry)[0].live_to == closed_at
    restore_entry(organization=organization, entry_id=entry.pk)
    entry.refresh_from_db()
    first, second = versions_of(entry)
    assert (entry.status, entry.current_version) == ("live", second)
    assert (second.body, second.live_to) == (first.body, None)
    with pytest.raises(EntryNotArchived):
        restore_entry(organization=organization, entry_id=entry.pk)


def test_someone_editing_what_was_archived_meanwhile_is_told(organization: Any) -> None:
    entry = entry_with(organization)
    read = entry.current_version_id
    archive_entry(organization=organization, entry_id=entry.pk)
    with pytest.raises(EntryChangedMeanwhile, match="archived meanwhile"):
        restore_version(organization=organization, entry_id=entry.pk, version_id=read, expected_version_id=read)


def test_an_earlier_text_comes_back_as_a_new_version(organization: Any) -> None:
    entry = entry_with(organization)
    first = entry.current_version_id
    revise_entry(organization=organization, entry_id=entry.pk, title="Other", body="Other.")
    restored = restore_version(organization=organization, entry_id=entry.pk, version_id=first)
    third = versions_of(entry)[-1]
    assert (third.number, third.title, third.body, third.reason) == (3, *SHOP[0], "Restored version 1")
    assert (restored.current_version, restored.title) == (third, SHOP[0][0])
    restore_version(organization=organization, entry_id=entry.pk, version_id=first)
    assert len(versions_of(entry)) == 3


def test_what_is_not_there_is_said_to_be_missing(organization: Any) -> None:
    entry = entry_with(organization)
    other = entry_with(organization, title="Other")
    calls = [
        lambda: revise_entry(organization=organization, entry_id=0, title="T", body="B"),
        lambda: archive_entry(organization=organization, entry_id=0),
        lambda: restore_entry(organization=organization, entry_id=0),
        lambda: restore_version(organization=organization, entry_id=entry.pk, version_id=other.current_version_id),
    ]
    for call in calls:
        with pytest.raises(EntryNotFound):
            call()


def test_an_archived_entry_without_text_cannot_be_restored(organization: Any) -> None:
    entry = KnowledgeEntry.objects.create(organization=organization, title="Empty", status="archived")
    with pytest.raises(EntryNotFound, match="no text"):
        restore_entry(organization=organization, entry_id=entry.pk)


def test_another_organizations_entry_does_not_exist(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization)
    in_organization(organization)
    with pytest.raises(DomainError, match="no such entry"):
        archive_entry(organization=organization, entry_id=theirs.pk)
    assert not KnowledgeEntry.objects.exists()
    in_organization(other_organization)
    assert KnowledgeEntry.objects.get().status == "live"


def test_a_version_never_closes_before_it_opened(organization: Any) -> None:
    entry = entry_with(organization)
    ahead = timezone.now() + timedelta(minutes=5)
    KnowledgeVersion.objects.filter(entry=entry).update(live_from=ahead)  # written by a machine whose clock runs ahead
    revise_entry(organization=organization, entry_id=entry.pk, title="T", body="B")
    old, new = versions_of(entry)
    assert old.live_to == new.live_from == ahead


def test_what_was_live_when_can_be_told_ever_after(organization: Any) -> None:
    shop_entries(organization)
    entry = KnowledgeEntry.objects.first()
    before = timezone.now()
    revise_entry(organization=organization, entry_id=entry.pk, title="T", body="B")
    archive_entry(organization=organization, entry_id=entry.pk)
    live_then = KnowledgeVersion.objects.live_at(before).filter(entry=entry)
    assert [version.number for version in live_then] == [1]
    assert not KnowledgeVersion.objects.live_at(timezone.now()).filter(entry=entry).exists()
