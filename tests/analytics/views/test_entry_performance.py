"""The panel of an entry's page: each figure opens exactly the conversations it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge.models import EntryPerformance
from knowledge.services.measuring import measure_days
from tests.knowledge.factories import entry_with
from tests.knowledge.test_measuring import BAD, GOOD, answered_from
from tests.views import HTMX, client_as
from training.querysets.conversation import today_of

NEITHER = {**GOOD, "is_success": False}


def panel_url(entry: Any) -> str:
    return reverse("analytics:entry_performance", args=[entry.pk])


@pytest.fixture
def entry(organization: Any) -> Any:
    """An entry with two good, one middling, one failed and one waiting conversation today, and one good yesterday."""
    made, now = entry_with(organization), timezone.now()
    for fields in ({**GOOD, "satisfaction": 5}, GOOD, NEITHER, {**BAD, "satisfaction": 2}, {}):
        answered_from(made, started_at=now, **fields)
    answered_from(made, started_at=now - timedelta(days=1), **GOOD)
    while measure_days(organization=organization):
        pass
    return made


def test_each_figure_opens_the_conversations_it_counts(organization: Any, entry: Any) -> None:
    client = client_as(organization, "analyst")
    page = client.get(panel_url(entry)).text
    opened = 0
    for address, shown in re.findall(r'<a(?: class="n")?\s+href="(/conversations/[^"]+)">(?:n = )?([\d.]+)</a>', page):
        address = unescape(address)
        listed = client.get(address).context["page_obj"].paginator.count
        if "." not in shown:
            assert listed == int(shown), address
            opened += 1
    assert opened >= 8


def test_each_bar_opens_the_conversations_it_counts(organization: Any, entry: Any) -> None:
    client = client_as(organization, "analyst")
    figure = client.get(panel_url(entry)).context["figure"]
    today = [(trace["name"], trace["y"][-1], trace["customdata"][-1]) for trace in figure["data"]]
    assert [(name, count) for name, count, _ in today] == [("Helped", 2), ("Neither", 1), ("Hurt", 1)]
    for _, count, address in today:
        query = parse_qs(urlsplit(address).query)
        assert query["first"] == query["last"] == [today_of(organization).isoformat()]
        assert client.get(address).context["page_obj"].paginator.count == count


def test_the_score_needs_enough_conversations(organization: Any, entry: Any) -> None:
    client = client_as(organization, "analyst")
    assert client.get(panel_url(entry)).context["score"] == pytest.approx(0.7 * 3 / 5 + 0.3 * 3.5 / 5)
    organization.min_rate_n = 6
    organization.save()
    answer = client.get(panel_url(entry), **HTMX)
    assert "too few" in answer.text
    assert "<html" not in answer.text


def test_an_entry_that_nobody_used_says_so(organization: Any) -> None:
    assert "nobody asked here" in client_as(organization, "analyst").get(panel_url(entry_with(organization))).text


def test_a_fixed_number_of_queries(organization: Any, entry: Any, django_assert_num_queries: Any) -> None:
    client = client_as(organization, "analyst")
    for number in range(2, 25):
        EntryPerformance.objects.create(
            organization=organization, entry=entry, day=today_of(organization) - timedelta(days=number), cited=3
        )
    with django_assert_num_queries(9):
        client.get(panel_url(entry), **HTMX)


def test_another_organizations_entry_does_not_exist(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization)
    in_organization(organization)
    assert client_as(organization, "owner").get(panel_url(theirs)).status_code == 404
    page = client_as(organization, "owner").get(f"/conversations/?entry={theirs.pk}")
    assert "answered from an entry that is not here" in page.text
    assert page.context["page_obj"].paginator.count == 0


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "²"])
def test_an_entry_that_cannot_be_selects_nothing(organization: Any, entry: Any, value: str) -> None:
    page = client_as(organization, "analyst").get("/conversations/", {"entry": value})
    assert page.status_code == 200
    assert page.context["page_obj"].paginator.count == 0


def test_the_narrowing_stays_when_the_filters_are_used(organization: Any, entry: Any) -> None:
    page = client_as(organization, "analyst").get(f"/conversations/?entry={entry.pk}&outcome=failed")
    assert f'<input type="hidden" name="entry" value="{entry.pk}"' in page.text
    assert entry.title in page.text


def test_the_panel_is_read_only(organization: Any, entry: Any) -> None:
    assert client_as(organization, "owner").post(panel_url(entry)).status_code == 405
