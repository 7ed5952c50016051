"""The customer's own id is never stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from training.services.customers import customer_key, derived_key


def test_the_same_customer_has_one_key_in_an_organization_and_another_elsewhere() -> None:
    one = customer_key(organization_id=1, customer=" u-1 ", external_id="a")
    assert one == customer_key(organization_id=1, customer="u-1", external_id="b")
    assert one != customer_key(organization_id=2, customer="u-1")
    assert len(one) == 32
    assert int(one, 16)


def test_without_a_customer_a_conversation_is_its_own() -> None:
    one = customer_key(organization_id=1, customer=None, external_id="a")
    assert one == customer_key(organization_id=1, customer="  ", external_id="a")
    assert one not in {
        customer_key(organization_id=1, customer=None, external_id="b"),
        customer_key(organization_id=1, customer="a"),
    }


def test_the_key_depends_on_the_setting(settings: Any) -> None:
    before = customer_key(organization_id=1, customer="u-1")
    settings.CUSTOMER_HASH_KEY = "x" * 200
    assert customer_key(organization_id=1, customer="u-1") != before


def test_each_purpose_has_its_own_key() -> None:
    assert derived_key(organization_id=1, purpose="customer") != derived_key(organization_id=1, purpose="content")


def test_without_the_setting_nothing_is_hashed(settings: Any) -> None:
    settings.CUSTOMER_HASH_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="Set CUSTOMER_HASH_KEY"):
        customer_key(organization_id=1, customer="u-1")
