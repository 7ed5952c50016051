"""The guide."""

from __future__ import annotations

from typing import Any

from tests.views import client_as


def test_it_explains_every_metric(organization: Any) -> None:
    page = client_as(organization, "analyst").get("/guide/")
    assert page.status_code == 200
    for word in ("Success", "CSAT", "Containment", "Handoff", "Automated resolution"):
        assert word in page.text
