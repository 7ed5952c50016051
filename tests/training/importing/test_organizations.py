"""Organizations are made, and people let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from training.models import Organization
from training.services.organizations import (
    OrganizationExists,
    OrganizationInvalid,
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
