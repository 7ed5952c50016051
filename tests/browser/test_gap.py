"""A manager puts gaps right: splits one, dismisses one, and sees it come back on new evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from knowledge.models import KnowledgeGap
from knowledge.services import detecting
from tests.knowledge.factories import KnowledgeGapFactory
from tests.training.factories import MembershipFactory, UserFactory, conversation_with
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

PARKING = [
    "where can I park my bicycle at your store",
    "is there bicycle parking at your store",
    "can I park a bicycle in front of the store",
    "bicycle parking at the store, is there any",
]
INSIDE = [
    "can I take my bicycle inside the store",
    "is a bicycle allowed inside your store",
    "may I bring my bicycle inside the store",
]
LATER = [
    "can I bring a bicycle inside the store with me",
    "are bicycles allowed inside the store",
    "may I take the bicycle inside your store today",
]


def asked_in_vain(organization: Any, *texts: str) -> None:
    """Each by a customer of their own."""
    with organization_scope(organization.pk):
        for text in texts:
            conversation_with(
                organization,
                ("customer", text),
                ("ai", "I am sorry, I do not know that."),
                is_handed_off=True,
                started_at=timezone.now() - timedelta(minutes=5),
            )


def night(organization: Any) -> None:
    """A cycle with the night's work, as the worker does it."""
    with organization_scope(organization.pk):
        detecting.make_merge_due(organization=organization)
    call_command("learn", organization=organization.slug)


@pytest.fixture
def desk() -> Any:
    """An organization with a manager, and a gap in which the machine has put two matters together."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="manager@acme.example"), role="manager")
    asked_in_vain(organization, *PARKING, *INSIDE)
    night(organization)
    return organization


def test_a_manager_splits_a_gap_dismisses_it_and_sees_it_return(desk: Any, visit: Any) -> None:
    with organization_scope(desk.pk):
        mixed = KnowledgeGap.objects.get()
    page = visit("manager@acme.example")
    page.goto("/gaps/")
    page.get_by_role("link", name=mixed.title).click()

    # Nothing ticked: a sentence, and what was typed stays.
    page.get_by_label("Name of the new gap").fill("Bicycles inside the store")
    page.get_by_role("button", name="Split off").click()
    page.get_by_role("alert").get_by_text("Choose at least one question.").wait_for()
    assert page.get_by_label("Name of the new gap").input_value() == "Bicycles inside the store"

    for text in INSIDE:
        page.get_by_role("checkbox", name=text).check()
    page.locator("[data-pick-count]").get_by_text("3 selected").wait_for()
    page.get_by_role("button", name="Split off").click()
    page.get_by_role("heading", name="Bicycles inside the store", level=1).wait_for()
    assert page.locator("#questions .quotes > li").count() == len(INSIDE)
    split_off = page.url

    # A night in between: the machine would join them again, were it not for the manager.
    night(desk)
    page.goto(mixed.get_absolute_url())
    assert page.locator("#questions .quotes > li").count() == len(PARKING)
    page.goto(split_off)
    assert page.locator("#questions .quotes > li").count() == len(INSIDE)

    page.get_by_label("Reason").select_option("one_off")
    page.get_by_label("In words").fill("A festival of cyclists")
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_text("It comes back when 3 more customers ask it in vain.").wait_for()

    asked_in_vain(desk, *LATER[:2])
    night(desk)
    page.goto(split_off)
    assert page.get_by_text("It comes back when 3 more customers ask it in vain.").is_visible()
    page.goto("/gaps/")
    assert page.get_by_role("link", name="Bicycles inside the store").count() == 0

    asked_in_vain(desk, *LATER[2:])
    night(desk)
    page.goto("/gaps/")
    row = page.get_by_role("row", name="Bicycles inside the store")
    why = "as “a one-off event” (A festival of cyclists); 3 more customers asked since."
    assert why in row.inner_text()
    row.get_by_role("link", name="Bicycles inside the store").click()
    page.get_by_text("Open again.").wait_for()
    assert why in page.locator(".notice").first.inner_text()
    assert page.locator("#questions .quotes > li").count() == len(INSIDE) + len(LATER)
    assert page.get_by_role("button", name="Accept").is_visible()


def test_what_was_split_by_mistake_is_taken_back(desk: Any, visit: Any) -> None:
    with organization_scope(desk.pk):
        mixed = KnowledgeGap.objects.get()
    page = visit("manager@acme.example", width=390)
    page.goto(mixed.get_absolute_url())
    page.get_by_role("checkbox", name=INSIDE[0]).check()
    page.get_by_role("button", name="Split off").click()
    page.get_by_role("button", name="Undo").first.wait_for()
    page.locator("#by-hand").get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name=mixed.title, level=1).wait_for()
    assert page.locator("#questions .quotes > li").count() == len(PARKING) + len(INSIDE)
    page.locator("#by-hand").get_by_text("taken back by").wait_for()


def test_the_form_for_another_kind_comes_once_when_it_is_opened(visit: Any) -> None:
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="manager@acme.example"), role="manager")
        gap = KnowledgeGapFactory(organization=organization)
    page = visit("manager@acme.example")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/kind/form/" in request.url else None)
    page.goto(gap.get_absolute_url())
    summary = page.get_by_text("Choose another kind")
    for _ in range(3):  # open, close, open
        summary.click()
    page.get_by_label("Kind").select_option("policy")
    assert len(asked) == 1
    page.get_by_role("button", name="Choose this kind").click()
    page.get_by_text("is “a person must answer” now").wait_for()
