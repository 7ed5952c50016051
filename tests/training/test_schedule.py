"""The beat rows, and what they start."""

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
def test_the_rows_are_made_once_and_put_right(settings: Any) -> None:
    ensure_schedule()
    PeriodicTask.objects.update(enabled=False)
    call_command("ensure_schedule")
    rows = {row.name: row for row in PeriodicTask.objects.all()}
    assert rows.keys() == {line["name"] for line in settings.SCHEDULE}
    row = rows["Start learning cycles that are due"]
    assert (row.task, row.enabled, row.interval.every) == ("training.tasks.run_due_cycles_task", True, 10)


@pytest.mark.django_db
def test_a_row_may_have_its_time_of_day(settings: Any) -> None:
    settings.SCHEDULE = [{"name": "Nightly", "task": "training.tasks.run_due_cycles_task", "crontab": "15 3 * * *"}]
    (row,) = ensure_schedule()
    assert (row.interval, row.crontab.hour, row.crontab.minute) == (None, "3", "15")
    settings.SCHEDULE[0] = {**settings.SCHEDULE[0], "crontab": "30 4 * * 0"}
    (row,) = ensure_schedule()
    assert (row.crontab.hour, row.crontab.day_of_week) == ("4", "0")


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
