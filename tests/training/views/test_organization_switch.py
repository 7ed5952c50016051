"""Changing to another of one's organizations."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.training.factories import MembershipFactory
from tests.views import client_as
from training.models import Membership

SWITCH = "/switch/"


@pytest.fixture
def client_of_two(organization: Any, other_organization: Any, in_organization: Any) -> Client:
    client = client_as(organization, "analyst", email="ann@acme.example")
    user = Membership.objects.get(user__email="ann@acme.example").user
    in_organization(other_organization)
    MembershipFactory(organization=other_organization, user=user, role="admin")
    return client


def test_the_switcher_of_the_page_leads_to_the_other_organization(
    client_of_two: Client, other_organization: Any
) -> None:
    page = client_of_two.get("/guide/")
    assert page.context["request"].organization.slug == "acme"
    assert f'name="organization_id" value="{other_organization.pk}"' in " ".join(page.text.split())
    answer = client_of_two.post(SWITCH, {"organization_id": other_organization.pk})
    assert answer["Location"] == "/"
    again = client_of_two.get("/guide/").context["request"]
    assert (again.organization.slug, again.membership.role) == ("other", "admin")


@pytest.mark.parametrize("wanted", ["", "999999", "nonsense", "-1"])
def test_an_organization_that_is_not_ones_own_is_not_there(client_of_two: Client, wanted: str) -> None:
    assert client_of_two.post(SWITCH, {"organization_id": wanted}).status_code == 404
    assert client_of_two.get("/guide/").context["request"].organization.slug == "acme"


def test_the_wrong_method_is_refused(client_of_two: Client) -> None:
    assert client_of_two.get(SWITCH).status_code == 405


def test_who_is_not_logged_in_has_no_organization(client: Client, organization: Any) -> None:
    assert client.post(SWITCH, {"organization_id": organization.pk}).status_code in (302, 404)


def test_one_organization_needs_no_switcher(organization: Any) -> None:
    assert "organization_id" not in client_as(organization, "analyst").get("/guide/").text
