"""An admin approves another threshold, its customers fare worse, the ledger says so, and one click takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.demo.loading import import_lines
from config.simulation.clock import Clock, set_to
from tests.browser.test_loop import ask
from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import replay_what_waits
from tests.training.factories import MembershipFactory, UserFactory
from training.cycle import run_cycle
from training.models import Conversation, LearningUpdate
from training.services import agents
from training.services.customers import customer_key
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

QUESTION = "How long do I have to send something back?"
HALF_SURE = "Can you change my order?"
UNSURE, SURE = 0.8, 0.92
DAYS_BEFORE, DAYS, A_DAY = 21, 12, 60


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Some weeks ago, before opening time; what is simulated ends today."""
    with set_to(timezone.now().replace(hour=5, minute=0, second=0) - timedelta(days=DAYS_BEFORE + DAYS)) as clock:
        yield clock


@pytest.fixture
def desk(clock: Clock) -> Any:
    """A shop whose agent is sure but wrong for three weeks."""
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        MembershipFactory(organization=organization, user=UserFactory(email="admin@acme.example"), role="admin")
        shop_entries(organization)
    live(organization, clock, until=clock.now() + timedelta(days=DAYS_BEFORE))
    return organization


def live(organization: Any, clock: Clock, *, until: datetime) -> None:
    """Days of customers, each answered by the version that serves them, imported as anybody's file.

    Where the agent is unsure it is wrong, though customers find out later. Whoever is passed on waits, and is cross.
    """
    first = clock.now()
    lines = []
    for number in range((until - first).days * A_DAY):
        name = f"{first:%Y%m%d}-{number}"
        at = first.replace(hour=8) + timedelta(days=number // A_DAY, minutes=10 * (number % A_DAY))
        with organization_scope(organization.pk):
            version = agents.version_for(organization, customer_key(organization_id=organization.pk, customer=name))
        confidence = UNSURE if number % 5 < 2 else SURE
        is_passed_on = confidence < version.handoff_confidence
        turns = [("customer", QUESTION), ("ai", "You have fourteen days.")]
        if is_passed_on:
            turns += [("customer", "I have waited for two days now."), ("agent", "Sorry, we are so busy.")]
        elif confidence == UNSURE:
            turns.append(("customer", "That is not right."))
        else:
            turns.append(("customer", "Great, thank you!"))
        lines.append(
            {
                "id": name,
                "customer": name,
                "channel": "chat",
                "started_at": at.isoformat(),
                "status": "closed",
                "confidence": confidence,
                "agent_version": version.label,
                "escalated": is_passed_on,
                "resolved": confidence == SURE,
                "rating": 1 if is_passed_on else 5 if confidence == SURE else 3 if number % 10 == 0 else None,
                "messages": [
                    {"sender": sender, "text": text, "at": (at + timedelta(seconds=20 * place)).isoformat()}
                    for place, (sender, text) in enumerate(turns)
                ],
            }
        )
    clock.set(until)
    import_lines(organization=organization, lines=lines, now=clock.now())


def learn(organization: Any) -> None:
    """A whole learning cycle, as the schedule runs it."""
    cycle = run_cycle(organization=organization, trigger="schedule")
    with organization_scope(organization.pk):
        assert [step.error for step in cycle.steps.all() if step.error] == []


def rated(organization: Any, label: str, *, since: datetime) -> int:
    """How many conversations that a version answered since this day were rated."""
    patch = int(label.rpartition(".")[2])
    with organization_scope(organization.pk):
        found = Conversation.objects.filter(agent_version__patch=patch, started_at__date__gte=since.date())
        return found.filter(satisfaction__isnull=False).count()


def answered(page: Any) -> str:
    """How Ask answers what the agent is half sure of."""
    ask(page, HALF_SURE)
    return str(page.locator("#answer .card-title").first.inner_text())


def ledger(page: Any, title: str) -> str:
    """The line of an update in the ledger."""
    page.goto("/impact/")
    return str(page.locator("tr[data-row]", has_text=title).inner_text())


def test_what_hurts_is_measured_alerted_and_taken_back_by_one_click(desk: Any, clock: Clock, visit: Any) -> None:
    applied_at = clock.now()
    learn(desk)
    with organization_scope(desk.pk):
        update = LearningUpdate.objects.get(kind="model_optimization")
    assert update.title == "Hand off below 0.85 instead of 0.5"
    replay_what_waits(desk)
    admin = visit("admin@acme.example")
    assert answered(admin) == "Answer"
    admin.goto(update.get_absolute_url())
    admin.get_by_role("button", name="Approve").click()
    admin.wait_for_selector("text=The next cycle applies it")

    clock.set(applied_at + timedelta(hours=1))
    learn(desk)
    assert answered(admin) == "Handed off to a person"
    line = ledger(admin, update.title)
    assert "Too early" in line
    assert "7 days, 20 conversations with it and 20 conversations without it more" in line
    assert "it passes on 40% of the conversations instead of 0%" in line

    live(desk, clock, until=applied_at + timedelta(days=3))
    learn(desk)
    line = ledger(admin, update.title)
    assert "Too early" in line
    assert "(day 2 of 28)" in line
    admin.goto("/alerts/")
    assert admin.get_by_text(update.title).count() == 0

    live(desk, clock, until=applied_at + timedelta(days=DAYS))
    learn(desk)
    assert "Hurt" in ledger(admin, update.title)
    admin.goto(update.get_absolute_url())
    panel = admin.locator("#impact")
    panel.get_by_text("CSAT").first.wait_for()
    assert panel.locator("table a.figure").all_inner_texts() == [
        str(rated(desk, label, since=applied_at + timedelta(days=1))) for label in ("1.0.0", "1.0.1")
    ]

    admin.goto("/alerts/")
    alert = admin.locator("[data-row]", has_text=f"“{update.title}” hurts")
    assert "fare worse than the others over the same days" in alert.inner_text()
    alert.get_by_role("button", name="Roll back").click()
    admin.wait_for_selector("text=What is served is as before")

    line = ledger(admin, update.title)
    assert "Hurt" in line
    assert f"rolled back {clock.now():%-d %b %Y}" in line
    assert answered(admin) == "Answer"
    with organization_scope(desk.pk):
        assert [one.share for one in agents.live_deployments(desk)] == [1.0]
        assert agents.active_version(desk).label == "1.0.0"
    clock.set(clock.now() + timedelta(hours=1))
    learn(desk)
    admin.goto("/alerts/?status=resolved")
    admin.locator("[data-row]", has_text=f"“{update.title}” hurts").wait_for()
    assert "Hurt" in ledger(admin, update.title)
