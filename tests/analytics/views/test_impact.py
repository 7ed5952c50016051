"""The impact ledger, and the panel on an update's page."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge.impacts import APPLIED, gap_on, measured, read_on, shop
from tests.training.factories import LearningUpdateFactory
from tests.views import HTMX, client_as
from training.appliers import ImpactTarget
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate
from training.services.impact import end_measurement

URL = "/impact/"
DAY = APPLIED + timedelta(days=13)
FORECAST = {"fixes": 3, "questions": 4, "asked": 40, "failed": 20, "days": 30, "effect": 0.375, "monthly": 15.2}


@pytest.fixture
def desk(organization: Any, settings: Any) -> Any:
    """One update that helped, as read after twelve days."""
    shop(organization, before=10, after=18, last=DAY)
    target = ImpactTarget(topics=[f"gap:{gap_on(organization, 1).pk}"], forecast=FORECAST)
    measured(organization, target, title="Wrapping", result={"entry_id": 1})
    for day in (APPLIED, DAY - timedelta(days=1), DAY):
        read_on(organization, settings, day)
    return organization


def another(organization: Any, **fields: Any) -> ImpactMeasurement:
    found: ImpactMeasurement = measured(
        organization, ImpactTarget(topics=["gap:1"]), applied_on=fields.pop("applied_on", APPLIED), **fields
    )
    return found


def test_each_update_shows_what_was_expected_measured_and_said(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    (row,) = page.context["page_obj"]
    assert row.measurement.verdict == "helped"
    assert "+37.5 points" in row.forecast
    assert row.success.text.startswith("+4")
    assert row.success.text in page.text
    assert row.waits_for == ""


def test_the_chart_has_the_effect_with_its_interval_and_opens_the_update(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    figure = json.loads(re.search(r'id="chart-forest"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1])
    (trace,) = figure["data"]
    reading = ImpactReading.objects.get(metric="success", read_on=DAY)
    assert trace["x"] == [round(100 * reading.effect, 2)]
    assert trace["error_x"]["array"] == [round(100 * (reading.high - reading.effect), 2)]
    assert trace["marker"]["color"] == ["$good"]
    assert trace["customdata"] == [reading.measurement.get_absolute_url()]


@pytest.mark.parametrize("metric", ["success", "handoff", "resolution"])
def test_every_number_opens_exactly_the_conversations_it_counts(desk: Any, metric: str) -> None:
    client = client_as(desk, "analyst")
    (row,) = client.get(URL).context["page_obj"]
    effect = row.effects[metric]
    for address, count in (
        (effect.before_url, effect.reading.size_before),
        (effect.after_url, effect.reading.size_after),
    ):
        found = client.get(address)
        assert count > 0
        assert found.context["page_obj"].paginator.count == count
        assert "“Wrapping”" in found.text


def test_an_address_of_nothing_that_is_measured_counts_nothing(desk: Any) -> None:
    client = client_as(desk, "analyst")
    for value in ("x", "1", f"{10**30}:success:after", "1:success:never", "1:poems:after"):
        assert client.get("/conversations/", {"impact": value}).context["page_obj"].paginator.count == 0


def test_sums_by_month_and_kind_open_their_updates(desk: Any) -> None:
    another(desk, title="Other", applied_on=date(2026, 4, 1))
    client = client_as(desk, "analyst")
    april, march = client.get(URL).context["totals"]
    assert (april.month, april.number, april.measured) == (date(2026, 4, 1), 1, 0)
    assert (march.counts["helped"], march.measured) == (1, 1)
    reading = ImpactReading.objects.get(metric="success", read_on=DAY)
    assert march.gained == pytest.approx(reading.effect * reading.size_after)
    assert march.low <= march.gained <= march.high
    assert [str(row.update) for row in client.get(march.url).context["page_obj"]] == ["Wrapping"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"verdict": "helped"}, ["Wrapping"]),
        ({"verdict": "hurt"}, []),
        ({"kind": "model_optimization"}, ["A warmer agent"]),
        ({"state": "rolled_back"}, ["A warmer agent"]),
        ({"q": "wrap"}, ["Wrapping"]),
        ({"last": "2026-02-01"}, []),
        ({"verdict": "nonsense"}, ["A warmer agent", "Wrapping"]),
    ],
)
def test_filters_stand_in_the_url(desk: Any, query: dict[str, str], titles: list[str]) -> None:
    other = another(desk, title="A warmer agent", kind="model_optimization")
    end_measurement(update=other.update, now=other.update.applied_at)
    page = client_as(desk, "analyst").get(URL, query)
    assert [str(row.update) for row in page.context["page_obj"]] == titles


def test_the_file_holds_the_rows_of_the_filter(desk: Any) -> None:
    another(desk, title="=cmd()")
    client = client_as(desk, "analyst")
    page = client.get(URL, {"verdict": "helped"})
    body = b"".join(client.get(page.context["export_url"]).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    reading = ImpactReading.objects.get(metric="success", read_on=DAY)
    assert (row["title"], row["verdict"], float(row["success_effect"])) == ("Wrapping", "helped", reading.effect)
    assert float(row["forecast_effect"]) == 0.375
    everything = b"".join(client.get(URL, {"format": "csv"}).streaming_content).decode()
    assert "'=cmd()" in everything


def test_what_is_too_early_says_how_much_is_missing(organization: Any, settings: Any) -> None:
    another(organization)
    read_on(organization, settings, APPLIED)
    (row,) = client_as(organization, "analyst").get(URL).context["page_obj"]
    assert row.waits_for == (
        "Too few conversations before it was applied: 20 are missing. Read daily until 31 March 2026 (day 0 of 28)."
    )
    ImpactReading.objects.update(
        size_before=30, size_after=19, after_from=APPLIED, after_to=APPLIED + timedelta(days=6)
    )
    (row,) = client_as(organization, "analyst").get(URL).context["page_obj"]
    assert row.waits_for.startswith("1 day and 1 conversation more until anything can be said.")


def test_of_a_split_it_says_what_is_missing_on_either_side_and_what_was_expected(organization: Any) -> None:
    target = ImpactTarget(design="split", share=0.5, salt="x", forecast={"words": "Fewer repeat themselves."})
    found = measured(organization, target)
    (row,) = client_as(organization, "analyst").get(URL).context["page_obj"]
    assert row.forecast == "Fewer repeat themselves."
    assert row.waits_for.startswith("7 days, 20 conversations with it and 20 conversations without it more until")
    panel = client_as(organization, "analyst").get(f"/updates/{found.update_id}/impact/").text
    assert "Fewer repeat themselves." in panel
    assert "the replay" not in panel
    found.mixture_variances, found.reason = {"csat": None}, "Too little is known."
    found.save()
    page = client_as(organization, "analyst").get(URL)
    assert page.context["page_obj"][0].waits_for == ""
    assert "Too little is known." in page.text


def test_without_an_applied_update_it_says_what_comes_next(organization: Any) -> None:
    page = client_as(organization, "analyst").get(URL)
    assert "No update was applied yet" in page.text
    assert "chart-forest" not in page.text


def test_who_does_not_belong_here_is_refused(client: Client, organization: Any) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")


def test_the_wrong_method_is_refused(organization: Any) -> None:
    client = client_as(organization, "owner")
    assert client.post(URL).status_code == 405
    update = LearningUpdateFactory(organization=organization)
    assert client.post(f"/updates/{update.pk}/impact/").status_code == 405


def test_another_organizations_updates_are_not_there(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    other = another(other_organization, title="Secret")
    in_organization(organization)
    client = client_as(organization, "analyst")
    assert client.get(URL).context["has_any"] is False
    assert client.get(f"/updates/{other.update_id}/impact/").status_code == 404
    assert client.get("/conversations/", {"impact": f"{other.pk}:success:after"}).status_code == 200


def test_the_number_of_queries_does_not_grow(desk: Any, django_assert_num_queries: Any) -> None:
    client = client_as(desk, "analyst")
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for number in range(5):
        another(desk, title=f"Update {number}")
    with django_assert_num_queries(len(one)):
        client.get(URL)


# --- the panel


def test_the_panel_shows_each_metric_and_the_interval_as_days_passed(desk: Any) -> None:
    update = LearningUpdate.objects.get()
    client = client_as(desk, "analyst")
    panel = client.get(f"/updates/{update.pk}/impact/", **HTMX)
    assert "<html" not in panel.text
    assert [effect.label for effect in panel.context["effects"]] == ["Success", "Handoff", "CSAT", "Resolution time"]
    figure = panel.context["figure"]
    assert [trace["name"] for trace in figure["data"]] == ["High", "Low", "Effect"]
    assert figure["data"][2]["x"] == [(DAY - timedelta(days=1)).isoformat(), DAY.isoformat()]
    page = client.get(f"/updates/{update.pk}/impact/", {"metric": "handoff"})
    assert page.context["metric"] == "handoff"
    assert "<html" in page.text


def test_a_hurt_verdict_offers_the_roll_back_to_an_admin_only(desk: Any) -> None:
    ImpactMeasurement.objects.update(verdict="hurt")
    update = LearningUpdate.objects.get()
    address = f"/updates/{update.pk}/roll-back/"
    assert address in client_as(desk, "admin").get(f"/updates/{update.pk}/impact/").text
    assert address not in client_as(desk, "manager").get(f"/updates/{update.pk}/impact/").text


def test_an_update_that_is_not_applied_or_not_measured_says_so(organization: Any) -> None:
    client = client_as(organization, "analyst")
    update = LearningUpdateFactory(organization=organization)
    assert "It is not applied." in client.get(f"/updates/{update.pk}/impact/").text
    assert "/impact/" not in re.sub(
        r"<aside.*?</aside>", "", client.get(f"/updates/{update.pk}/").text, flags=re.DOTALL
    )


def test_the_page_of_an_applied_update_includes_the_panel(desk: Any) -> None:
    update = LearningUpdate.objects.get()
    assert f'hx-get="/updates/{update.pk}/impact/"' in client_as(desk, "analyst").get(f"/updates/{update.pk}/").text
