"""An admin approves another threshold: it answers half of the customers, is given to everyone, and goes back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import replay_what_waits
from tests.knowledge.test_agent_tuning import looked, sure_but_wrong
from tests.training.factories import MembershipFactory, UserFactory
from training.cycle import run_cycle
from training.models import LearningUpdate
from training.services import agents
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk() -> Any:
    """A shop whose agent is sure but wrong, and the update that says so."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="admin@acme.example"), role="admin")
        shop_entries(organization)
        sure_but_wrong(organization)
        assert looked(organization) == 1
    return organization


def test_another_threshold_is_approved_tried_given_to_everyone_and_rolled_back(desk: Any, visit: Any) -> None:
    with organization_scope(desk.pk):
        update = LearningUpdate.objects.get(kind="model_optimization")
    replay_what_waits(desk)
    admin = visit("admin@acme.example")
    admin.goto(update.get_absolute_url())
    admin.wait_for_selector("text=What was measured")
    assert admin.locator("ins", has_text="0.65").count() == 1
    admin.get_by_role("button", name="Approve").click()
    admin.wait_for_selector("text=The next cycle applies it")

    run_cycle(organization=desk, trigger="command")
    admin.goto("/agent/")
    admin.wait_for_selector("text=is on trial")
    assert admin.locator("td[data-label=Serves]").all_inner_texts() == ["50 %", "50 %"]
    admin.locator("[data-open]").first.click()
    admin.get_by_role("button", name="Give it to everyone").first.click()
    admin.get_by_role("dialog").get_by_role("button", name="Give it to everyone").click()
    admin.wait_for_selector("text=It answers everyone")

    admin.goto("/knowledge/ask/")
    assert "0.65" in admin.locator(".page-lead").inner_text()
    with organization_scope(desk.pk):
        version = agents.active_version(desk)
    admin.goto(version.get_absolute_url())
    admin.get_by_role("button", name="Roll back").first.click()
    admin.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    admin.wait_for_selector("text=It answers nobody")
    with organization_scope(desk.pk):
        assert agents.active_version(desk).label == "1.0.0"
        assert LearningUpdate.objects.get(pk=update.pk).status == "rolled_back"
