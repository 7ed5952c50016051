"""The schedule: one beat row that starts whatever is due."""

from __future__ import annotations

from django_celery_beat.models import IntervalSchedule, PeriodicTask

EVERY_SECONDS = 10
ROW = "Start learning cycles that are due"


def ensure_schedule() -> PeriodicTask:
    """Make the beat row, or put it right. How often a cycle runs is each organization's own setting."""
    interval, _ = IntervalSchedule.objects.get_or_create(every=EVERY_SECONDS, period=IntervalSchedule.SECONDS)
    row, _ = PeriodicTask.objects.update_or_create(
        name=ROW,
        defaults={
            "task": "training.tasks.run_due_cycles_task",
            "interval": interval,
            "enabled": True,
            "expire_seconds": 2 * EVERY_SECONDS,
        },
    )
    return row
