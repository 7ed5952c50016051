"""One beat row starts whatever is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from training import tasks
from training.models import LearningCycle, Organization
from training.services.schedule import ensure_schedule


@pytest.mark.django_db
def test_the_row_is_made_once_and_put_right() -> None:
    PeriodicTask.objects.filter(pk=ensure_schedule().pk).update(enabled=False)
    call_command("ensure_schedule")
    row = PeriodicTask.objects.get()
    assert (row.task, row.enabled, row.interval.every) == ("training.tasks.run_due_cycles_task", True, 10)


def test_only_organizations_that_are_due_are_started(organization: Any, in_organization: Any, monkeypatch: Any) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_learning_cycle_task, "delay", sent.append)
    Organization.objects.create(name="Paused", slug="paused", is_cycle_paused=True)
    tasks.run_due_cycles_task()
    assert sent == [organization.pk]
    in_organization(organization)
    now = timezone.now()
    LearningCycle.objects.create(
        organization=organization, trigger="schedule", status="done", started_at=now, lease_until=now, finished_at=now
    )
    tasks.run_due_cycles_task()
    assert sent == [organization.pk]


def test_a_task_sent_twice_runs_one_cycle(organization: Any, in_organization: Any, settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = ["training.steps.ingest_ratings"]
    tasks.run_learning_cycle_task(organization.pk)
    tasks.run_learning_cycle_task(organization.pk)
    in_organization(organization)
    assert LearningCycle.objects.count() == 1
    LearningCycle.objects.update(started_at=timezone.now() - timedelta(hours=1))
    tasks.run_learning_cycle_task(organization.pk)
    in_organization(organization)
    assert LearningCycle.objects.count() == 2
