"""A telephone: the navigation leaves the page free, and a refused form shows what was refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.knowledge.factories import KnowledgeGapFactory
from tests.training.factories import MembershipFactory, UserFactory
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

WIDTH = 390


@pytest.fixture
def gap() -> Any:
    """A gap of an organization with a manager."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="manager@acme.example"), role="manager")
        return KnowledgeGapFactory(organization=organization, title="Bicycle parking", frequency=5)


def test_without_script_the_navigation_scrolls_away_with_the_page(gap: Any, visit: Any) -> None:
    page = visit("manager@acme.example", width=WIDTH, has_script=False)
    page.goto(gap.get_absolute_url())
    assert page.get_by_role("link", name="Candidates").is_visible()
    assert page.get_by_role("button", name="Menu").count() == 0
    page.get_by_role("button", name="Dismiss").scroll_into_view_if_needed()
    navigation = page.get_by_label("Navigation", exact=True).bounding_box()
    assert navigation["y"] + navigation["height"] <= 0


def test_a_refused_form_comes_back_with_the_first_wrong_field_in_view(gap: Any, visit: Any) -> None:
    page = visit("manager@acme.example", width=WIDTH)
    page.goto(gap.get_absolute_url())
    answer = page.get_by_label("Answer", exact=True)
    answer.fill("   ")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("This field is required.").wait_for()
    assert answer.evaluate("field => field === document.activeElement")
    assert 0 < answer.bounding_box()["y"] < 900
