"""The whole loop, by the people who walk it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from knowledge.models import KnowledgeEntry, KnowledgeGap
from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import replay_what_waits
from tests.training.factories import MembershipFactory, UserFactory, conversation_with
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

QUESTIONS = [
    "where can I park my bicycle at your store",
    "is there bicycle parking at your store",
    "can I park a bicycle in front of the store",
    "bicycle parking at the store, is there any",
]
ROLES = ("analyst", "manager", "admin")


@pytest.fixture
def desk() -> Any:
    """An organization with its people, a small knowledge base, and four customers who asked the same in vain."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        for role in ROLES:
            user = UserFactory(email=f"{role}@acme.example")
            MembershipFactory(organization=organization, user=user, role=role)
        shop_entries(organization)
        for text in QUESTIONS:
            conversation_with(
                organization,
                ("customer", text),
                ("ai", "I am sorry, I do not know that."),
                ("agent", "Hello, this is Kim. There are ten bicycle racks beside the entrance. Have a nice day!"),
                is_handed_off=True,
                has_human_reply=True,
                started_at=timezone.now() - timedelta(days=2),
            )
    return organization


def learn(organization: Any) -> None:
    call_command("learn", organization=organization.slug)


def ask(page: Any, question: str) -> str:
    page.goto("/knowledge/ask/")
    page.get_by_label("Ask what a customer would ask").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("#answer .card")
    return str(page.locator("#answer").inner_text())


def test_a_gap_becomes_knowledge_and_is_taken_back(desk: Any, visit: Any) -> None:
    learn(desk)
    with organization_scope(desk.pk):
        gap = KnowledgeGap.objects.get()
        assert "ten bicycle racks" in gap.suggested_content

    manager = visit("manager@acme.example")
    manager.get_by_role("link", name="Gaps").first.click()
    manager.get_by_role("link", name=gap.title).click()
    manager.get_by_label("Title").fill("Where can I park my bicycle at the store?")
    manager.get_by_label("Answer").fill("There are **twelve bicycle racks** beside the entrance of the store.")
    manager.get_by_role("button", name="Accept").click()
    manager.wait_for_selector("text=waits for an admin")

    admin = visit("admin@acme.example")
    assert "Handed off to a person" in ask(admin, "Where can I park my bicycle at the store?")
    admin.get_by_role("link", name="Updates").first.click()
    replay_what_waits(desk)
    admin.get_by_role("link", name="Where can I park my bicycle at the store?").click()
    admin.wait_for_selector("#replay .tally")
    admin.get_by_role("button", name="Approve", exact=False).first.click()
    admin.wait_for_selector("text=The next cycle applies it")
    learn(desk)

    answer = ask(admin, "Where can I park my bicycle at the store?")
    assert "twelve bicycle racks" in answer
    assert admin.locator("#answer [data-citation]").inner_text() == "Where can I park my bicycle at the store?"
    manager.goto(gap.get_absolute_url())
    assert "4 of 4" in manager.locator("main").inner_text()

    admin.goto("/updates/?status=applied")
    admin.get_by_role("link", name="Where can I park my bicycle at the store?").click()
    admin.get_by_role("button", name="Roll back").first.click()
    admin.locator("dialog[open] button", has_text="Roll back").click()
    admin.wait_for_selector("text=What is served is as before")
    assert "Handed off to a person" in ask(admin, "Where can I park my bicycle at the store?")
    with organization_scope(desk.pk):
        assert not KnowledgeEntry.objects.live().filter(title__contains="bicycle").exists()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_navigation_fits_and_is_accessible(desk: Any, visit: Any, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    learn(desk)
    page = visit("admin@acme.example", width=width)
    page.emulate_media(color_scheme=scheme)
    paths = page.eval_on_selector_all(
        "nav a[href^='/']", "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    with organization_scope(desk.pk):
        details = [KnowledgeGap.objects.get().get_absolute_url(), KnowledgeEntry.objects.first().get_absolute_url()]  # type: ignore[union-attr]
    assert len(paths) >= 8
    for path in [*paths, *details]:
        response = page.goto(path)
        assert response.status == 200, path
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide at {width} px"
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found] == [], path
