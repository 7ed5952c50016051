"""An admin meets an update that breaks what was confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.models import KnowledgeEntry
from tests.knowledge.factories import SHOP, shop_entries
from tests.knowledge.replays import golden_question, replay_what_waits, update_with
from tests.training.factories import MembershipFactory, UserFactory
from training.models import LearningUpdate
from training.services import updates
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

EVIDENCE = ("how many days until I must send the sale items back", "sale items back after how many days")
TOO_BROAD = "You can send anything back within **14 days** of delivery, sale items too."
RIGHT = (
    "You can send anything back within **30 days** of delivery. "
    "Items from the sale can be sent back for 14 days: sale items only."
)


@pytest.fixture
def desk() -> Any:
    """A shop whose rule of 30 days is golden, and a pending update that overlooks it."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="admin@acme.example"), role="admin")
        returns = shop_entries(organization)[0]
        golden_question(organization, SHOP[0][0], "Within 30 days of delivery.", entry_id=returns.pk)
        golden_question(organization, SHOP[1][0], "After 5 working days.")
        update_with(
            organization,
            *EVIDENCE,
            action="update",
            entry_id=returns.pk,
            expected_version_id=returns.current_version_id,
            title=returns.title,
            body=TOO_BROAD,
        )
    return organization


def test_an_admin_reads_both_answers_edits_replays_and_approves(desk: Any, visit: Any) -> None:
    with organization_scope(desk.pk):
        update = LearningUpdate.objects.get()
    admin = visit("admin@acme.example")
    admin.goto(update.get_absolute_url())
    admin.wait_for_selector("#replay >> text=Waiting")
    admin.get_by_role("button", name="Approve").click()
    admin.wait_for_selector("text=is still running")

    # The worker does its part; the page finds out by itself.
    admin.goto(update.get_absolute_url())
    replay_what_waits(desk)
    admin.wait_for_selector("#replay .tally")
    assert "breaks 1" in " ".join(admin.locator("#replay .tally").inner_text().split())
    broken = admin.locator("#replay [data-outcome='breaks']")
    assert broken.locator("h3").inner_text() == SHOP[0][0]
    before, after = broken.locator(".answer-side").all()
    assert "30 days" in before.inner_text()
    assert "14 days" in after.inner_text()
    assert before.locator("del").inner_text().endswith("30")
    assert after.locator("ins").first.inner_text().endswith("14")
    left, right = before.bounding_box(), after.bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]

    # Without a reason the browser does not even send it.
    assert admin.get_by_label("Why is it right all the same?").is_visible()
    admin.get_by_role("button", name="Approve all the same").click()
    assert admin.url.endswith(update.get_absolute_url())
    with organization_scope(desk.pk):
        assert LearningUpdate.objects.get().status == "pending"

    admin.get_by_text("Edit and replay, then approve").click()
    admin.get_by_role("textbox", name="Text").fill(RIGHT)
    admin.get_by_role("button", name="Save and replay").click()
    admin.wait_for_selector("text=Your edits are kept")
    replay_what_waits(desk)
    admin.wait_for_selector("#replay .tally")
    counts = " ".join(admin.locator("#replay .tally").inner_text().split())
    assert "breaks 0" in counts
    assert "fixes 0" not in counts
    assert not admin.get_by_label("Why is it right all the same?").is_visible()
    admin.get_by_role("button", name="Approve").click()
    admin.wait_for_selector("text=The next cycle applies it")
    admin.wait_for_selector("text=Kept with the decision")
    with organization_scope(desk.pk):
        update.refresh_from_db()
        assert update.status == "approved"
        updates.apply_update(update_id=update.pk)
        assert "sale items only" in KnowledgeEntry.objects.get(title=SHOP[0][0]).current_version.body


def test_with_a_written_reason_it_may_break(desk: Any, visit: Any) -> None:
    with organization_scope(desk.pk):
        update = LearningUpdate.objects.get()
    admin = visit("admin@acme.example")
    admin.goto("/updates/")
    admin.get_by_role("link", name="Not replayed yet").click()
    admin.wait_for_selector("#replay >> text=Waiting")
    replay_what_waits(desk)
    admin.get_by_label("Why is it right all the same?").fill("The law changed.")
    admin.get_by_role("button", name="Approve all the same").click()
    admin.wait_for_selector("text=The next cycle applies it")
    admin.wait_for_selector("text=The law changed.")
    with organization_scope(desk.pk):
        update.refresh_from_db()
        assert (update.status, update.break_reason) == ("approved", "The law changed.")
