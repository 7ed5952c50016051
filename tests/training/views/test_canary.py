"""An update that serves a part of the customers first: chosen at approval, seen in queue and page, ended by a click."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from tests.knowledge.replays import approved, replayed, update_with
from tests.views import client_as
from training.canaries import Arms, read_guard
from training.models import Canary
from training.services.canaries import take_back_canary

DECISIONS = ("canary_serve_all", "canary_take_back")


@pytest.fixture
def canary(organization: Any) -> Canary:
    update = approved(update_with(organization, "Where can I park?"), canary_share=0.1)
    return Canary.objects.get(update=update)


def address(name: str, update: Any) -> str:
    return reverse(f"training:{name}", args=[update.pk])


def test_it_is_off_unless_asked_for_and_offers_the_organization_s_share(organization: Any) -> None:
    organization.canary_percent = 20
    organization.save()
    update = replayed(update_with(organization, "Where can I park?"))
    client = client_as(organization, "admin")
    page = client.get(update.get_absolute_url()).text
    assert 'id="is-canary"' in page
    assert 'value="20"' in page
    client.post(address("update_approve", update), {"canary_percent": "20"})
    update.refresh_from_db()
    assert (update.status, update.canaries.count()) == ("approved", 0)


def test_an_admin_approves_it_for_a_share_and_is_told_so(organization: Any) -> None:
    update = replayed(update_with(organization, "Where can I park?"))
    client = client_as(organization, "admin")
    answer = client.post(address("update_approve", update), {"is_canary": "1", "canary_percent": "25"}, follow=True)
    assert update.canaries.get().share == 0.25
    assert "It serves 25% of the customers from now on." in answer.text
    assert "Canary 25 %" in answer.text


@pytest.mark.parametrize("percent", ["0", "51", "many"])
def test_a_share_that_is_none_is_refused_and_the_update_stays_pending(organization: Any, percent: str) -> None:
    update = replayed(update_with(organization, "Where can I park?"))
    sent = {"is_canary": "1", "canary_percent": percent}
    answer = client_as(organization, "admin").post(address("update_approve", update), sent)
    update.refresh_from_db()
    assert (answer.status_code, update.status) == (422, "pending")
    assert "from 1 to 50 percent" in answer.text


def test_the_queue_shows_and_filters_it(organization: Any, canary: Canary) -> None:
    approved(update_with(organization, "Where is the exit?", title="Where is the exit?"))
    page = client_as(organization, "analyst").get("/updates/", {"status": "canary"})
    assert [row.pk for row in page.context["page_obj"]] == [canary.update_id]
    assert "Canary 10 %" in page.text


def test_its_page_shows_both_parts_with_their_sizes_and_the_interval(organization: Any, canary: Canary) -> None:
    arms = Arms(hits_with=6, size_with=30, hits_without=60, size_without=240)
    guard = read_guard(arms=arms, share=0.1, planned_size=50, is_better_up=False, metrics=2)
    canary.figures = {"handoff": guard.as_figures()}
    canary.save()
    page = client_as(organization, "analyst").get(canary.update.get_absolute_url()).text
    for words in ("20.0 %", "25.0 %", "n 30", "n 240", "-5.0 points", "30 of 50 conversations with it"):
        assert words in page
    assert f"{100 * guard.low:.1f} to {100 * guard.high:.1f}" in page  # type: ignore[operator]


def test_the_canaries_are_exported_with_what_their_guardrail_read(organization: Any, canary: Canary) -> None:
    approved(update_with(organization, "Is there a café?"))
    arms = Arms(hits_with=9, size_with=30, hits_without=40, size_without=200)
    guard = read_guard(arms=arms, share=0.1, planned_size=50, is_better_up=False, metrics=2)
    canary.figures = {"handoff": guard.as_figures()}
    canary.save()
    answer = client_as(organization, "analyst").get("/updates/", {"status": "canary", "format": "csv"})
    assert "canaries" in answer["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode().lstrip("\ufeff")))
    assert (row["update"], row["share"]) == (str(canary.update_id), "0.1")
    assert (row["handoff_hits_with"], row["handoff_size_without"], row["csat_low"]) == ("9", "200", "")
    assert float(row["handoff_effect"]) == pytest.approx(0.1)


@pytest.mark.parametrize(("name", "status"), [("canary_serve_all", "applied"), ("canary_take_back", "rolled_back")])
def test_an_admin_ends_it_and_the_second_one_is_told(organization: Any, canary: Canary, name: str, status: str) -> None:
    client = client_as(organization, "admin")
    assert client.post(address(name, canary.update)).status_code == 302
    canary.update.refresh_from_db()
    assert canary.update.status == status
    late = client.post(address(name, canary.update))
    assert late.status_code == 409
    assert "serves no share of the customers any more" in late.text


@pytest.mark.parametrize("name", DECISIONS)
def test_it_is_a_post_of_an_admin_of_this_organization(
    organization: Any, canary: Canary, other_organization: Any, in_organization: Any, name: str
) -> None:
    assert client_as(organization, "admin").get(address(name, canary.update)).status_code == 405
    assert client_as(organization, "manager").post(address(name, canary.update)).status_code == 403
    in_organization(other_organization)
    assert client_as(other_organization, "admin").post(address(name, canary.update)).status_code == 404


def test_one_that_went_back_by_itself_says_so_on_its_page_and_in_the_queue(organization: Any, canary: Canary) -> None:
    take_back_canary(update_id=canary.update_id, outcome="worse", reason="Taken back by itself: it did harm.")
    client = client_as(organization, "admin")
    page = client.get(canary.update.get_absolute_url()).text
    assert "Taken back by itself: it did harm." in page
    assert "Taken back by its guardrail" in page
    assert "Went worse, taken back by itself" in page
    assert "taken back by its guardrail" in client.get("/updates/", {"status": "rolled_back"}).text
