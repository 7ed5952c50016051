"""An organization's settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.factories import LearningUpdateFactory
from tests.views import client_as
from training.forms import OrganizationForm
from training.models import Organization
from training.services.agents import active_version, apply_to_agent

PAGE = "/settings/"


def values_of(organization: Any, **changes: Any) -> dict[str, Any]:
    values = {name: getattr(organization, name) for name in OrganizationForm.Meta.fields}
    values |= {"handoff_confidence": 0.5, **changes}
    return {name: value for name, value in values.items() if value is not False}


def test_every_setting_stands_on_the_page(organization: Any) -> None:
    text = client_as(organization, "admin").get(PAGE).text
    for name in [*OrganizationForm.Meta.fields, "handoff_confidence"]:
        assert f'name="{name}"' in text


def test_an_admin_changes_settings_and_the_history_shows_both_values(organization: Any) -> None:
    client = client_as(organization, "admin", name="Ada")
    answer = client.post(PAGE, values_of(organization, gap_min_customers=5, timezone="Europe/Berlin", currency="chf"))
    organization.refresh_from_db()
    assert answer["Location"] == PAGE
    assert (organization.gap_min_customers, organization.timezone, organization.currency) == (5, "Europe/Berlin", "CHF")
    rows = client.get("/history/?what=training.organization").context["page_obj"]
    (row,) = [row for row in rows if row.verb == "changed"]
    assert row.who == "Ada"
    assert ("customers a gap needs", "3", "5") in [(change.name, change.before, change.after) for change in row.changes]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"timezone": "Mars/Olympus"}, "is no timezone"),
        ({"currency": "EURO"}, "Ensure this value has at most 3 characters"),
        ({"currency": "E1R"}, "three-letter code"),
        ({"handoff_confidence": "1.5"}, "less than or equal to 1"),
        ({"cycle_interval_minutes": "0"}, "greater than or equal to 1"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_value_that_cannot_be_is_said_beside_its_field(organization: Any, changes: Any, sentence: str) -> None:
    answer = client_as(organization, "admin").post(PAGE, values_of(organization, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Acme" in answer.text  # the frame shows the organization as it is
    assert Organization.objects.get(pk=organization.pk).updated_at == organization.updated_at


def test_another_threshold_makes_a_new_version_of_the_agent(organization: Any) -> None:
    client = client_as(organization, "admin", name="Ada")
    assert client.post(PAGE, values_of(organization, handoff_confidence="0.65")).status_code == 302
    agent = active_version(organization)
    assert (agent.label, agent.handoff_confidence, str(agent.created_by)) == ("1.0.1", 0.65, "Ada")
    assert 'value="0.65"' in client.get(PAGE).text
    client.post(PAGE, values_of(organization, handoff_confidence="0.65"))
    assert active_version(organization) == agent


def test_while_two_versions_share_the_customers_the_threshold_stays_and_so_does_the_rest(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization, kind="model_optimization")
    apply_to_agent(
        organization=organization, changes={"temperature": 0}, expected_version_id=None, update=update, salt="s"
    )
    values = values_of(organization, handoff_confidence="0.65", gap_min_customers=7)
    answer = client_as(organization, "admin").post(PAGE, values)
    assert answer.status_code == 422
    assert "Version 1.0.1 is on trial" in answer.text
    organization.refresh_from_db()
    assert organization.gap_min_customers == 3


def test_without_a_key_it_says_that_the_local_engine_works(organization: Any) -> None:
    assert "This server has no key for a hosted engine" in client_as(organization, "admin").get(PAGE).text
