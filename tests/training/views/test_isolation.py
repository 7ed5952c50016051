"""What a person could try from one organization against another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.factories import MembershipFactory, UserFactory
from tests.views import client_as
from training.models import Membership


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/signup/", "/accounts/confirm-email/"])
def test_nobody_takes_another_persons_address_by_themselves(organization: Any, path: str) -> None:
    client = client_as(organization, "analyst")
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "victim@example.com", "action_add": ""}).status_code == 404


def test_a_form_shown_for_another_organization_writes_nothing(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    client = client_as(organization, "owner", email="owner@example.com")
    form = {"email": "new@example.com", "role": "admin", "for_organization": other_organization.pk}
    answer = client.post("/settings/people/add/", form)
    assert answer.status_code == 409
    assert "You switched to Acme meanwhile" in answer.text
    in_organization(organization)
    assert Membership.objects.count() == 1
    assert client.post("/settings/people/add/", {**form, "for_organization": organization.pk}).status_code == 302


def test_the_people_page_shows_no_name_that_another_organization_gave(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    MembershipFactory(organization=other_organization, user=UserFactory(email="ceo@rival.example", name="Secret Name"))
    in_organization(organization)
    client = client_as(organization, "owner")
    client.post("/settings/people/add/", {"email": "ceo@rival.example", "role": "analyst"})
    page = client.get("/settings/people/").text
    assert "ceo@rival.example" in page
    assert "Secret Name" not in page
