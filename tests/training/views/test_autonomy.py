"""The owner's switch of what applies itself, on the settings page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.views import client_as
from training.models import AutonomyRule

PAGE, SWITCH = "/settings/", "/settings/autonomy/"
FORM = {"kind": "knowledge_update", "risk": "low", "percent": "95", "is_on": "yes"}


def test_the_settings_show_every_kind_and_risk_with_what_is_missing(organization: Any) -> None:
    page = client_as(organization, "admin").get(PAGE).text
    assert "Knowledge update, low risk" in page
    assert "Model optimization, high risk" in page
    assert "Missing: 0 of 20 decided updates with a verdict" in page
    assert "Switch on" not in page, "an admin only reads it"


def test_the_owner_switches_it_on_and_off(organization: Any) -> None:
    client = client_as(organization, "owner", name="Ada")
    assert "Knowledge update, low risk: may apply itself" in client.post(SWITCH, FORM, follow=True).text
    rule = AutonomyRule.objects.get()
    assert (rule.is_on, rule.least_precision, str(rule.switched_by)) == (True, 0.95, "Ada")
    assert "Switch off" in client.get(PAGE).text
    client.post(SWITCH, FORM | {"is_on": "no"})
    rule.refresh_from_db()
    assert not rule.is_on


@pytest.mark.parametrize("wrong", [{"percent": "49"}, {"percent": ""}, {"kind": "weather"}, {"is_on": "perhaps"}])
def test_what_is_no_rule_saves_nothing(organization: Any, wrong: dict[str, str]) -> None:
    answer = client_as(organization, "owner").post(SWITCH, FORM | wrong, follow=True)
    assert answer.status_code == 200
    assert not AutonomyRule.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "manager", "admin"])
def test_only_the_owner_switches(organization: Any, role: str) -> None:
    assert client_as(organization, role).post(SWITCH, FORM).status_code == 403


def test_it_is_a_post(organization: Any) -> None:
    assert client_as(organization, "owner").get(SWITCH).status_code == 405
