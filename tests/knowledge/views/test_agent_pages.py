"""The pages of the agent's versions."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from tests.knowledge.replays import applied
from tests.knowledge.test_model_optimization import proposed
from tests.views import client_as
from training.models import AgentVersion
from training.services import agents

LIST = "/agent/"
CHANGES = ("agent_activate", "agent_serve_all", "agent_roll_back")


def address(name: str, version: Any) -> str:
    return reverse(f"knowledge:{name}", args=[version.pk])


def statuses() -> dict[str, str]:
    return {version.label: version.status for version in AgentVersion.objects.all()}


def tried(organization: Any, **changes: Any) -> AgentVersion:
    update = applied(proposed(organization, **(changes or {"handoff_confidence": 0.7})))
    return AgentVersion.objects.get(pk=update.result["agent_version_id"])


@pytest.fixture
def foreign(other_organization: Any, organization: Any, in_organization: Any) -> AgentVersion:
    in_organization(other_organization)
    theirs = agents.change_agent(
        organization=other_organization, changes={"system_prompt": "A secret of theirs."}, note="Secret"
    )
    in_organization(organization)
    return theirs


def test_the_list_says_what_changed_by_whom_and_who_is_served(organization: Any) -> None:
    tried(organization)
    page = client_as(organization, "analyst").get(LIST)
    assert [row.label for row in page.context["page_obj"]] == ["1.0.1", "1.0.0"]
    for words in ("Version 1.0.1</a> is on trial", "50 %", "Hand off earlier", "0.5 → <strong>0.7</strong>"):
        assert words in page.text
    assert client_as(organization, "analyst").get(f"{LIST}?status=deprecated").text.count("data-row") == 1
    assert "No version matches" in client_as(organization, "analyst").get(f"{LIST}?status=draft").text


def test_without_versions_the_list_says_what_makes_one(organization: Any) -> None:
    assert "No version yet" in client_as(organization, "analyst").get(LIST).text


def test_the_list_takes_the_same_queries_however_many_versions(
    organization: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_as(organization, "analyst")
    agents.change_agent(organization=organization, changes={"temperature": 0.1})
    client.get(LIST)
    for number in range(2, 12):
        agents.change_agent(organization=organization, changes={"temperature": number / 10})
    with django_assert_max_num_queries(12):
        assert len(client.get(LIST).context["page_obj"]) == 12


def test_the_list_is_exported(organization: Any) -> None:
    tried(organization, system_prompt="=cmd", temperature=0.0)
    answer = client_as(organization, "analyst").get(f"{LIST}?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["version"], first["share"], first["made_from"], first["instructions"]) == (
        "1.1.0", "0.5", "1.0.0", "'=cmd",
    )  # fmt: skip
    assert (second["version"], second["status"], second["served_until"]) == ("1.0.0", "deprecated", "")


def test_a_versions_page_shows_the_words_that_changed(organization: Any) -> None:
    new = tried(organization, system_prompt="You are a customer-support agent. Be brief.")
    page = client_as(organization, "analyst").get(new.get_absolute_url()).text
    assert "<ins>" in page
    assert "Be brief." in page
    assert "Give it to everyone" not in page
    assert "Hand off earlier" in page
    first = AgentVersion.objects.get(parent=None)
    assert "It answers with" in client_as(organization, "analyst").get(first.get_absolute_url()).text


def test_an_admin_gives_it_to_everyone_and_the_second_is_told(organization: Any) -> None:
    new = tried(organization)
    client = client_as(organization, "admin", name="Ada")
    assert "Give it to everyone" in client.get(new.get_absolute_url()).text
    assert client.post(address("agent_serve_all", new))["Location"] == new.get_absolute_url()
    assert [(one.share, one.agent_version) for one in agents.live_deployments(organization)] == [(1.0, new)]
    late = client.post(address("agent_serve_all", new))
    assert late.status_code == 409
    assert "Version 1.0.1 is not on trial; version 1.0.1 answers everyone" in late.text
    assert "Ada gave version 1.0.1 to everyone" in late.text


def test_rolling_an_updates_version_back_rolls_the_update_back(organization: Any) -> None:
    new = tried(organization)
    client = client_as(organization, "admin")
    assert client.post(address("agent_roll_back", new)).status_code == 302
    new.update.refresh_from_db()
    assert (new.update.status, statuses()) == ("rolled_back", {"1.0.0": "active", "1.0.1": "rolled_back"})
    late = client.post(address("agent_roll_back", new))
    assert late.status_code == 409
    assert "does not answer any more; version 1.0.0 does" in late.text


def test_a_persons_version_is_rolled_back_and_made_active_again(organization: Any) -> None:
    made = agents.change_agent(organization=organization, changes={"temperature": 0})
    client = client_as(organization, "admin")
    client.post(address("agent_roll_back", made))
    assert statuses() == {"1.0.0": "active", "1.0.1": "rolled_back"}
    assert "Make active" in client.get(made.get_absolute_url()).text
    client.post(address("agent_activate", made))
    assert statuses() == {"1.0.0": "deprecated", "1.0.1": "active"}
    late = client.post(address("agent_activate", made))
    assert late.status_code == 409
    assert "answers everyone already" in late.text


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_posted_by_admins_only(organization: Any, name: str) -> None:
    version = tried(organization)
    assert client_as(organization, "owner").get(address(name, version)).status_code == 405
    for role in ("analyst", "manager"):
        client = client_as(organization, role)
        assert client.post(address(name, version)).status_code == 403
        assert address(name, version) not in client.get(version.get_absolute_url()).text
    assert statuses() == {"1.0.0": "deprecated", "1.0.1": "active"}


@pytest.mark.parametrize("name", ["agent_detail", *CHANGES])
def test_another_organizations_version_is_not_there(organization: Any, foreign: AgentVersion, name: str) -> None:
    client = client_as(organization, "owner")
    answer = client.get(address(name, foreign)) if name == "agent_detail" else client.post(address(name, foreign))
    assert answer.status_code == 404
    assert "secret" not in client.get(LIST).text.lower()


def test_the_updates_page_shows_the_settings_and_what_was_measured(organization: Any) -> None:
    update = proposed(organization, handoff_confidence=0.7)
    update.payload["because"] |= {
        "figures": [
            {"name": "Success of what it answers", "shown": "55 %", "shown_interval": "48 % – 62 %", "n": 1204}
        ],
        "forecast": "81 % of what it answers goes well.",
        "days": 30,
    }
    update.save()
    page = client_as(organization, "analyst").get(update.get_absolute_url()).text
    for words in ("It fails.", "<del>0.5</del> → <ins>0.7</ins>", "55 %", "48 % – 62 %", "1,204", "81 % of what"):
        assert words in page


def test_it_is_in_the_navigation(organization: Any) -> None:
    assert 'href="/agent/"' in client_as(organization, "analyst").get("/guide/").text
