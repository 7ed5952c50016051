"""The list of entries: found, filtered, sorted, paged, exported."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.services.entries import archive_entry, create_entry
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.training.factories import LearningUpdateFactory
from tests.views import client_as

LIST = "/knowledge/"


def shown(page: Any) -> list[str]:
    context = page.context
    if context.get("hits"):
        return [found["entry"].title for found in context["hits"]]
    return [entry.title for entry in context["page_obj"]]


def set_entry(entry: KnowledgeEntry, **fields: Any) -> None:
    KnowledgeEntry.objects.filter(pk=entry.pk).update(**fields)


@pytest.fixture
def mixed(organization: Any) -> dict[str, KnowledgeEntry]:
    """One entry for each filter."""
    organization.entry_stale_days = 30
    organization.save()
    now, old = timezone.now(), timezone.now() - timedelta(days=100)
    update = LearningUpdateFactory(organization=organization)
    made = {
        "plain": entry_with(organization, title="Plain"),
        "returns": entry_with(organization, title="Send back", category="Returns", tags=["parcel", "money"]),
        "rule": entry_with(organization, title="Angry lawyers", kind="handoff"),
        "learned": entry_with(organization, title="Learned", update=update),
        "good": entry_with(organization, title="Good"),
        "poor": entry_with(organization, title="Poor"),
        "drifting": entry_with(organization, title="Drifting"),
        "stale": entry_with(organization, title="Unused and old", live_from=old),
        "used": entry_with(organization, title="Used and old", live_from=old),
        "confirmed": entry_with(organization, title="Confirmed and old", live_from=old),
        "gone": entry_with(organization, title="Archived and old", live_from=old),
    }
    set_entry(made["good"], performance_score=0.8)
    set_entry(made["poor"], performance_score=0.62)
    set_entry(made["drifting"], drift=0.5, drift_note="3 of 6 people say 14 days.")
    set_entry(made["used"], last_used_at=now - timedelta(days=29))
    set_entry(made["confirmed"], confirmed_at=now - timedelta(days=29))
    archive_entry(organization=organization, entry_id=made["gone"].pk)
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=Returns", {"Send back"}),
        ("tag=money", {"Send back"}),
        ("kind=handoff", {"Angry lawyers"}),
        ("status=archived", {"Archived and old"}),
        ("origin=learned", {"Learned"}),
        ("performance=good", {"Good"}),
        ("performance=poor", {"Poor"}),
        ("performance=fair", set()),
        ("health=stale", {"Unused and old"}),
        ("health=drifting", {"Drifting"}),
        ("health=either", {"Drifting", "Unused and old"}),
        ("age=-90", {"Unused and old", "Used and old", "Confirmed and old"}),
        ("age=-365", set()),
        ("age=90&performance=few&kind=answer&origin=written", {"Plain", "Send back", "Drifting"}),
        ("age=-90&status=all", {"Unused and old", "Used and old", "Confirmed and old", "Archived and old"}),
        ("category=Returns&tag=parcel&kind=answer", {"Send back"}),
        ("category=Returns&kind=handoff", set()),
    ],
)
def test_the_filters_of_the_address_hold(organization: Any, mixed: Any, query: str, expected: set[str]) -> None:
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert set(shown(page)) == expected
    if expected:
        assert page.context["page_obj"].paginator.count == len(expected)


@pytest.mark.parametrize("query", ["kind=nonsense", "age=12", "performance=x", "category=none", "tag=none", "page=-3"])
def test_a_filter_that_cannot_be_filters_nothing(organization: Any, mixed: Any, query: str) -> None:
    assert len(shown(client_as(organization, "analyst").get(f"{LIST}?{query}"))) == len(mixed) - 1


def test_what_is_to_be_looked_at_shows(organization: Any, mixed: Any) -> None:
    page = client_as(organization, "analyst").get(LIST).text
    assert len(re.findall(r'data-status="stale">Stale', page)) == 1
    assert len(re.findall(r'data-status="high">Contradicted', page)) == 1


def test_the_search_finds_by_meaning_and_explains_each_score(organization: Any) -> None:
    shop_entries(organization)
    page = client_as(organization, "analyst").get(f"{LIST}?q=when+do+I+get+my+refund+back")
    assert shown(page)[0] == "When does my refund arrive?"
    assert "<mark>" in page.text
    first = page.text.split('<details class="why"', 2)[1]
    assert re.search(r"Score 0\.\d\d|Score 1\.00", first)
    for part in ("Words", "Meaning", "Place", "Likeness"):
        assert part in first


def test_a_typing_error_is_forgiven(organization: Any) -> None:
    shop_entries(organization)
    assert shown(client_as(organization, "analyst").get(f"{LIST}?q=pasword"))[0] == "How do I reset my password?"


def test_the_search_goes_through_what_the_filters_leave(organization: Any) -> None:
    shop_entries(organization, [(f"{title} (copy {number})", body) for number in range(40) for title, body in SHOP])
    rare = entry_with(organization, title="Odd one", body="A refund for wedding tents.", category="Tents")
    page = client_as(organization, "analyst").get(f"{LIST}?q=when+does+my+refund+arrive&category=Tents")
    assert shown(page) == [rare.title]


def test_archived_entries_are_found_where_asked_for(organization: Any) -> None:
    entry = entry_with(organization)
    archive_entry(organization=organization, entry_id=entry.pk)
    client = client_as(organization, "analyst")
    assert shown(client.get(f"{LIST}?q=send+something+back")) == []
    assert shown(client.get(f"{LIST}?q=send+something+back&status=all")) == [entry.title]


def test_a_query_of_nothing_gets_a_sentence(organization: Any) -> None:
    entry_with(organization)
    page = client_as(organization, "analyst").get(LIST, {"q": "\u200b\u200b"})
    assert page.status_code == 200
    assert "Type a question first." in page.text


def test_it_sorts_by_the_address(organization: Any, mixed: Any) -> None:
    client = client_as(organization, "analyst")
    assert shown(client.get(f"{LIST}?sort=title"))[0] == "Angry lawyers"
    assert shown(client.get(f"{LIST}?sort=score"))[:2] == ["Poor", "Good"]
    assert shown(client.get(f"{LIST}?performance=good&sort=-score")) == ["Good"]


def test_hits_come_in_pages(organization: Any) -> None:
    for number in range(60):
        create_entry(organization=organization, title=f"Parcel question {number}", body="Where the parcel is.")
    client = client_as(organization, "analyst")
    first, second = client.get(f"{LIST}?q=parcel"), client.get(f"{LIST}?q=parcel&page=2")
    assert (len(shown(first)), len(shown(second))) == (50, 10)
    assert not set(shown(first)) & set(shown(second))


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(("query", "queries"), [("", 14), ("?category=A&health=either&sort=-score", 14)])
def test_the_list_takes_a_fixed_number_of_queries(
    organization: Any, count: int, query: str, queries: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        entry_with(organization, title=f"Question {number}", category="A" if number else "B", tags=[f"t{number}"])
    KnowledgeEntry.objects.update(drift_note="x", drift=0.5)
    client = client_as(organization, "analyst")
    with django_assert_num_queries(queries):
        assert client.get(f"{LIST}{query}").status_code == 200


@pytest.mark.parametrize("count", [2, 40])
def test_a_search_takes_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    shop_entries(organization, [(f"Parcel {number}", f"Where parcel {number} is.") for number in range(count)])
    client = client_as(organization, "analyst")
    client.get(f"{LIST}?q=parcel")  # what a process keeps is warm
    with django_assert_max_num_queries(24):
        client.get(f"{LIST}?q=parcel")


def test_the_file_holds_the_filtered_rows_and_defuses_formulas(organization: Any) -> None:
    entry_with(organization, title='=HYPERLINK("x")', category="Returns", tags=["a", "b"])
    entry_with(organization, title="Other", category="Shipping")
    answer = client_as(organization, "analyst").get(f"{LIST}?category=Returns&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["title"], row["tags"], row["kind"]) for row in rows] == [('\'=HYPERLINK("x")', "a b", "answer")]


def test_the_file_of_a_search_holds_its_hits_best_first(organization: Any) -> None:
    shop_entries(organization)
    client = client_as(organization, "analyst")
    answer = client.get(f"{LIST}?q=refund+account&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == shown(client.get(f"{LIST}?q=refund+account"))
    assert rows[0]["title"] == "When does my refund arrive?"


def test_nothing_of_another_organization_shows(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    entry_with(other_organization, title="A secret of theirs", category="Secrets", tags=["hidden"])
    in_organization(organization)
    entry_with(organization)
    client = client_as(organization, "owner")
    for address in (LIST, f"{LIST}?q=secret+of+theirs", f"{LIST}?category=Secrets", "/knowledge/categories/"):
        page = client.get(address).text
        for words in ("A secret of theirs", ">Secrets<", "hidden</"):
            assert words not in page


def test_a_text_that_changed_is_young_again(organization: Any, mixed: Any) -> None:
    KnowledgeVersion.objects.filter(entry=mixed["stale"]).update(live_from=timezone.now())
    assert shown(client_as(organization, "analyst").get(f"{LIST}?health=stale")) == []
