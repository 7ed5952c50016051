"""The guide."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.views import client_as


def test_it_explains_every_metric(organization: Any) -> None:
    page = client_as(organization, "analyst").get("/guide/")
    assert page.status_code == 200
    for word in ("Success", "CSAT", "Containment", "Handoff", "Automated resolution"):
        assert word in page.text


@pytest.mark.parametrize("role", ["analyst", "manager", "admin"])
def test_the_list_of_keys_holds_every_page_that_a_key_goes_to(organization: Any, role: str) -> None:
    page = client_as(organization, role).get("/gaps/").text
    listed = re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd>\s*</dt>\s*<dd>\s*([^<]+?)\s*</dd>", page)
    in_nav = re.findall(r'data-go="(\w)"[^>]*>(?:<svg.*?</svg>)?([^<]+)<', page)
    assert listed == in_nav
