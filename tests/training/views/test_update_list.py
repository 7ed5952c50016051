"""The review queue."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import client_as
from training.models import UpdateEvidence
from training.services import updates

LIST = "/updates/"


def with_evidence(update: Any, customers: int) -> Any:
    UpdateEvidence.objects.bulk_create(
        UpdateEvidence(
            organization=update.organization,
            update=update,
            role="question",
            customer_key=f"customer-{number // 2}",
            quote="How long?",
            said_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        for number in range(2 * customers)
    )
    return update


def shown(page: Any) -> list[str]:
    return [row.title for row in page.context["page_obj"]]


@pytest.mark.parametrize("role", ["analyst", "manager", "admin", "owner"])
def test_everybody_reads_and_only_admins_can_press(organization: Any, role: str) -> None:
    update = with_evidence(LearningUpdateFactory(organization=organization), 3)
    page = client_as(organization, role).get(LIST)
    assert update.title in page.text
    assert "3 customers, 6 questions" in page.text
    assert (reverse("training:update_approve", args=[update.pk]) in page.text) is (role in ("admin", "owner"))


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        with_evidence(LearningUpdateFactory(organization=organization, proposed_by=UserFactory()), 1)
    client = client_as(organization, "admin")
    with django_assert_num_queries(15):
        assert len(shown(client.get(LIST))) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Gifts"]),
        ("status=rejected", ["Parking"]),
        ("status=all", ["Parking", "Gifts"]),
        ("status=all&q=gift", ["Gifts"]),
        ("kind=template_improvement", []),
        ("status=all&sort=impact", ["Gifts", "Parking"]),
        ("status=all&sort=-confidence", ["Gifts", "Parking"]),
    ],
)
def test_the_filters_of_the_address_hold(organization: Any, query: str, expected: list[str]) -> None:
    LearningUpdateFactory(organization=organization, title="Gifts", impact=2, confidence=0.9)
    other = LearningUpdateFactory(organization=organization, title="Parking", impact=5, confidence=0.2)
    updates.reject_update(update_id=other.pk, reviewer=UserFactory(), reason_code="policy")
    assert shown(client_as(organization, "analyst").get(f"{LIST}?{query}")) == expected


def test_nothing_yet_says_where_updates_come_from(organization: Any) -> None:
    page = client_as(organization, "admin").get(LIST)
    assert "No update yet" in page.text
    assert 'href="/gaps/"' in page.text


def test_a_cleared_queue_says_so(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="policy")
    assert "The queue is clear" in client_as(organization, "admin").get(LIST).text


def test_filters_that_hide_everything_say_so(organization: Any) -> None:
    LearningUpdateFactory(organization=organization)
    assert 'data-kind="filtered"' in client_as(organization, "admin").get(f"{LIST}?q=zzz").text


def test_the_export_defuses_formulas_and_says_why(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization, title="+49 30 1234")
    updates.reject_update(update_id=update.pk, reviewer=UserFactory(name="Ada"), reason_code="other", reason="no")
    client = client_as(organization, "analyst")
    answer = client.get(client.get(f"{LIST}?status=all").context["export_url"])
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row["title"], row["decided_by"], row["reason"]) == ("'+49 30 1234", "Ada", "Another reason: no")
