"""Many rows decided with the keyboard, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.models import KnowledgeGap
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.training.factories import MembershipFactory, UserFactory
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk() -> Any:
    """Four open gaps and a manager."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="manager@acme.example"), role="manager")
        for number in range(4):
            gap = KnowledgeGapFactory(
                organization=organization, title=f"Question {number}?", suggested_content="Yes.", frequency=9 - number
            )
            failed_question(gap, f"question {number} please?")
    return organization


def statuses(organization: Any) -> list[str]:
    with organization_scope(organization.pk):
        return list(KnowledgeGap.objects.order_by("title").values_list("status", flat=True))


def test_a_manager_dismisses_two_gaps_with_the_keyboard_and_takes_it_back(visit: Any, desk: Any) -> None:
    page = visit("manager@acme.example")
    page.goto("/gaps/")
    for key in ("j", "s", "j", "j", "s"):
        page.keyboard.press(key)
    assert page.locator("[data-pick-count]").inner_text() == "2 selected"
    page.keyboard.press("b")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Dismiss 2 gaps?")
    page.get_by_label("Reason").select_option("one_off")
    page.get_by_role("button", name="Dismiss 2 gaps").click()
    page.wait_for_selector("text=Dismissed 2 of 2 gaps.")
    assert sorted(statuses(desk)) == ["dismissed", "dismissed", "open", "open"]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Took 2 of 2 decisions back.")
    assert statuses(desk) == ["open"] * 4


def test_the_whole_page_is_picked_with_a_star(visit: Any, desk: Any) -> None:
    page = visit("manager@acme.example")
    page.goto("/gaps/")
    page.keyboard.press("*")
    assert page.locator("[data-pick-count]").inner_text() == "4 selected"
    page.keyboard.press("*")
    assert page.locator("[data-pick-count]").inner_text() == ""
