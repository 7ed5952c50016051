"""The dashboard."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analytics.services.rollups import refresh_rollups
from tests.analytics.conversations import mixed_conversations
from tests.knowledge.gap_factories import KnowledgeGapFactory
from tests.training.factories import ConversationFactory
from tests.training.views.test_cycle_list import cycle_of
from tests.views import HTMX, client_as
from training.models import Conversation


def counted(organization: Any) -> None:
    while refresh_rollups(organization=organization):
        pass


@pytest.fixture
def desk(organization: Any) -> Any:
    """An organization in another timezone with 240 mixed conversations of the last 12 days, counted."""
    organization.timezone = "Asia/Kolkata"
    organization.save()
    mixed_conversations(organization, count=240, newest_at=timezone.now(), days=12)
    counted(organization)
    return organization


def test_who_is_not_logged_in_is_asked_to_log_in(client: Client, organization: Any) -> None:
    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_who_belongs_to_no_organization_is_refused(client: Client, organization: Any, django_user_model: Any) -> None:
    client.force_login(
        django_user_model.objects.create_user("x@example.com"), "django.contrib.auth.backends.ModelBackend"
    )
    assert client.get("/").status_code == 403


def test_the_wrong_method_is_refused(organization: Any) -> None:
    assert client_as(organization, "owner").post("/").status_code == 405


def test_an_organization_without_conversations_is_told_the_next_step(organization: Any) -> None:
    page = client_as(organization, "analyst").get("/")
    assert "manage.py import_conversations FILE.jsonl --organization acme" in page.text
    assert "metric-value" not in page.text


def test_conversations_that_no_cycle_has_counted_are_announced(organization: Any) -> None:
    ConversationFactory(organization=organization)
    assert "The next learning cycle counts them." in client_as(organization, "analyst").get("/").text
    counted(organization)
    text = client_as(organization, "analyst").get("/").text
    assert "The next learning cycle counts them." not in text
    assert "No conversation began in these days." in text  # the factory's day is long ago


@pytest.mark.parametrize("query", ["", "days=7", "days=90", "days=7&channel=email", "channel=web_form"])
def test_every_number_opens_exactly_the_rows_it_counts(desk: Any, query: str) -> None:
    client = client_as(desk, "analyst")
    context = client.get(f"/?{query}").context
    numbers = [(context["total_url"], context["totals"]["conversations"])]
    for card in [*context["cards"], *(card for row in context["channel_rows"] for card in row["rates"])]:
        numbers += [(card.url, card.hits), (card.n_url, card.n)]
    numbers += [(row["url"], row["n"]) for row in context["channel_rows"]]
    assert sum(count for _, count in numbers) > 0
    for url, count in set(numbers):
        assert client.get(url).context["page_obj"].paginator.count == count, url


def test_every_point_of_the_charts_opens_exactly_the_rows_it_counts(desk: Any) -> None:
    client = client_as(desk, "analyst")
    context = client.get("/?days=7").context
    points = [
        (trace["customdata"][day], trace["y"][day]) for trace in context["volume_figure"]["data"] for day in range(7)
    ] + [
        (trace["customdata"][day], int(trace["text"][day].removeprefix("n = ").replace(",", "")))
        for trace in context["rates_figure"]["data"]
        for day in range(7)
    ]
    assert sum(count for _, count in points) > 0
    for url, count in points:
        assert client.get(url).context["page_obj"].paginator.count == count, url


def test_the_figures_on_the_page_are_plain_json(desk: Any) -> None:
    text = client_as(desk, "analyst").get("/?days=7").text
    found = re.search(r'<script id="chart-volume" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert {trace["name"] for trace in json.loads(found[1])["data"]} == {"Chat", "E-mail", "Web form"}


def test_a_rate_over_too_few_says_so_and_still_opens_them(organization: Any) -> None:
    for _ in range(4):
        ConversationFactory(organization=organization, started_at=timezone.now() - timedelta(days=1), satisfaction=5)
    counted(organization)
    client = client_as(organization, "analyst")
    page = client.get("/")
    card = next(card for card in page.context["cards"] if card.metric.key == "csat")
    assert (card.value, card.n, card.is_too_few) == (None, 4, True)
    assert "too few" in page.text
    assert client.get(card.n_url).context["page_obj"].paginator.count == 4


def test_the_trend_compares_with_the_days_before(organization: Any) -> None:
    now = timezone.now()
    for number in range(10):
        ConversationFactory(organization=organization, started_at=now - timedelta(days=1), satisfaction=5)
        ConversationFactory(
            organization=organization, started_at=now - timedelta(days=9), satisfaction=5 if number < 4 else 1
        )
    counted(organization)
    cards = client_as(organization, "analyst").get("/?days=7").context["cards"]
    card = next(card for card in cards if card.metric.key == "csat")
    assert (card.text, card.trend, card.trend_way, card.trend_state) == ("100.0 %", "+60.0 points", "up", "good")
    assert (card.target, card.target_state) == ("≥ 80 %", "good")


@pytest.mark.parametrize("query", ["days=8", "days=x", "channel=nowhere", "days=-1&channel=%00"])
def test_a_choice_that_does_not_exist_falls_back(desk: Any, query: str) -> None:
    context = client_as(desk, "analyst").get(f"/?{query}").context
    assert (context["days"], context["channel"]) == (30, "")


def test_it_shows_the_worst_gaps_and_the_last_cycle(desk: Any) -> None:
    for number in range(8):
        KnowledgeGapFactory(organization=desk, title=f"Gap {number}", frequency=5, score=number)
    cycle = cycle_of(desk)
    page = client_as(desk, "analyst").get("/")
    assert [gap.title for gap in page.context["top_gaps"]] == [f"Gap {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert "All 8 open gaps" in page.text
    assert cycle.get_absolute_url() in page.text


def test_the_refresh_asks_for_the_part_that_the_page_includes(desk: Any) -> None:
    client = client_as(desk, "analyst")
    whole, part = client.get("/?days=7"), client.get("/?days=7", **HTMX)
    assert 'hx-trigger="every 60s"' in whole.text
    assert "<html" not in part.text
    assert 'id="dashboard"' in part.text


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        ConversationFactory(organization=organization, channel=f"channel {number}", started_at=timezone.now())
        KnowledgeGapFactory(organization=organization, title=f"Gap {number}", frequency=5)
        cycle_of(organization)
    counted(organization)
    client = client_as(organization, "analyst")
    with django_assert_num_queries(19):
        assert len(client.get("/").context["channel_rows"]) == count


def test_another_organizations_numbers_do_not_show(desk: Any, other_organization: Any, in_organization: Any) -> None:
    in_organization(other_organization)
    mixed_conversations(other_organization, count=10, newest_at=timezone.now(), days=2)
    counted(other_organization)
    in_organization(desk)
    context = client_as(desk, "analyst").get("/").context
    assert context["totals"]["conversations"] == Conversation.objects.count() == 240
