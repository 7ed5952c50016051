"""The schedule: a beat row for each line of SCHEDULE in config/settings/learning.py."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask


def ensure_schedule() -> list[PeriodicTask]:
    """Make the beat rows, or put them right. How often a cycle runs is each organization's own setting."""
    lines: list[dict[str, Any]] = settings.SCHEDULE
    return [_ensure_row(**line) for line in lines]


def _ensure_row(*, name: str, task: str, every_seconds: int = 0, crontab: str = "") -> PeriodicTask:
    """One row: every so many seconds, or at the times of a crontab line (minute hour day month weekday, UTC)."""
    values: dict[str, Any] = {"task": task, "enabled": True, "interval": None, "crontab": None, "expire_seconds": None}
    if crontab:
        minute, hour, day_of_month, month_of_year, day_of_week = crontab.split()
        values["crontab"], _ = CrontabSchedule.objects.get_or_create(
            minute=minute,
            hour=hour,
            day_of_month=day_of_month,
            month_of_year=month_of_year,
            day_of_week=day_of_week,
            timezone="UTC",
        )
    else:
        values["interval"], _ = IntervalSchedule.objects.get_or_create(
            every=every_seconds, period=IntervalSchedule.SECONDS
        )
        # What no worker took in time is sent again anyway.
        values["expire_seconds"] = 2 * every_seconds
    row, _ = PeriodicTask.objects.update_or_create(name=name, defaults=values)
    return row
