"""One cycle at a time, resumable, fenced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from tests.training.factories import OrganizationFactory
from training import cycle as cycles
from training.cycle import CycleAlreadyRunning, CycleTakenOver, StepContext, StepResult, run_cycle
from training.errors import DomainError
from training.models import CycleStep, LearningCycle
from training.services.organizations import create_organization
from training.tenancy import organization_scope

RAN: list[str] = []


def first(context: StepContext) -> StepResult:
    RAN.append("first")
    with context.transaction() as tally:
        tally.looked_at, tally.made = 3, 2
    with context.transaction() as tally:
        tally.looked_at = 4
    return StepResult(engine="local 1", note="All well.")


def second(context: StepContext) -> StepResult:
    RAN.append("second")
    return StepResult()


def broken(context: StepContext) -> StepResult:
    raise KeyError("a secret text")


def refused(context: StepContext) -> StepResult:
    raise DomainError("There is nothing to learn from.")


def killed(context: StepContext) -> StepResult:
    RAN.append("killed")
    with context.transaction() as tally:
        tally.looked_at = 1
    if RAN.count("killed") == 1:
        raise KeyboardInterrupt
    return StepResult()


def robbed(context: StepContext) -> StepResult:
    """Another process takes the cycle over in the middle."""
    with organization_scope(context.organization.pk):
        LearningCycle.objects.filter(pk=context.cycle_id).update(epoch=context.epoch + 1)
    with context.transaction() as tally:
        tally.made = 1
    return StepResult()


@pytest.fixture
def steps(settings: Any) -> Iterator[Any]:
    RAN.clear()

    def use(*names: str) -> None:
        settings.LEARNING_CYCLE_STEPS = [f"tests.training.test_cycle.{name}" for name in names]

    return use  # type: ignore[return-value]


def rows(organization: Any) -> list[tuple[Any, ...]]:
    with organization_scope(organization.pk):
        return list(CycleStep.objects.order_by("id").values_list("name", "status", "looked_at", "made"))


def test_the_listed_steps_run_in_order_and_say_what_they_did(organization: Any, steps: Any) -> None:
    steps("first", "second")
    cycle = run_cycle(organization=organization, trigger="command")
    assert RAN == ["first", "second"]
    assert cycle.status == "done"
    assert cycle.finished_at is not None
    assert rows(organization) == [("first", "done", 7, 2), ("second", "done", 0, 0)]
    assert cycle.steps.get(name="first").note == "All well."


def test_a_broken_step_keeps_no_later_one_from_running_and_hides_what_it_handled(organization: Any, steps: Any) -> None:
    steps("broken", "refused", "second")
    cycle = run_cycle(organization=organization, trigger="command")
    assert cycle.status == "failed"
    assert [status for _, status, _, _ in rows(organization)] == ["failed", "failed", "done"]
    assert "a secret text" not in cycle.steps.get(name="broken").error
    assert cycle.steps.get(name="refused").error == "There is nothing to learn from."


def test_a_cycle_that_died_is_finished_by_the_next_run_without_repeating_what_was_done(
    organization: Any, steps: Any
) -> None:
    steps("first", "killed", "second")
    with pytest.raises(KeyboardInterrupt):
        run_cycle(organization=organization, trigger="schedule")
    assert [status for _, status, _, _ in rows(organization)] == ["done", "running", "waiting"]
    cycle = run_cycle(organization=organization, trigger="schedule")
    assert RAN == ["first", "killed", "killed", "second"]
    assert (cycle.epoch, cycle.status) == (2, "done")
    assert LearningCycle.objects.count() == 1


def test_a_step_that_a_release_took_out_fails_with_a_sentence_and_the_cycle_ends(organization: Any, steps: Any) -> None:
    steps("first", "killed", "second")
    with pytest.raises(KeyboardInterrupt):
        run_cycle(organization=organization, trigger="schedule")
    steps("second")
    cycle = run_cycle(organization=organization, trigger="schedule")
    assert [(name, status) for name, status, _, _ in rows(organization)] == [
        ("first", "done"),
        ("killed", "failed"),
        ("second", "done"),
    ]
    assert cycle.status == "failed"
    assert "not listed any more" in cycle.steps.get(name="killed").error


def test_who_was_robbed_of_the_cycle_writes_nothing_more(organization: Any, steps: Any) -> None:
    steps("robbed", "second")
    with pytest.raises(CycleTakenOver):
        run_cycle(organization=organization, trigger="schedule")
    assert rows(organization) == [("robbed", "running", 0, 0), ("second", "waiting", 0, 0)]
    assert RAN == []


@pytest.mark.django_db(transaction=True)
def test_a_second_process_is_told_that_one_is_running(steps: Any) -> None:
    steps("first")
    organization = create_organization(name="Acme", slug="acme")
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [cycles.LOCK_CLASS, organization.pk])
        with pytest.raises(CycleAlreadyRunning, match="running already"):
            run_cycle(organization=organization, trigger="command")
        other.execute("SELECT pg_advisory_unlock_all()")
    assert run_cycle(organization=organization, trigger="command").status == "done"


def test_a_cycle_is_due_when_its_interval_has_passed(organization: Any, steps: Any) -> None:
    steps("second")
    now = timezone.now()
    assert cycles.is_due(organization=organization, now=now)
    run_cycle(organization=organization, trigger="schedule")
    assert not cycles.is_due(organization=organization, now=now)
    assert cycles.is_due(organization=organization, now=now + timedelta(minutes=6))
    organization.cycle_interval_minutes = 60
    assert not cycles.is_due(organization=organization, now=now + timedelta(minutes=6))
    organization.is_cycle_paused = True
    assert not cycles.is_due(organization=organization, now=now + timedelta(days=1))


def test_an_unfinished_cycle_is_due_at_once(organization: Any) -> None:
    now = timezone.now()
    LearningCycle.objects.create(organization=organization, trigger="schedule", started_at=now, lease_until=now)
    assert cycles.is_due(organization=organization, now=now)


def test_another_organizations_cycle_is_no_obstacle(organization: Any, in_organization: Any, steps: Any) -> None:
    steps("second")
    other = OrganizationFactory(name="Other", slug="other")
    in_organization(other)
    now = timezone.now()
    LearningCycle.objects.create(organization=other, trigger="schedule", started_at=now, lease_until=now)
    assert run_cycle(organization=organization, trigger="command").status == "done"
