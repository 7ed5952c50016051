"""Everyone who works here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.factories import MembershipFactory, UserFactory
from tests.views import client_as

LIST = "/settings/people/"


def test_it_shows_everyone_highest_role_first(organization: Any) -> None:
    MembershipFactory(organization=organization, role="analyst", user=UserFactory(email="ann@acme.example"))
    page = client_as(organization, "owner", email="zoe@acme.example").get(LIST)
    assert [row.user.email for row in page.context["page_obj"]] == ["zoe@acme.example", "ann@acme.example"]


@pytest.mark.parametrize(("role", "may"), [("admin", False), ("owner", True)])
def test_only_owners_see_what_changes_people(organization: Any, role: str, may: bool) -> None:
    assert ("Let somebody in" in client_as(organization, role).get(LIST).text) is may


def test_another_organizations_people_do_not_show(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    MembershipFactory(organization=other_organization, user=UserFactory(email="them@other.example"))
    in_organization(organization)
    assert "them@other.example" not in client_as(organization, "owner").get(LIST).text


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    client = client_as(organization, "owner")
    for _ in range(count - 1):
        MembershipFactory(organization=organization)
    with django_assert_num_queries(11):
        assert len(client.get(LIST).context["page_obj"]) == count
