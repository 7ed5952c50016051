"""Organizations are made, and people let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from tests.training.factories import UserFactory
from training.models import Membership, Organization
from training.services.organizations import (
    MemberInvalid,
    OrganizationExists,
    OrganizationInvalid,
    add_member,
    create_organization,
)

pytestmark = pytest.mark.django_db


def test_an_organization_is_made_with_its_settings() -> None:
    made = create_organization(name=" Shop ", slug="shop", timezone="Europe/Berlin", currency="usd", is_demo=True)
    found = Organization.objects.get(slug="shop")
    assert (found.pk, found.name, found.timezone, found.currency, found.is_demo) == (
        made.pk,
        "Shop",
        "Europe/Berlin",
        "USD",
        True,
    )


def test_a_slug_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    create_organization(name="Shop", slug="shop")
    with pytest.raises(OrganizationExists, match="“shop” exists already"):
        create_organization(name="Shop", slug="shop")
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)  # as if the other one came in between
    with pytest.raises(OrganizationExists, match="“shop” exists already"):
        create_organization(name="Shop", slug="shop")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"slug": "my shop"}, "slug cannot be used"),
        ({"slug": ""}, "slug cannot be used"),
        ({"name": ""}, "name cannot be used"),
        ({"name": "x" * 121}, "name cannot be used"),
        ({"timezone": "Mars/Phobos"}, "is no time zone"),
        ({"timezone": "../x"}, "is no time zone"),
    ],
)
def test_it_says_what_cannot_be_used(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OrganizationInvalid, match=sentence):
        create_organization(**({"name": "Shop", "slug": "shop"} | given))


def test_a_person_gets_a_role_and_can_get_another(organization: Any) -> None:
    person = UserFactory()
    first = add_member(organization_id=organization.pk, user_id=person.pk, role="analyst")
    again = add_member(organization_id=organization.pk, user_id=person.pk, role="analyst")
    second = add_member(organization_id=organization.pk, user_id=person.pk, role="admin")
    assert first.pk == again.pk == second.pk
    assert Membership.objects.get().role == "admin"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"role": "boss"}, "is no role"),
        ({"user_id": 0}, "no such person"),
        ({"organization_id": 0}, "no such organization"),
    ],
)
def test_it_says_who_cannot_be_let_in(organization: Any, given: dict[str, Any], sentence: str) -> None:
    person = UserFactory()
    with pytest.raises(MemberInvalid, match=sentence):
        add_member(**({"organization_id": organization.pk, "user_id": person.pk, "role": "admin"} | given))
