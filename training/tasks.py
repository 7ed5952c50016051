"""Background work: each task fetches by id and calls one service; the database remembers what is left."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from training.cycle import CycleAlreadyRunning, CycleTakenOver, is_due, run_cycle
from training.models import LearningCycle, Organization

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def run_due_cycles_task() -> None:
    """Start the learning cycle of every organization that is due. Beat sends this every few seconds."""
    now = timezone.now()
    for organization in Organization.objects.with_cycle_wanted():
        if is_due(organization=organization, now=now):
            run_learning_cycle_task.delay(organization.pk)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def run_learning_cycle_task(organization_id: int, trigger: str = "schedule", user_id: int | None = None) -> None:
    """Run one organization's cycle. Sent twice, the second finds nothing to do."""
    organization = Organization.objects.get(pk=organization_id)
    if trigger == LearningCycle.Trigger.SCHEDULE and not is_due(organization=organization, now=timezone.now()):
        return
    try:
        run_cycle(organization=organization, trigger=trigger, user_id=user_id)
    except (CycleAlreadyRunning, CycleTakenOver) as exc:
        log.info("%s", exc)
