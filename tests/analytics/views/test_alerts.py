"""The page of alerts."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.models import Alert
from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import HTMX, client_as

URL = "/alerts/"


def alert(organization: Any, key: str = "a", **fields: Any) -> Alert:
    values = {
        "kind": "threshold", "severity": "medium", "title": f"Alert {key}", "text": "59 %.",
        "address": "/conversations/", "raised_at": timezone.now(),
    }  # fmt: skip
    return Alert.objects.create(organization=organization, key=key, **values | fields)


@pytest.fixture
def desk(organization: Any) -> Any:
    """An open, a worse and a resolved alert."""
    alert(organization, "a")
    alert(organization, "b", severity="high", kind="gap", raised_at=timezone.now() - timedelta(days=1))
    alert(organization, "c", status="resolved", resolved_at=timezone.now())
    return organization


def shown(page: Any) -> list[str]:
    return [row.title for row in page.context["page_obj"]]


def test_the_worst_stands_on_top_and_what_is_resolved_is_not_shown(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    assert shown(page) == ["Alert b", "Alert a"]
    assert 'href="/conversations/"' in page.text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"status": "resolved"}, ["Alert c"]),
        ({"status": "all"}, ["Alert b", "Alert a", "Alert c"]),
        ({"kind": "gap"}, ["Alert b"]),
        ({"severity": "medium"}, ["Alert a"]),
        ({"severity": "nonsense"}, ["Alert b", "Alert a"]),
    ],
)
def test_filters_stand_in_the_url(desk: Any, query: dict[str, str], titles: list[str]) -> None:
    assert shown(client_as(desk, "analyst").get(URL, query)) == titles


def test_open_ones_are_counted_beside_the_navigation(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    assert page.context["nav_counts"]["alerts"] == 2


def test_a_manager_acknowledges_and_opens_again(desk: Any) -> None:
    client, found = client_as(desk, "manager", email="m@example.com"), Alert.objects.get(key="a")
    assert client.post(f"/alerts/{found.pk}/acknowledge/")["Location"] == URL
    page = client.get(URL)
    assert "m@example.com looks after it" in page.text
    assert page.context["nav_counts"]["alerts"] == 1
    client.post(f"/alerts/{found.pk}/undo/")
    found.refresh_from_db()
    assert (found.status, found.acknowledged_by) == ("open", None)


def test_htmx_is_answered_with_the_row(desk: Any) -> None:
    found = Alert.objects.get(key="a")
    page = client_as(desk, "manager").post(
        f"/alerts/{found.pk}/acknowledge/", **HTMX, HTTP_HX_TARGET=f"alert-{found.pk}"
    )
    assert page.status_code == 200
    assert f'id="alert-{found.pk}"' in page.text
    assert "<html" not in page.text
    assert "Acknowledged" in page.text


def test_what_was_resolved_meanwhile_says_so(desk: Any) -> None:
    found = Alert.objects.get(key="c")
    page = client_as(desk, "manager").post(f"/alerts/{found.pk}/acknowledge/")
    assert page.status_code == 409
    assert "is resolved already" in page.text
    row = client_as(desk, "manager").post(f"/alerts/{found.pk}/undo/", **HTMX, HTTP_HX_TARGET=f"alert-{found.pk}")
    assert row.status_code == 409
    assert "nothing to undo" in row.text


def test_an_admin_is_offered_the_roll_back_of_what_hurts(organization: Any) -> None:
    update = LearningUpdateFactory(
        organization=organization, status="applied", decided_by=UserFactory(), decided_at=timezone.now(),
        applied_at=timezone.now(),
    )  # fmt: skip
    alert(organization, kind="hurt_update", update=update)
    address = f"/updates/{update.pk}/roll-back/"
    assert address in client_as(organization, "admin").get(URL).text
    assert address not in client_as(organization, "manager").get(URL).text


def test_an_analyst_may_look_but_not_acknowledge(desk: Any) -> None:
    client, found = client_as(desk, "analyst"), Alert.objects.get(key="a")
    assert "Acknowledge" not in client.get(URL).content.decode().split("<main")[1].split("<select")[0]
    assert client.post(f"/alerts/{found.pk}/acknowledge/").status_code == 403
    assert client.post(f"/alerts/{found.pk}/undo/").status_code == 403


def test_the_file_holds_the_rows_of_the_filter(desk: Any) -> None:
    client = client_as(desk, "analyst")
    page = client.get(URL, {"kind": "gap"})
    body = b"".join(client.get(page.context["export_url"]).streaming_content).decode("utf-8-sig")
    assert [row["title"] for row in csv.DictReader(io.StringIO(body))] == ["Alert b"]


def test_without_alerts_it_says_when_there_will_be_one(organization: Any) -> None:
    assert "No alert yet" in client_as(organization, "analyst").get(URL).text
    alert(organization, status="resolved", resolved_at=timezone.now())
    assert "Nothing is wrong" in client_as(organization, "analyst").get(URL).text


def test_who_does_not_belong_here_is_refused(client: Client, organization: Any) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")


def test_the_wrong_method_is_refused(desk: Any) -> None:
    client, found = client_as(desk, "manager"), Alert.objects.get(key="a")
    assert client.post(URL).status_code == 405
    assert client.get(f"/alerts/{found.pk}/acknowledge/").status_code == 405
    assert client.get(f"/alerts/{found.pk}/undo/").status_code == 405


def test_another_organizations_alert_is_not_there(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    other = alert(other_organization)
    in_organization(organization)
    client = client_as(organization, "manager")
    assert shown(client.get(URL)) == []
    assert client.post(f"/alerts/{other.pk}/acknowledge/").status_code == 404


def test_the_number_of_queries_does_not_grow(desk: Any, django_assert_num_queries: Any) -> None:
    client = client_as(desk, "manager")
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for number in range(5):
        alert(desk, f"more {number}")
    with django_assert_num_queries(len(one)):
        client.get(URL)
