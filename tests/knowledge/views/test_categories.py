"""Categories and tags: counted, renamed, joined, taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeEntry
from knowledge.services.entries import archive_entry
from tests.knowledge.factories import entry_with
from tests.views import client_as

PAGE = "/knowledge/categories/"
RENAME = {"category": "knowledge:category_rename", "tag": "knowledge:tag_rename"}


@pytest.fixture
def three(organization: Any) -> list[KnowledgeEntry]:
    made = [
        entry_with(organization, title="One", category="Returns", tags=["parcel", "money"]),
        entry_with(organization, title="Two", category="Returns", tags=["parcel"]),
        entry_with(organization, title="Three", category="Sending back", tags=["money", "urgent"]),
    ]
    archive_entry(organization=organization, entry_id=made[1].pk)
    return made


def rename(organization: Any, what: str, old: str, new: str, role: str = "admin", **more: Any) -> Any:
    return client_as(organization, role).post(reverse(RENAME[what]), {"old": old, "new": new, **more})


def categories() -> list[str]:
    return list(KnowledgeEntry.objects.order_by("pk").values_list("category", flat=True))


def tags() -> list[list[str]]:
    return list(KnowledgeEntry.objects.order_by("pk").values_list("tags", flat=True))


def test_each_is_counted_and_opens_its_entries(organization: Any, three: Any) -> None:
    client = client_as(organization, "analyst")
    groups = {group["what"]: group["rows"] for group in client.get(PAGE).context["groups"]}
    assert groups["category"] == [("Returns", 1, 1), ("Sending back", 1, 0)]
    assert groups["tag"] == [("money", 2, 0), ("parcel", 1, 1), ("urgent", 1, 0)]
    for what, rows in groups.items():
        for name, live, archived in rows:
            for status, count in (("", live), ("archived", archived)):
                page = client.get("/knowledge/", {what: name, "status": status})
                assert page.context["page_obj"].paginator.count == count


def test_a_category_is_renamed_in_all_entries_archived_ones_too(organization: Any, three: Any) -> None:
    answer = rename(organization, "category", "Returns", " Sent  back ")
    assert answer["Location"] == PAGE
    assert categories() == ["Sent back", "Sent back", "Sending back"]


def test_the_name_of_another_asks_before_the_two_are_joined(organization: Any, three: Any) -> None:
    answer = rename(organization, "category", "Sending back", "Returns")
    assert answer.status_code == 409
    assert "2 entries have the category “Returns” already" in answer.text
    assert categories() == ["Returns", "Returns", "Sending back"]
    rename(organization, "category", "Sending back", "Returns", is_merge="on")
    assert set(categories()) == {"Returns"}


def test_a_tag_keeps_its_place_and_none_is_doubled(organization: Any, three: Any) -> None:
    rename(organization, "tag", "money", "Refund")
    assert tags() == [["parcel", "refund"], ["parcel"], ["refund", "urgent"]]
    assert rename(organization, "tag", "parcel", "refund").status_code == 409
    rename(organization, "tag", "parcel", "refund", is_merge="on")
    assert tags() == [["refund"], ["refund"], ["refund", "urgent"]]


def test_an_empty_name_takes_it_away(organization: Any, three: Any) -> None:
    rename(organization, "tag", "parcel", "")
    rename(organization, "category", "Returns", "")
    assert tags() == [["money"], [], ["money", "urgent"]]
    assert categories() == ["", "", "Sending back"]


def test_the_history_keeps_who_changed_which_entry(organization: Any, three: Any) -> None:
    client = client_as(organization, "admin", email="keeper@example.com")
    client.post(reverse(RENAME["category"]), {"old": "Returns", "new": "Sent back"})
    page = client.get("/history/?what=knowledge.knowledgeentry").text
    assert page.count("Sent back") >= 2
    assert "keeper@example.com" in page


@pytest.mark.parametrize("what", ["category", "tag"])
@pytest.mark.parametrize(
    ("old", "new"), [("gone", "x"), ("Returns", "x" * 81), ("parcel", "y" * 41), ("parcel", "a, b")]
)
def test_what_cannot_be_changes_nothing_and_says_why(
    organization: Any, three: Any, what: str, old: str, new: str
) -> None:
    before = categories(), tags()
    answer = client_as(organization, "admin").post(reverse(RENAME[what]), {"old": old, "new": new}, follow=True)
    assert 'data-tone="danger"' in answer.text
    assert (categories(), tags()) == before


@pytest.mark.parametrize("what", ["category", "tag"])
@pytest.mark.parametrize("role", ["analyst", "manager"])
def test_admins_only(organization: Any, three: Any, what: str, role: str) -> None:
    assert rename(organization, what, "Returns", "x", role=role).status_code == 403
    assert RENAME[what].split(":")[1].replace("_", "/") not in client_as(organization, role).get(PAGE).text


@pytest.mark.parametrize("what", ["category", "tag"])
def test_it_is_posted(organization: Any, what: str) -> None:
    assert client_as(organization, "admin").get(reverse(RENAME[what])).status_code == 405


def test_another_organizations_stay_as_they_are(
    organization: Any, other_organization: Any, in_organization: Any, three: Any
) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization, category="Returns", tags=["parcel"])
    in_organization(organization)
    rename(organization, "category", "Returns", "Ours")
    rename(organization, "tag", "parcel", "ours")
    in_organization(other_organization)
    theirs.refresh_from_db()
    assert (theirs.category, theirs.tags) == ("Returns", ["parcel"])


@pytest.mark.parametrize("count", [1, 30])
def test_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        entry_with(organization, title=f"E{number}", category=f"C{number}", tags=[f"t{number}"])
    client = client_as(organization, "admin")
    with django_assert_num_queries(11):
        client.get(PAGE)
