"""The list that every number opens."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.training.factories import ConversationFactory, conversation_with
from tests.views import client_as
from training.forms import ConversationFilterForm
from training.models import Conversation, ConversationAnalysis
from training.querysets.conversation import COUNTS

LIST = "/conversations/"


def analysed(conversation: Conversation, question: str = "Where is my parcel?", **fields: Any) -> Conversation:
    """The conversation with an analysis; `fields` go to the conversation."""
    Conversation.objects.filter(pk=conversation.pk).update(
        **({"analysed_at": timezone.now(), "is_resolved": True, "is_success": True} | fields)
    )
    ConversationAnalysis.objects.create(
        organization=conversation.organization,
        conversation=conversation,
        question=question,
        resolution_probability=0.9,
        judged_rating=4.2,
        sentiment=0.1,
        intent="parcel",
        engine="local",
        engine_version="1",
    )
    conversation.refresh_from_db()
    return conversation


def shown(page: Any) -> set[str]:
    return {row.external_id for row in page.context["page_obj"]}


def test_it_shows_what_customers_asked(organization: Any) -> None:
    analysed(ConversationFactory(organization=organization))
    conversation_with(organization, ("ai", "Hello"), ("customer", "Is anybody there?"))
    page = client_as(organization, "analyst").get(LIST)
    assert "Where is my parcel?" in page.text
    assert "Is anybody there?" in page.text


def test_another_organizations_conversations_do_not_show(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    ConversationFactory(organization=other_organization, external_id="their-secret")
    in_organization(organization)
    ConversationFactory(organization=organization, external_id="ours")
    page = client_as(organization, "analyst").get(LIST)
    assert shown(page) == {"ours"}
    assert "their-secret" not in page.text


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        analysed(ConversationFactory(organization=organization))
    client = client_as(organization, "analyst")
    with django_assert_num_queries(12):
        assert len(shown(client.get(LIST))) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"good", "bad", "new"}),
        ("channel=email", {"bad"}),
        ("counted=succeeded", {"good"}),
        ("outcome=failed", {"bad"}),
        ("outcome=success", {"good"}),
        ("outcome=handed_off", {"bad"}),
        ("outcome=waiting", {"new"}),
        ("rating=1", {"bad"}),
        ("q=refund", {"bad"}),
        ("q=BAD", {"bad"}),
        ("first=2026-03-03", {"new"}),
        ("last=2026-03-01", {"good"}),
        ("first=2026-03-02&last=2026-03-02", {"bad"}),
        ("channel=email&outcome=success", set()),
    ],
)
def test_the_filters_of_the_address_hold(organization: Any, query: str, expected: set[str]) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    made = {"organization": organization}
    analysed(ConversationFactory(**made, external_id="good", started_at=noon - timedelta(days=1)))
    bad = ConversationFactory(
        **made, external_id="bad", channel="email", started_at=noon, is_handed_off=True, satisfaction=1
    )
    analysed(bad, "My refund is late", is_resolved=False, is_success=False)
    ConversationFactory(**made, external_id="new", started_at=noon + timedelta(days=1))
    assert shown(client_as(organization, "analyst").get(f"{LIST}?{query}")) == expected


@pytest.mark.parametrize("count", sorted(COUNTS))
def test_a_drill_down_says_what_it_counts_and_the_way_out(organization: Any, count: str) -> None:
    ConversationFactory(organization=organization)
    page = client_as(organization, "analyst").get(
        f"{LIST}?counted={count}&first=2026-03-01&last=2026-03-05&channel=chat"
    )
    assert "from 1 Mar 2026 to 5 Mar 2026" in " ".join(page.text.split())
    assert '<a href="/conversations/">Show all conversations</a>' in page.text


@pytest.mark.parametrize(
    "query",
    ["first=0001-01-01", "last=9999-12-31", "first=tomorrow", "counted=nonsense", "channel=none", "page=-3", "q=%00"],
)
def test_a_filter_that_cannot_be_is_said_and_filters_nothing(organization: Any, query: str) -> None:
    ConversationFactory(organization=organization, external_id="ours")
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert shown(page) == {"ours"}
    assert ("field-errors" in page.text) is not query.startswith("page")


def test_days_are_days_on_the_organizations_clock(organization: Any) -> None:
    organization.timezone = "Asia/Kolkata"
    organization.save()
    started_at = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # 01:30 on the 3rd in Kolkata
    ConversationFactory(organization=organization, external_id="late", started_at=started_at)
    client = client_as(organization, "analyst")
    assert shown(client.get(f"{LIST}?first=2026-03-03&last=2026-03-03")) == {"late"}
    assert shown(client.get(f"{LIST}?first=2026-03-02&last=2026-03-02")) == set()
    assert "3 Mar 2026, 01:30" in client.get(LIST).text


@pytest.mark.parametrize(
    ("sort", "first"), [("rating", "one"), ("-rating", "five"), ("started", "five"), ("nonsense", "one")]
)
def test_it_sorts_by_the_address(organization: Any, sort: str, first: str) -> None:
    ConversationFactory(organization=organization, external_id="five", satisfaction=5)
    ConversationFactory(organization=organization, external_id="one", satisfaction=1)
    page = client_as(organization, "analyst").get(f"{LIST}?sort={sort}")
    assert page.context["page_obj"][0].external_id == first


def test_it_pages(organization: Any) -> None:
    for _ in range(51):
        ConversationFactory(organization=organization)
    client = client_as(organization, "analyst")
    assert len(shown(client.get(LIST))) == 50
    assert len(shown(client.get(f"{LIST}?page=2"))) == 1


def test_an_organization_without_conversations_is_told_how_to_bring_them_in(organization: Any) -> None:
    page = client_as(organization, "analyst").get(LIST)
    assert "manage.py import_conversations FILE.jsonl --organization acme" in page.text


def test_filters_that_hide_everything_say_so(organization: Any) -> None:
    ConversationFactory(organization=organization)
    page = client_as(organization, "analyst").get(f"{LIST}?rating=5")
    assert 'data-kind="filtered"' in page.text
    assert "import_conversations" not in page.text


def test_the_export_holds_the_filtered_rows_and_defuses_formulas(organization: Any) -> None:
    analysed(ConversationFactory(organization=organization, external_id="=1+1"), question="@SUM(A1)", is_success=False)
    analysed(ConversationFactory(organization=organization, external_id="other", channel="email"))
    client = client_as(organization, "analyst")
    url = client.get(f"{LIST}?channel=chat").context["export_url"]
    answer = client.get(url)
    assert answer["Content-Disposition"].startswith('attachment; filename="acme-conversations-')
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["id"], row["question"], row["success"]) for row in rows] == [("'=1+1", "'@SUM(A1)", "False")]


def test_the_channels_of_one_organization_do_not_stand_in_anothers_filter() -> None:
    ConversationFilterForm({}, channels=["their-secret"])
    assert list(ConversationFilterForm.base_fields["channel"].choices) == []
